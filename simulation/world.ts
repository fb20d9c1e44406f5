// The World: all state of one maze in one match, as one Int32Array with named fields. New state is a new row of FIELDS.
// The rules are in modes/ and the files that these call.

import { GHOST_COUNT, NONE } from './constants.ts';
import { MAZE_ROWS, type Maze } from './mazes/maze.ts';
import type { MatchSettings } from './settings.ts';

/**
 * Who may see a field in a mode that hides something (view.ts): all viewers; viewers that see the Pac-Man's place; only
 * the player who steers the actor; nobody, because it decides random events.
 */
export type Visibility = 'open' | 'place' | 'wish' | 'chance';

/**
 * The table of fields: name, what it belongs to, meaning, visibility. Fields that change often come first, where their
 * index is one byte on the wire. Word 0 is the tick, which is a field of its own in a snapshot.
 */
const FIELDS = [
  ['tick', 'world', 'ticks since the match was made', 'open'],
  ['pacX', 'pac', 'screen pixel, -16..239', 'place'],
  ['pacY', 'pac', 'screen pixel, 0..287', 'place'],
  ['ghostX', 'ghost', 'screen pixel, -16..239', 'open'],
  ['ghostY', 'ghost', 'screen pixel, 0..287', 'open'],
  ['ghostTravel', 'ghost', 'direction it moves in', 'open'],
  ['ghostChosen', 'ghost', 'direction it takes at the next tile centre', 'open'],
  ['pacTravel', 'pac', 'direction it moves and faces', 'place'],
  ['pacWish', 'pac', 'direction its player wants, 4 for none', 'wish'],
  ['seatInput', 'seat', 'sequence of the newest applied input', 'open'],
  ['pacPause', 'pac', 'steps still to skip after eating: half-ticks in classic, ticks in other modes', 'open'],
  ['seatScore', 'seat', 'points that this seat scored', 'open'],
  ['score', 'world', 'score of the player or the team', 'open'],
  [
    'dotsLeft',
    'world',
    'dots and energizers of the maze minus those eaten in this level: those that are left, except in level 256',
    'open',
  ],
  ['lastDotTick', 'world', 'tick of the last dot eaten or of the last release by the no-dot timer', 'open'],
  ['dots', 'row', 'bit n is set while column n of the line has a dot or energizer', 'open'],
  ['ghostState', 'ghost', 'GHOST', 'open'],
  ['ghostFrightened', 'ghost', '1 while the ghost is frightened', 'open'],
  ['ghostReversal', 'ghost', '1 while it has to turn back at the next tile centre', 'open'],
  ['frightLeft', 'world', 'half-ticks of fright left', 'open'],
  ['frightIndex', 'world', 'index into the fright table', 'chance'],
  [
    'ghostCarryBase',
    'ghost',
    'not in classic: (carry - tick * speed) modulo 80; at a carry of 80 the actor moves a pixel',
    'open',
  ],
  ['ghostSpeed', 'ghost', 'not in classic: current speed in percent; 80 is one pixel a tick', 'open'],
  [
    'pacCarryBase',
    'pac',
    'not in classic: (carry - tick * speed) modulo 80; at a carry of 80 the actor moves a pixel',
    'open',
  ],
  ['pacSpeed', 'pac', 'not in classic: current speed in percent; 80 is one pixel a tick', 'open'],
  ['pacState', 'pac', 'PAC', 'open'],
  [
    'pacUntilTick',
    'pac',
    'in the state returning: tick of the return; in the maze: tick at which protection ends',
    'open',
  ],
  ['pacAte', 'pac', 'classic: 1 from eating until the next step begins', 'open'],
  ['seatEntered', 'seat', 'coop: 1 once this seat has had its free entry', 'open'],
  ['seatRole', 'seat', 'ROLE', 'open'],
  ['seatActor', 'seat', 'which Pac-Man or ghost that is', 'open'],
  ['pacSeat', 'pac', 'seat that controls it, -1 none', 'open'],
  ['ghostWish', 'ghost', 'direction the player of a ghost wants, 4 for none', 'wish'],
  ['seatTieBreak', 'seat', 'place in the tie-break order, 0 is first', 'open'],
  ['ghostTargetSeat', 'ghost', 'seat that it hunts, -1 for none', 'open'],
  ['ghostDots', 'ghost', 'dots counted for its release from the house', 'open'],
  ['phase', 'world', 'PHASE', 'open'],
  ['phaseEndsTick', 'world', 'tick at which the phase ends, 0 if something else ends it', 'open'],
  ['level', 'world', 'level being played, 1..256', 'open'],
  ['difficulty', 'world', 'level whose speeds and times apply: in classic the level itself', 'open'],
  ['lives', 'world', 'classic: lives left, the current one included; coop: returns left', 'open'],
  ['extraLifeAt', 'world', 'score of the next extra life, 0 for none', 'open'],
  ['chain', 'world', 'ghosts eaten with this energizer', 'open'],
  ['scatterPhase', 'world', 'scatter (even) or chase (odd), 0..7', 'open'],
  ['scatterStartTick', 'world', 'tick at which the counter of scatter and chase was 0, or would have been', 'open'],
  ['scatterHeld', 'world', 'value of that counter while fright stops it, -1 while it runs', 'open'],
  [
    'globalDots',
    'world',
    'dots counted for all ghosts in the house after a death, -1 while this counter is off',
    'open',
  ],
  ['elroy', 'world', 'speed stage of Blinky (Elroy), 0..2', 'open'],
  [
    'blinkyAhead',
    'world',
    'tile that the target of Inky uses while Blinky goes home or is in the house; 0: the tile ahead of Blinky',
    'open',
  ],
  ['fruitState', 'world', '0 no fruit, 1 in the maze, 2 its points are shown', 'open'],
  ['fruitUntilTick', 'world', 'tick at which fruitState ends', 'open'],
  ['fruitsShown', 'world', 'fruits that have appeared in this level, 0..2', 'open'],
  ['scoredGhost', 'world', 'classic: ghost whose points are shown during the freeze, -1 for none', 'open'],
  ['freezeEndsTick', 'world', 'classic: tick at whose start the freeze ends, 0 until it is known', 'open'],
  ['houseOdd', 'world', 'classic: 1 after an odd number of ticks of the house', 'open'],
  ['deathHalfTicks', 'world', 'classic: half-ticks since Pac-Man was hit', 'open'],
  ['lifeStartTick', 'world', 'tick at which play began in this life', 'open'],
  ['random', 'world', 'state of the random generator', 'chance'],
  ['pacPattern', 'pacPattern', 'classic: positions in the step patterns: normal, fright', 'open'],
  [
    'ghostPattern',
    'ghostPattern',
    'classic: for each ghost the positions in its step patterns: normal, frightened, tunnel, Elroy 1, Elroy 2',
    'open',
  ],
] as const satisfies readonly (readonly [string, string, string, Visibility])[];

type Row = (typeof FIELDS)[number];
type ScalarName = Extract<Row, readonly [string, 'world', string, Visibility]>[0];
type VectorName = Exclude<Row[0], ScalarName>;

/** All state of one maze. `words` is the state; every other field is a view of it, or fixed for the match. */
export type World = {
  readonly words: Int32Array;
  readonly settings: MatchSettings;
  readonly maze: Maze;
  /** Seats of the match, and Pac-Men of this World. */
  readonly seatCount: number;
  readonly pacCount: number;
} & { [name in ScalarName]: number } & { readonly [name in VectorName]: Int32Array };

/** Where the words of a field are. */
export interface LayoutRow {
  readonly name: string;
  /** Index of the first word, and number of words. */
  readonly start: number;
  readonly length: number;
}
export type Layout = readonly LayoutRow[];

/** Step patterns of a ghost in `classic`, and their order in `ghostPattern`. */
export const GHOST_PATTERNS = 5;
export const PAC_PATTERNS = 2;

/** The layout of the words of a World of a match with these settings. */
export function layoutFor({ mode, seatCount }: Pick<MatchSettings, 'mode' | 'seatCount'>): Layout {
  return layoutOf(seatCount, mode.pacCount(seatCount));
}

function layoutOf(seatCount: number, pacCount: number): Layout {
  const lengths = {
    world: 1,
    seat: seatCount,
    pac: pacCount,
    ghost: GHOST_COUNT,
    row: MAZE_ROWS,
    pacPattern: pacCount * PAC_PATTERNS,
    ghostPattern: GHOST_COUNT * GHOST_PATTERNS,
  };
  let start = 0;
  return FIELDS.map(([name, per]) => {
    const row = { name, start, length: lengths[per] };
    start += row.length;
    return row;
  });
}

/** For each word of a World, who may see it. Settings never change, so it is computed once for each. */
export function visibilityFor(settings: MatchSettings): readonly Visibility[] {
  let visibility = visibilities.get(settings);
  if (visibility === undefined) {
    visibility = layoutFor(settings).flatMap(({ length }, field) => Array<Visibility>(length).fill(FIELDS[field]![3]));
    visibilities.set(settings, visibility);
  }
  return visibility;
}

const visibilities = new WeakMap<MatchSettings, readonly Visibility[]>();

/** A World whose words are 0, or "none" where that is another number. `createWorld` in step.ts makes it playable. */
export function emptyWorld(settings: MatchSettings): World {
  const World = worldClass(settings.seatCount, settings.mode.pacCount(settings.seatCount));
  const world = new World(settings);
  world.globalDots = -1;
  world.scatterHeld = -1;
  world.scoredGhost = -1;
  world.pacWish.fill(NONE);
  world.pacSeat.fill(-1);
  world.ghostWish.fill(NONE);
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

type WorldClass = new (settings: MatchSettings) => World;
const classes = new Map<string, WorldClass>();

/**
 * One class for each number of seats and Pac-Men, so that all worlds of a kind share one hidden class and their accessors
 * are compiled to plain loads and stores.
 */
function worldClass(seatCount: number, pacCount: number): WorldClass {
  const key = `${seatCount} ${pacCount}`;
  const known = classes.get(key);
  if (known !== undefined) return known;
  const layout = layoutOf(seatCount, pacCount);
  const last = layout.at(-1)!;
  const made = class {
    readonly words = new Int32Array(last.start + last.length);
    readonly settings: MatchSettings;
    readonly maze: Maze;
    readonly seatCount = seatCount;
    readonly pacCount = pacCount;

    constructor(settings: MatchSettings) {
      this.settings = settings;
      this.maze = settings.maze;
      for (const [i, [, per]] of FIELDS.entries()) {
        if (per === 'world') continue;
        const { name, start, length } = layout[i]!;
        Object.defineProperty(this, name, { value: this.words.subarray(start, start + length) });
      }
    }
  };
  for (const [i, [, per]] of FIELDS.entries()) {
    const { name, start } = layout[i]!;
    if (per === 'world') Object.defineProperty(made.prototype, name, scalarAccessor(start));
  }
  classes.set(key, made as unknown as WorldClass);
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
