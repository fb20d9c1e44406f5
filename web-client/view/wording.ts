// Words of the wire as the page shows them. A word that this page does not know is shown as it is.

import { modeNamed, takenSettings } from '#simulation';
import { modeTitle } from './mode-cards.ts';
import { rowFor, type DriversAllowed, type KnownWord, type RoomSettings, type RoomState } from '#protocol';

/** Mazes by name, as the page calls them. */
export function mazeName(maze: string): string {
  return maze.charAt(0).toUpperCase() + maze.slice(1);
}

const STATE_NAMES: Readonly<Record<KnownWord<RoomState>, string>> = {
  lobby: 'waiting to start',
  countdown: 'about to start',
  play: 'playing',
  paused: 'paused',
  result: 'between matches',
  restored: 'about to go on',
};

const VARIANT_NAMES: Readonly<Record<KnownWord<RoomSettings['variant']>, string>> = {
  none: 'as in the arcade',
  turbo: 'turbo',
  practice: 'practice, nobody is caught',
};

const DRIVERS_NAMES: Readonly<Record<KnownWord<DriversAllowed>, string>> = {
  any: 'people and bots',
  humans: 'people only',
  bots: 'bots only',
};

export function stateName(state: RoomState): string {
  return rowFor(STATE_NAMES, state) ?? state;
}

/** Who may play; '' where everybody may. */
export function driversNote(drivers: DriversAllowed): string {
  return drivers === 'any' ? '' : (rowFor(DRIVERS_NAMES, drivers) ?? drivers);
}

/** The settings of a room that are worth showing, as pairs of name and value. */
export function settingsInWords(settings: RoomSettings, locked: boolean): readonly (readonly [string, string])[] {
  const { mode, maze, seatCount, fill, skill, drivers, listed, level, lives, extraLifeScore, variant } = settings;
  const rules = modeNamed(mode);
  const all: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
    seatCount: [['Seats', String(seatCount)]],
    fill: [['Empty seats', fill ? `AI, ${skill}` : 'stay empty']],
    lives: [['Lives', String(lives)]],
    extraLifeScore: [['Extra life', extraLifeScore === 0 ? 'never' : `at ${extraLifeScore} points`]],
    variant: [['Variant', rowFor(VARIANT_NAMES, variant) ?? variant]],
  };
  const own = (rules === null ? ['seatCount', 'fill'] : takenSettings(rules)).flatMap((setting) => all[setting] ?? []);
  return [
    ['Mode', modeTitle(mode)],
    ...own,
    ['Maze', mazeName(maze)],
    ['First level', String(level)],
    ['Who may play', rowFor(DRIVERS_NAMES, drivers) ?? drivers],
    ['Who may come', `${listed ? 'in the list of rooms' : 'with the link only'}${locked ? ', with a password' : ''}`],
  ];
}
