// The World: all state of one maze in one match, as one Int32Array with named fields (fields.ts). The rules are in modes/ and
// the files that these call.

import { GHOST_COUNT, NONE } from './constants.ts';
import { FIELDS, type FieldGroup, type FieldOwner, type Visibility } from './fields.ts';
import { MAZE_ROWS, type Maze } from './mazes/maze.ts';
import type { MatchSettings } from './settings.ts';

type Row = (typeof FIELDS)[number];
type ScalarName = Extract<Row, { readonly 1: 'world' }>[0];
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

/** What the words of a World depend on. */
type Kind = Pick<MatchSettings, 'mode' | 'seatCount'>;

/**
 * The fields that a World of a match with these settings has, in the order of its words. A match of several worlds has many
 * seats: there the fields with few words come first, so that those that change often have an index of one byte on the wire.
 */
function fieldsFor(kind: Kind): readonly Row[] {
  const { mode, seatCount } = kind;
  const rows = FIELDS.filter(
    (row: readonly string[]) => row[4] === undefined || mode.fields.includes(row[4] as FieldGroup),
  );
  if (mode.worldCount(seatCount) === 1) return rows;
  const lengths = lengthsFor(kind);
  return rows.toSorted(([, one], [, other]) => lengths[one] - lengths[other]);
}

/** The layout of the words of a World of a match with these settings. */
export function layoutFor(kind: Kind): Layout {
  const lengths = lengthsFor(kind);
  let start = 0;
  return fieldsFor(kind).map(([name, owner]) => {
    const row = { name, start, length: lengths[owner] };
    start += row.length;
    return row;
  });
}

function lengthsFor({ mode, seatCount }: Kind): Readonly<Record<FieldOwner, number>> {
  const pacCount = mode.pacCount(seatCount);
  return {
    ...{ world: 1, seat: seatCount, pac: pacCount, ghost: GHOST_COUNT, row: MAZE_ROWS, seatRow: seatCount * MAZE_ROWS },
    ...{ pacPattern: pacCount * PAC_PATTERNS, ghostPattern: GHOST_COUNT * GHOST_PATTERNS },
    maze: mode.worldCount(seatCount),
  };
}

/** For each word of a World, who may see it. */
export function visibilityFor(settings: MatchSettings): Visibility[] {
  const fields = fieldsFor(settings);
  return layoutFor(settings).flatMap(({ length }, field) => Array<Visibility>(length).fill(fields[field]![3]));
}

/** A World whose words are 0, or "none" where that is another number. `createWorld` in step.ts makes it playable. */
export function emptyWorld(settings: MatchSettings): World {
  const World = worldClass(settings);
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
 * One class for each layout, so that all worlds of a kind share one hidden class and their accessors are compiled to plain
 * loads and stores. A field that a mode does not have is an empty list, or has no accessor.
 */
function worldClass(kind: Kind): WorldClass {
  const pacCount = kind.mode.pacCount(kind.seatCount);
  const key = [kind.seatCount, pacCount, kind.mode.worldCount(kind.seatCount), ...kind.mode.fields].join(' ');
  const known = classes.get(key);
  if (known !== undefined) return known;
  const layout = layoutFor(kind);
  const rows = new Map(layout.map((row) => [row.name, row]));
  const last = layout.at(-1)!;
  const made = class {
    readonly words = new Int32Array(last.start + last.length);
    readonly settings: MatchSettings;
    readonly maze: Maze;
    readonly seatCount = kind.seatCount;
    readonly pacCount = pacCount;

    constructor(settings: MatchSettings) {
      this.settings = settings;
      this.maze = settings.maze;
      for (const [name, owner] of FIELDS) {
        if (owner === 'world') continue;
        const { start, length } = rows.get(name) ?? ABSENT;
        Object.defineProperty(this, name, { value: this.words.subarray(start, start + length) });
      }
    }
  };
  for (const [name, owner] of FIELDS) {
    const row = rows.get(name);
    if (owner === 'world' && row !== undefined) Object.defineProperty(made.prototype, name, scalarAccessor(row.start));
  }
  classes.set(key, made as unknown as WorldClass);
  return made as unknown as WorldClass;
}

const ABSENT = { start: 0, length: 0 };

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
