// The settings of a room that a page or a program makes, as long as nothing else is chosen: the defaults of every mode.

import type { RoomSettings } from '#protocol';

export const DEFAULT_SETTINGS: Omit<RoomSettings, 'mode' | 'seatCount' | 'fill'> = {
  maze: 'classic',
  skill: 'normal',
  drivers: 'any',
  listed: false,
  level: 1,
  lives: 3,
  extraLifeScore: 10_000,
  killScreen: true,
  variant: 'none',
  frightTable: 0,
  rule: '',
  target: 0,
  rounds: 0,
};
