// What the end of a match costs the tick in which it ends: encoding what is handed over, and writing it.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FinishedMatch } from '#handover';
import {
  aiWish,
  canSteer,
  createMatch,
  isPresent,
  matchSettings,
  ReplayRecorder,
  Statistics,
  stepMatch,
} from '#simulation';
import { wishOf, worldOf, type Input, type NamedSettings } from '#simulation';
import { createLog } from '../../game-server/ops/log.ts';
import { MatchOutbox } from '../../game-server/outbox/match-outbox.ts';
import { measure, type Effort, type Measured } from './measure.ts';

/** A call writes up to half a megabyte. */
const CALLS_PER_SAMPLE_MAX = 5;

/** @param ticks of the match, at most */
export function benchOutbox(name: string, settings: NamedSettings, ticks: number, effort: Effort): Measured {
  const folder = mkdtempSync(join(tmpdir(), 'packetman-bench-'));
  const clock = { now: () => 0, date: () => 0, after: () => () => {} };
  const outbox = new MatchOutbox({ folder, bytesMax: 2 ** 40, clock, log: createLog('silent') });
  const played = playedMatch(settings, ticks);
  const take = () => outbox.takeMatch({ ...played, id: randomBytes(16).toString('hex') });
  try {
    take();
    const { bytes } = outbox.totals;
    const callsPerSample = Math.min(effort.callsPerSample, CALLS_PER_SAMPLE_MAX);
    return measure(name, { ...effort, callsPerSample }, take, bytes);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A match that AI plays in all seats. */
function playedMatch(settings: NamedSettings, ticks: number): FinishedMatch {
  const match = createMatch(matchSettings(settings));
  const recorder = new ReplayRecorder(match);
  const statistics = new Statistics(match.settings.seatCount);
  const seats = Array.from({ length: match.settings.seatCount }, (_, seat) => seat);
  while (match.tick < ticks) {
    const inputs = seats.flatMap((seat): Input[] => {
      const world = worldOf(match, seat);
      if (!isPresent(world, seat)) return [{ kind: 'enter', seat }];
      const direction = canSteer(world, seat) ? aiWish(world, seat, 'normal') : wishOf(world, seat);
      return direction === wishOf(world, seat) ? [] : [{ kind: 'wish', seat, sequence: match.tick, direction }];
    });
    recorder.noteInputs(inputs);
    stepMatch(match, inputs);
    recorder.ticked();
    statistics.record(match);
  }
  const { level, score, cleared, seats: rows } = statistics.results(match, seats);
  return {
    ...{ id: '', epoch: 0, node: 'bench', kind: 'casual', dailyDate: null, listed: true, endedMs: 0 },
    recorded: recorder.finish({ result: { level, score, cleared, seats: [] } })!,
    seats: rows.map((row) => ({
      ...row,
      ...{ name: `player ${row.seat}`, driver: 'human', version: '', player: null },
      ...{ sinceTick: 0, untilTick: match.tick, isFirst: true, standInTicks: 0 },
    })),
  };
}
