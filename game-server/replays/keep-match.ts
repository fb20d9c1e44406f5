// Keeps a match that has ended, with what a list of replays shows of it.

import type { Match } from '../match/match.ts';
import type { Clock } from '../clock.ts';
import type { Caller } from '../limits/callers.ts';
import type { RoomRules } from '../rooms/room-rules.ts';
import type { Seats } from '../rooms/seats.ts';
import { REPLAY_TICKS_MIN, type KeptReplays } from './kept-replays.ts';

/** The room of the match. */
interface Played {
  readonly rules: RoomRules;
  readonly openedBy: Caller;
}

/** @returns the id of the replay, '' if the match is not kept */
export function keepMatch(
  match: Match,
  seats: Seats,
  { rules, openedBy }: Played,
  { replays, clock }: { readonly replays: KeptReplays | null; readonly clock: Clock },
): string {
  if (replays === null || match.tick < REPLAY_TICKS_MIN) return '';
  const { level, score, cleared, seats: rows } = match.results(seats);
  const recorded = match.recorded({
    playedAtMs: clock.date(),
    listed: rules.settings.listed && rules.password === '',
    result: { level, score, cleared, seats: rows.map(({ name, place, score }) => ({ name, place, score })) },
  });
  return recorded === null ? '' : (replays.keep(recorded, openedBy) ?? '');
}
