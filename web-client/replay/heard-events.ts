// What is heard of a match that is played again: only at its own speed, and dots of one player only.

import { EVENT } from '#simulation';
import type { MatchEvent } from '../netcode/online-match.ts';
import type { Playback } from './playback.ts';

/** Whether what lasts is heard, too: music and loops. */
export function isHeard({ speed, isPlaying }: Playback): boolean {
  return speed === 1 && isPlaying;
}

export function heardEvents(
  { speed, seat, prediction: { predicted } }: Playback,
  events: readonly MatchEvent[],
): readonly MatchEvent[] {
  if (speed !== 1) return [];
  // Four players who eat at once would be a rattle.
  const eater = predicted.pacCount === 1 ? predicted.pacSeat[0] : seat;
  return events.filter(({ kind, who }) => kind !== EVENT.dotEaten || who === eater);
}
