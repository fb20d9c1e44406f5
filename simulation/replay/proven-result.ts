// The result that a match really has: its log is played again. `dist/sim/VERSION.js` has this function too, so that later
// programs can check matches of these rules: its parameters and what it returns never change, fields may be added.

import type { Match } from '../match.ts';
import { replayFrom } from './replay-check.ts';
import { verifyReplay } from './replay-verify.ts';
import { Statistics, type MatchResult, type SeatResult } from './statistics.ts';

export interface ProvenResult extends MatchResult {
  readonly ticks: number;
  /** Null if the match comes out as it was recorded; otherwise where it does not, as a text. */
  readonly difference: string | null;
  /** What each seat of the match has reached, by its index. */
  readonly reached: readonly SeatResult[];
}

/**
 * @param data a replay of any origin
 * @param taken the seats that get a place in the result
 * @throws RangeError that names what is wrong with the data, or for a replay of other rules
 */
export function provenResult(data: unknown, taken: readonly number[]): ProvenResult {
  const replay = replayFrom(data);
  if (replay.failure !== undefined) throw new RangeError('failure: the match has no result');
  const { seatCount } = replay.settings;
  if (taken.some((seat) => !Number.isInteger(seat) || seat < 0 || seat >= seatCount)) {
    throw new RangeError(`taken: expected seats below ${seatCount}`);
  }
  const statistics = new Statistics(seatCount);
  const at: { match: Match | null } = { match: null };
  const difference = verifyReplay(replay, undefined, (match) => {
    at.match = match;
    statistics.record(match);
  });
  const { match: played } = at;
  if (played === null) throw new RangeError('ticks: the match has none');
  const all = Array.from({ length: seatCount }, (_, seat) => seat);
  const reached = statistics.results(played, all).seats.toSorted((one, other) => one.seat - other.seat);
  const names = difference?.fields.map(({ name }) => name).join(', ');
  return {
    ...statistics.results(played, taken),
    ticks: played.tick,
    difference: difference === null ? null : `tick ${difference.tick}: ${names}`,
    reached,
  };
}
