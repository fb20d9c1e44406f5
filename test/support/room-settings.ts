// Settings of rooms for tests.

import type { RoomSettings } from '#protocol';

/** A private room of `coop` as the page would make it, without AI. */
export const ROOM_SETTINGS: RoomSettings = {
  ...{ mode: 'coop', maze: 'classic', seatCount: 4, fill: false, skill: 'normal', drivers: 'any', listed: false },
  ...{ level: 1, lives: 3, extraLifeScore: 10_000, killScreen: true, variant: 'none', frightTable: 0 },
  ...{ rule: '', target: 0, rounds: 0 },
};
