// Words of the wire as the page shows them. A word that this page does not know is shown as it is.

import { rowFor, type DriversAllowed, type KnownWord, type RoomSettings, type RoomState } from '#protocol';

export const MODE_NAMES: Readonly<Record<string, string>> = { coop: 'Together', classic: 'Classic' };

const STATE_NAMES: Readonly<Record<KnownWord<RoomState>, string>> = {
  lobby: 'waiting to start',
  countdown: 'about to start',
  play: 'playing',
  paused: 'paused',
  result: 'between matches',
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

/** Who may play; nothing where everybody may. */
export function driversNote(drivers: DriversAllowed): string {
  return drivers === 'any' ? '' : (rowFor(DRIVERS_NAMES, drivers) ?? drivers);
}

/** What is worth saying of a room's settings, as pairs of what and how. */
export function settingsInWords(settings: RoomSettings, locked: boolean): readonly (readonly [string, string])[] {
  const { mode, seatCount, fill, skill, drivers, listed, level, lives, extraLifeScore, variant } = settings;
  const own: (readonly [string, string])[] =
    mode === 'classic'
      ? [
          ['Lives', String(lives)],
          ['Extra life', extraLifeScore === 0 ? 'never' : `at ${extraLifeScore} points`],
          ['Variant', rowFor(VARIANT_NAMES, variant) ?? variant],
        ]
      : [
          ['Seats', String(seatCount)],
          ['Empty seats', fill ? `AI, ${skill}` : 'stay empty'],
        ];
  return [
    ['Mode', MODE_NAMES[mode] ?? mode],
    ...own,
    ['First level', String(level)],
    ['Who may play', rowFor(DRIVERS_NAMES, drivers) ?? drivers],
    ['Who may come', `${listed ? 'in the list of rooms' : 'with the link only'}${locked ? ', with a password' : ''}`],
  ];
}
