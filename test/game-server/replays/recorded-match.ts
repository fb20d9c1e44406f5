// Recorded matches for tests.

import {
  createMatch,
  matchSettings,
  ReplayRecorder,
  stepMatch,
  type RecordedMatch,
  type ReplayFacts,
} from '#simulation';

/** A match in which the only seat turns now and then. */
export function recordedMatch(facts: ReplayFacts = {}, ticks = 700): RecordedMatch {
  const match = createMatch(matchSettings({ mode: 'coop', seatCount: 1, seed: 7 }));
  const recorder = new ReplayRecorder(match);
  for (let tick = 1; tick <= ticks; tick++) {
    const wish = { kind: 'wish', seat: 0, sequence: tick, direction: ((tick / 50) & 3) as 0 } as const;
    const inputs = tick === 1 ? [{ kind: 'enter', seat: 0 } as const] : tick % 50 === 0 ? [wish] : [];
    recorder.noteInputs(inputs);
    stepMatch(match, inputs);
    recorder.ticked();
  }
  const result = {
    level: 1,
    score: match.worlds[0]!.score,
    cleared: false,
    seats: [{ name: 'Ann', place: 1, score: 5 }],
  };
  return recorder.finish({ playedAtMs: 1_701_300_000_000, listed: true, result, ...facts })!;
}
