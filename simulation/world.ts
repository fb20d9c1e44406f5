// The World: all state of one match as one Int32Array, with named fields over it. Adding state is adding a row to FIELDS.
// It knows no rules: those are in step.ts and what it calls.

import { CLASSIC, COOP, GHOST_COUNT, NONE } from './constants.ts';
import { classicMaze, MAZE_ROWS, type Maze } from './mazes/maze.ts';
import type { MatchSettings } from './settings.ts';

/**
 * The field table: name, for what there is one, meaning. What changes often stands first, where its index is one byte
 * on the wire. Word 0 is the tick: a snapshot carries it as a field of its own.
 */
const FIELDS = [
  ['tick', 'world', 'ticks since the match was made'],
  ['pacX', 'seat', 'screen pixel, -16..239'],
  ['pacY', 'seat', 'screen pixel, 0..287'],
  ['ghostX', 'ghost', 'screen pixel, -16..239'],
  ['ghostY', 'ghost', 'screen pixel, 0..287'],
  ['ghostTravel', 'ghost', 'direction it moves in'],
  ['ghostChosen', 'ghost', 'direction it takes at the next tile centre'],
  ['pacTravel', 'seat', 'direction it moves and faces'],
  ['pacWish', 'seat', 'direction the player wants, 4 for none'],
  ['pacInput', 'seat', 'sequence of the newest applied input'],
  ['pacPause', 'seat', 'steps still to skip after eating: half-ticks in classic, ticks in other modes'],
  ['pacScore', 'seat', 'points that this seat scored'],
  ['score', 'world', 'score of the player or the team'],
  [
    'dotsLeft',
    'world',
    '244 minus the dots and energizers eaten in this level; except in level 256, those that are left',
  ],
  ['lastDotTick', 'world', 'tick of the last dot eaten or of the last release by the no-dot timer'],
  ['dots', 'row', 'bit n is set while column n of the line has a dot or energizer'],
  ['ghostState', 'ghost', 'GHOST'],
  ['ghostFrightened', 'ghost', '1 while the ghost is frightened'],
  ['ghostReversal', 'ghost', '1 while it has to turn back at the next tile centre'],
  ['frightLeft', 'world', 'half-ticks of fright left'],
  ['frightIndex', 'world', 'index into the fright table'],
  [
    'ghostCarryBase',
    'ghost',
    'not in classic: (carry - tick * speed) modulo 80; at a carry of 80 the actor moves a pixel',
  ],
  ['ghostSpeed', 'ghost', 'not in classic: current speed in percent; 80 is one pixel a tick'],
  [
    'pacCarryBase',
    'seat',
    'not in classic: (carry - tick * speed) modulo 80; at a carry of 80 the actor moves a pixel',
  ],
  ['pacSpeed', 'seat', 'not in classic: current speed in percent; 80 is one pixel a tick'],
  ['pacState', 'seat', 'PAC'],
  ['pacUntilTick', 'seat', 'in the state returning: tick of the return; in the maze: tick at which protection ends'],
  ['pacAte', 'seat', 'classic: 1 from eating until the next step begins'],
  ['pacEntered', 'seat', 'coop: 1 once this seat has had its free entry'],
  ['pacTieBreak', 'seat', 'place in the tie-break order, 0 is first'],
  ['ghostTargetSeat', 'ghost', 'coop: seat that it hunts, -1 for none'],
  ['ghostDots', 'ghost', 'dots counted for its release from the house'],
  ['mode', 'world', '0 classic, 1 coop'],
  ['phase', 'world', 'PHASE'],
  ['phaseEndsTick', 'world', 'tick at which the phase ends, 0 if something else ends it'],
  ['level', 'world', 'level being played, 1..256'],
  ['difficulty', 'world', 'level whose speeds and times apply: in classic the level itself'],
  ['lives', 'world', 'classic: lives left, the current one included; coop: returns left'],
  ['extraLifeAt', 'world', 'score of the next extra life, 0 for none'],
  ['chain', 'world', 'ghosts eaten with this energizer'],
  ['modePhase', 'world', 'scatter (even) or chase (odd), 0..7'],
  ['modeStartTick', 'world', 'tick at which the counter of scatter and chase was 0, or would have been'],
  ['modeHeld', 'world', 'value of that counter while fright stops it, -1 while it runs'],
  ['globalDots', 'world', 'dots counted for all ghosts in the house after a death, -1 while this counter is off'],
  ['elroy', 'world', 'speed stage of Blinky (Elroy), 0..2'],
  [
    'blinkyAhead',
    'world',
    'tile that the target of Inky uses while Blinky goes home or is in the house; 0: the tile ahead of Blinky',
  ],
  ['fruitState', 'world', '0 no fruit, 1 in the maze, 2 its points are shown'],
  ['fruitUntilTick', 'world', 'tick at which fruitState ends'],
  ['fruitsShown', 'world', 'fruits that have appeared in this level, 0..2'],
  ['scoredGhost', 'world', 'classic: ghost whose points are shown during the freeze, -1 for none'],
  ['freezeEndsTick', 'world', 'classic: tick at whose start the freeze ends, 0 until it is known'],
  ['houseOdd', 'world', 'classic: 1 after an odd number of ticks of the house'],
  ['deathHalfTicks', 'world', 'classic: half-ticks since Pac-Man was hit'],
  ['lifeStartTick', 'world', 'tick at which play began in this life'],
  ['random', 'world', 'state of the random generator'],
  ['pacPattern', 'pacPattern', 'classic: positions in the step patterns: normal, fright'],
  [
    'ghostPattern',
    'ghostPattern',
    'classic: for each ghost the positions in its step patterns: normal, frightened, tunnel, Elroy 1, Elroy 2',
  ],
] as const;

type Row = (typeof FIELDS)[number];
type ScalarName = Extract<Row, readonly [string, 'world', string]>[0];
type VectorName = Exclude<Row[0], ScalarName>;

/** All state of one match. `words` is the state; every other field is a window on it, or fixed for the match. */
export type World = {
  readonly words: Int32Array;
  readonly settings: MatchSettings;
  readonly maze: Maze;
  readonly seatCount: number;
} & { [name in ScalarName]: number } & { readonly [name in VectorName]: Int32Array };

/** Where a field's words lie. */
export interface LayoutRow {
  readonly name: string;
  /** Index of the first word, and how many there are. */
  readonly start: number;
  readonly length: number;
}
export type Layout = readonly LayoutRow[];

/** Step patterns of a ghost in `classic`, and their order in `ghostPattern`. */
export const GHOST_PATTERNS = 5;
export const PAC_PATTERNS = 2;

/** The layout of the words of a match with so many seats. */
export function layoutFor(seatCount: number): Layout {
  const lengths = {
    world: 1,
    seat: seatCount,
    ghost: GHOST_COUNT,
    row: MAZE_ROWS,
    pacPattern: PAC_PATTERNS,
    ghostPattern: GHOST_COUNT * GHOST_PATTERNS,
  };
  let start = 0;
  return FIELDS.map(([name, per]) => {
    const row = { name, start, length: lengths[per] };
    start += row.length;
    return row;
  });
}

/** A World with all words 0 but those that say "none"; `startMatch` in match.ts makes it playable. */
export function emptyWorld(settings: MatchSettings): World {
  const layout = layoutFor(settings.seatCount);
  const last = layout.at(-1)!;
  const World = worldClass(settings.seatCount, layout);
  const world = new World(new Int32Array(last.start + last.length), settings);
  world.mode = settings.mode === 'classic' ? CLASSIC : COOP;
  world.globalDots = -1;
  world.modeHeld = -1;
  world.scoredGhost = -1;
  world.pacWish.fill(NONE);
  world.ghostTargetSeat.fill(-1);
  return world;
}

/** Makes `into` the same as `from`. Both must be of matches with the same number of seats. */
export function copyWorld(into: World, from: World): void {
  into.words.set(from.words);
}

/** A new World with the same settings and the same state. */
export function cloneWorld(world: World): World {
  const clone = emptyWorld(world.settings);
  copyWorld(clone, world);
  return clone;
}

/** A 32-bit hash of the state (FNV-1a over whole words), 0..4294967295. */
export function hashWorld(world: World): number {
  const { words } = world;
  let hash = 0x811c9dc5 | 0;
  for (let i = 0; i < words.length; i++) hash = Math.imul(hash ^ words[i]!, 0x01000193) ^ (hash >>> 15);
  return hash >>> 0;
}

type WorldClass = new (words: Int32Array, settings: MatchSettings) => World;
const classes = new Map<number, WorldClass>();

/**
 * One class for each number of seats, so that all worlds of a kind share one hidden class and their accessors are
 * compiled to plain loads and stores.
 */
function worldClass(seatCount: number, layout: Layout): WorldClass {
  const known = classes.get(seatCount);
  if (known !== undefined) return known;
  const made = class {
    readonly words: Int32Array;
    readonly settings: MatchSettings;
    readonly maze = classicMaze;
    readonly seatCount = seatCount;

    constructor(words: Int32Array, settings: MatchSettings) {
      this.words = words;
      this.settings = settings;
      for (const [i, [, per]] of FIELDS.entries()) {
        if (per === 'world') continue;
        const { name, start, length } = layout[i]!;
        Object.defineProperty(this, name, { value: words.subarray(start, start + length) });
      }
    }
  };
  for (const [i, [, per]] of FIELDS.entries()) {
    const { name, start } = layout[i]!;
    if (per === 'world') Object.defineProperty(made.prototype, name, scalarAccessor(start));
  }
  classes.set(seatCount, made as unknown as WorldClass);
  return made as unknown as WorldClass;
}

function scalarAccessor(index: number): PropertyDescriptor & ThisType<World> {
  return {
    get() {
      return this.words[index];
    },
    set(value: number) {
      this.words[index] = value;
    },
  };
}
