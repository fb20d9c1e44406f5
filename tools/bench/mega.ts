// The time of a tick of `mega`, with a maze for each seat. Each tick is a sample of its own: a server needs all of them to be
// short, and not only their mean.

import {
  aiWish,
  canSteer,
  createMatch,
  hashMatch,
  matchSettings,
  setWordsOfMatch,
  stepMatch,
  wishOf,
  wordsOfMatch,
  worldOf,
  type Input,
  type Match,
} from '#simulation';
import { measure, type Effort, type Measured } from './measure.ts';

/** Ticks of a recording that the bench plays in a loop, and for each sample of the effort. */
const RECORDED_TICKS = 3600;
const TICKS_PER_SAMPLE = 100;

export interface MegaFigures {
  readonly rows: readonly Measured[];
  readonly resultHash: number;
}

export function benchMega(seed: number, effort: Effort): MegaFigures {
  const ticks = Math.min(RECORDED_TICKS, TICKS_PER_SAMPLE * effort.samples);
  const matches = [16, 64].map((seatCount) => createMatch(matchSettings({ mode: 'mega', seatCount, seed })));
  const rows = matches.map((match) => {
    const name = `step of a match, ${match.settings.seatCount} seats in ${match.worlds.length} mazes (mega)`;
    return measure(name, { samples: ticks, callsPerSample: 1 }, looped(match, ticks));
  });
  return { rows, resultHash: matches.reduce((hash, match) => (hash ^ hashMatch(match)) >>> 0, 0) };
}

/** Records a match of AI players, and plays it in a loop, one tick with each call. It is at its end then. */
function looped(match: Match, ticks: number): () => void {
  const start = wordsOfMatch(match);
  const inputs: Input[][] = [];
  for (let tick = 0; tick < ticks; tick++) {
    inputs.push(inputsOf(match));
    stepMatch(match, inputs[tick]!);
  }
  let tick = ticks;
  return () => {
    if (tick === ticks) {
      setWordsOfMatch(match, start);
      tick = 0;
    }
    stepMatch(match, inputs[tick++]!);
  };
}

function inputsOf(match: Match): Input[] {
  const inputs: Input[] = [];
  for (let seat = 0; seat < match.settings.seatCount; seat++) {
    const world = worldOf(match, seat);
    if (match.tick === 0) inputs.push({ kind: 'enter', seat });
    if (!canSteer(world, seat)) continue;
    const direction = aiWish(world, seat, 'normal');
    if (direction !== wishOf(world, seat)) inputs.push({ kind: 'wish', seat, sequence: 0, direction });
  }
  return inputs;
}
