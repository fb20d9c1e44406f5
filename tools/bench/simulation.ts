// The time of a tick, and of copying, hashing and comparing worlds.

import {
  cloneWorld,
  copyWorld,
  aiWish,
  canSteer,
  createWorld,
  Events,
  hashWorld,
  matchOfWorld,
  matchSettings,
  PHASE,
  ROLE,
  rulesOf,
  step,
  TICKS_PER_SECOND,
  wishOf,
  type Input,
  type MatchSettings,
  type World,
} from '#simulation';
import { diffWords } from '#protocol';
import { benchMega } from './mega.ts';
import { measure, type Effort, type Measured } from './measure.ts';

export interface SimulationFigures {
  readonly rows: readonly Measured[];
  /** Milliseconds to run a game of three minutes again from its inputs, best and median of the samples. */
  readonly gameMs: { readonly best: number; readonly median: number };
  /** Ticks a second of 4 Pac-Men and 4 ghosts on one core, and how many times real time that is. */
  readonly ticksPerSecond: number;
  /** Hash of the worlds at the end: the same on every machine. */
  readonly resultHash: number;
}

/** Ticks of a recording that the benches play in a loop. */
const RECORDED_TICKS = 3600;
const GAME_TICKS = 3 * 60 * TICKS_PER_SECOND;

interface Recording {
  readonly settings: MatchSettings;
  readonly inputs: readonly (readonly Input[])[];
}

export function benchSimulation(seed: number, effort: Effort): SimulationFigures {
  const solo = record({ ...matchSettings({ mode: 'classic', seed }) }, RECORDED_TICKS);
  const team = record(matchSettings({ mode: 'coop', seatCount: 4, seed }), RECORDED_TICKS);
  // More seats than coop has: an estimate for larger modes.
  const large = record({ ...matchSettings({ mode: 'coop', seatCount: 4, seed }), seatCount: 8 }, RECORDED_TICKS);
  const rivals = record(matchSettings({ mode: 'battle', seatCount: 8, seed }), RECORDED_TICKS);
  const fog = record(matchSettings({ mode: 'versus', seatCount: 5, seed }), RECORDED_TICKS);
  const world = createWorld(team.settings);
  const other = cloneWorld(world);
  const changes: number[] = [];
  const steps = [
    measure('step, 1 Pac-Man + 4 ghosts (classic)', effort, looped(solo)),
    measure('step, 4 Pac-Men + 4 ghosts (coop)', effort, looped(team)),
    measure('step, 8 Pac-Men + 4 ghosts (coop)', effort, looped(large)),
    measure('step, 8 Pac-Men + 4 ghosts (battle)', effort, looped(rivals)),
    measure('step, 1 Pac-Man + 4 ghosts with players (versus)', effort, looped(fog)),
  ];
  const mega = benchMega(seed, effort);
  const rows = [
    ...steps,
    ...mega.rows,
    measure('copy, 4 + 4', effort, () => copyWorld(other, world)),
    measure('hash, 4 + 4', effort, () => hashWorld(world)),
    measure('diff, 4 + 4, three ticks apart', effort, diffing(team, changes)),
    measure('words of a view, ghost (versus)', effort, showing(fog)),
  ];
  const game = record(matchSettings({ mode: 'coop', seatCount: 4, seed }), GAME_TICKS);
  return {
    rows,
    gameMs: timeGame(game, Math.max(3, Math.ceil(effort.samples / 10))),
    ticksPerSecond: 1e9 / steps[1]!.medianNs,
    resultHash: [solo, team, large, rivals, fog].reduce(
      (hash, each) => (hash ^ hashWorld(play(each))) >>> 0,
      mega.resultHash,
    ),
  };
}

/** Records the inputs of AI players. */
function record(settings: MatchSettings, ticks: number): Recording {
  const world = createWorld(settings);
  const events = new Events();
  const inputs: Input[][] = [Array.from({ length: settings.seatCount }, (_, seat) => ({ kind: 'enter', seat }))];
  for (let tick = 0; tick < ticks; tick++) {
    step(world, inputs[tick]!, events);
    inputs.push(inputsOf(world));
  }
  return { settings, inputs };
}

function inputsOf(world: World): Input[] {
  const inputs: Input[] = [];
  for (let seat = 0; seat < world.seatCount; seat++) {
    if (world.phase !== PHASE.play || !canSteer(world, seat)) continue;
    const direction = aiWish(world, seat, 'normal');
    if (direction !== wishOf(world, seat)) inputs.push({ kind: 'wish', seat, sequence: 0, direction });
  }
  return inputs;
}

function play({ settings, inputs }: Recording): World {
  const world = createWorld(settings);
  const events = new Events();
  for (const each of inputs) step(world, each, events);
  return world;
}

/** Plays a recording in a loop, one tick with each call. */
function looped({ settings, inputs }: Recording): () => void {
  const world = createWorld(settings);
  const start = cloneWorld(world);
  const events = new Events();
  let tick = 0;
  return () => {
    if (tick === inputs.length) {
      copyWorld(world, start);
      tick = 0;
    }
    step(world, inputs[tick++]!, events);
  };
}

function diffing({ settings, inputs }: Recording, changes: number[]): () => void {
  const world = createWorld(settings);
  const events = new Events();
  for (const each of inputs.slice(0, 600)) step(world, each, events);
  const before = world.words.slice();
  for (const each of inputs.slice(600, 603)) step(world, each, events);
  return () => {
    diffWords(before, world.words, changes);
  };
}

/** Writes the words that the first ghost seat sees. */
function showing(recording: Recording): () => void {
  const world = play(recording);
  const seat = world.seatRole.indexOf(ROLE.ghost);
  const { show } = rulesOf(world.settings).view(matchOfWorld(world), seat);
  const into = new Int32Array(world.words.length);
  return () => show!(world, into);
}

function timeGame(game: Recording, samples: number): { best: number; median: number } {
  const ms = Array.from({ length: samples }, () => {
    const began = process.hrtime.bigint();
    play(game);
    return Number(process.hrtime.bigint() - began) / 1e6;
  }).toSorted((a, b) => a - b);
  return { best: ms[0]!, median: ms[samples >> 1]! };
}
