// A match of `coop` that two seats have played, as the game server hands it over.

import type { FinishedMatch, FinishedSeat } from '#handover';
import {
  aiWish,
  canSteer,
  createMatch,
  isPresent,
  matchSettings,
  ReplayRecorder,
  Statistics,
  stepMatch,
  wishOf,
  type Input,
  type NamedSettings,
} from '#simulation';

const ENDED_MS = Date.UTC(2026, 10, 30, 12);

/**
 * Plays a match by AI, so that it is the same for the same settings.
 * @param ticks it ends then, or earlier if the rules say so
 */
export function finishedMatch(
  facts: Partial<Omit<FinishedMatch, 'recorded'>> = {},
  settings: NamedSettings = { mode: 'coop', seatCount: 2, seed: 7 },
  ticks = 900,
): FinishedMatch {
  const match = createMatch(matchSettings(settings));
  const { seatCount } = match.settings;
  const recorder = new ReplayRecorder(match);
  const statistics = new Statistics(seatCount);
  const seats = Array.from({ length: seatCount }, (_, seat) => seat);
  for (const seat of seats) recorder.noteSeat(seat, 'human', `player ${seat}`);
  while (match.tick < ticks) {
    const inputs: Input[] = seats.flatMap((seat): Input[] => {
      const world = match.worlds[match.worldOfSeat[seat]!]!;
      if (!isPresent(world, seat)) return [{ kind: 'enter', seat }];
      if (!canSteer(world, seat)) return [];
      const direction = aiWish(world, seat, 'hard');
      return direction === wishOf(world, seat) ? [] : [{ kind: 'wish', seat, sequence: match.tick, direction }];
    });
    recorder.noteInputs(inputs);
    stepMatch(match, inputs);
    recorder.ticked();
    statistics.record(match);
  }
  const { level, score, cleared, seats: rows } = statistics.results(match, seats);
  const named = rows.map((row) => ({ ...row, name: `player ${row.seat}` }));
  const result = { level, score, cleared, seats: named.map(({ name, place, score }) => ({ name, place, score })) };
  const recorded = recorder.finish({ playedAtMs: ENDED_MS, listed: true, result })!;
  return {
    id: '0123456789abcdef0123456789abcdef',
    ...{ epoch: 0, node: 'test', kind: 'casual', dailyDate: null, listed: true, endedMs: ENDED_MS },
    ...facts,
    recorded,
    seats:
      facts.seats ??
      named.map((row): FinishedSeat => ({
        ...row,
        ...{ driver: 'human', version: '', sinceTick: 0, untilTick: match.tick, isFirst: true, standInTicks: 0 },
        player: { kind: 'device', hash: String(row.seat).padStart(43, 'h') },
      })),
  };
}
