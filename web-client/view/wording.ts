// Words of the wire as people say them.

import type { RoomSettings, RoomState } from '#protocol';

export const MODE_NAMES: Readonly<Record<string, string>> = { coop: 'Together', classic: 'Classic' };

export const STATE_NAMES: Readonly<Record<RoomState, string>> = {
  lobby: 'waiting to start',
  countdown: 'about to start',
  play: 'playing',
  paused: 'paused',
  result: 'between matches',
};

/** What is worth saying of a room's settings, as pairs of what and how. */
export function settingsInWords(settings: RoomSettings, locked: boolean): readonly (readonly [string, string])[] {
  const { mode, seatCount, fill, skill, drivers, listed, level, lives, extraLifeScore, variant } = settings;
  const own: (readonly [string, string])[] =
    mode === 'classic'
      ? [
          ['Lives', String(lives)],
          ['Extra life', extraLifeScore === 0 ? 'never' : `at ${extraLifeScore} points`],
          ['Variant', { none: 'as in the arcade', turbo: 'turbo', practice: 'practice, nobody is caught' }[variant]],
        ]
      : [
          ['Seats', String(seatCount)],
          ['Empty seats', fill ? `AI, ${skill}` : 'stay empty'],
        ];
  return [
    ['Mode', MODE_NAMES[mode] ?? mode],
    ...own,
    ['First level', String(level)],
    ['Who may play', { any: 'people and bots', humans: 'people only', bots: 'bots only' }[drivers]],
    ['Who may come', `${listed ? 'in the list of rooms' : 'with the link only'}${locked ? ', with a password' : ''}`],
  ];
}
