// The time of a jump in a replay: to random ticks, and to those that are farthest from a checkpoint.

import {
  aiWish,
  createMatch,
  hashWorld,
  matchSettings,
  ReplayCursor,
  replayFrom,
  replayOf,
  ReplayRecorder,
  stepMatch,
  type Input,
  type Replay,
} from '#simulation';

export interface ReplayFigures {
  readonly ticks: number;
  /** Bytes of the replay as JSON. */
  readonly bytes: number;
  /** Milliseconds to read and check it. */
  readonly readMs: number;
  /** Milliseconds of a jump. */
  readonly seekMs: { readonly median: number; readonly p99: number; readonly most: number };
  /** Hash of the worlds jumped to: the same on every machine. */
  readonly resultHash: number;
}

/** @param ticks length of the match, of four AI players who are good enough to last ten minutes */
export function benchReplay(seed: number, ticks: number, jumps: number): ReplayFigures {
  const text = JSON.stringify(record(seed, ticks));
  const began = performance.now();
  const replay = replayFrom(JSON.parse(text));
  const readMs = performance.now() - began;
  const cursor = new ReplayCursor(replay);
  const worst = replay.checkpoints.map(({ tick }) => tick);
  const times: number[] = [];
  let hash = 0;
  let random = seed;
  for (let i = 0; i < jumps; i++) {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    // A checkpoint itself is reached by steps from the one before.
    const target = i % 2 === 0 ? worst[(i >> 1) % worst.length]! : random % ticks;
    const from = performance.now();
    cursor.seek(target);
    times.push(performance.now() - from);
    hash = (Math.imul(hash, 0x01000193) ^ hashWorld(cursor.match.worlds[0]!)) >>> 0;
  }
  times.sort((a, b) => a - b);
  const at = (part: number): number => times[Math.min(times.length - 1, Math.floor(times.length * part))]!;
  return {
    ...{ ticks, bytes: text.length, readMs },
    seekMs: { median: at(0.5), p99: at(0.99), most: times.at(-1)! },
    resultHash: hash,
  };
}

function record(seed: number, ticks: number): Replay {
  const match = createMatch(matchSettings({ mode: 'coop', seatCount: 4, seed }));
  const world = match.worlds[0]!;
  const recorder = new ReplayRecorder(match);
  for (let tick = 1; tick <= ticks; tick++) {
    const inputs: Input[] = [0, 1, 2, 3].flatMap((seat): Input[] => {
      if (tick === 1) return [{ kind: 'enter', seat }];
      const direction = aiWish(world, seat, 'hard');
      return direction === world.pacWish[seat] ? [] : [{ kind: 'wish', seat, sequence: 0, direction }];
    });
    recorder.noteInputs(inputs);
    stepMatch(match, inputs);
    recorder.ticked();
  }
  return replayOf(recorder.finish()!);
}
