// A match that the built-in player plays, as a replay with a result.

import {
  aiWish,
  canSteer,
  createMatch,
  matchSettings,
  replayOf,
  ReplayRecorder,
  stepMatch,
  wishOf,
  type Input,
  type Replay,
} from '#simulation';

/** @param given the settings that matter. @param ticks of the match */
export function playedMatch(
  given: Parameters<typeof matchSettings>[0],
  ticks: number,
  names: readonly string[],
): Replay {
  const match = createMatch(matchSettings({ ...given, seatCount: names.length }));
  const recorder = new ReplayRecorder(match);
  for (const [seat, name] of names.entries()) recorder.noteSeat(seat, 'human', name);
  const inputs: Input[] = [];
  for (let tick = 0; tick < ticks; tick++) {
    inputs.length = 0;
    for (const seat of names.keys()) {
      const world = match.worlds[match.worldOfSeat[seat]!]!;
      if (tick === 0) inputs.push({ kind: 'enter', seat });
      if (!canSteer(world, seat)) continue;
      const direction = aiWish(world, seat, 'normal');
      if (direction !== wishOf(world, seat)) inputs.push({ kind: 'wish', seat, sequence: 0, direction });
    }
    recorder.noteInputs(inputs);
    stepMatch(match, inputs);
    recorder.ticked();
  }
  const [world] = match.worlds;
  const seats = names.map((name, i) => ({ name, place: i + 1, score: world!.score }));
  const result = { level: world!.level, score: world!.score, cleared: false, seats };
  return replayOf(recorder.finish({ result, listed: true, playedAtMs: 1_764_460_800_000 })!);
}
