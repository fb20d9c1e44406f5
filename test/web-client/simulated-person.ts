// A player at a page who steers as people do: sees the picture that the page draws, chooses a way to food and around
// ghosts, and presses the key of a turn some time before the turn is possible.

import {
  columnOf,
  GHOST,
  GHOST_COUNT,
  MAZE_TOP_ROW,
  NONE,
  PAC,
  PHASE,
  rowOf,
  tileOfPixel,
  type Direction,
  type Tile,
  type World,
} from '#simulation';
import { FRAME_MS } from './simulated-network.ts';
import type { SimulatedPage } from './simulated-page.ts';

/** How a person times their keys, in milliseconds. */
export interface Habits {
  readonly name: string;
  /** How long before a turn is possible its key is pressed: mean and standard deviation of a normal distribution. */
  readonly earlyMs: number;
  readonly spreadMs: number;
  /** They turn back without need once in this time, on average. */
  readonly turnBackEveryMs: number;
}

/**
 * Players of Pac-Man move the stick well before a turn, to start it as early as the game allows (Pittman, The Pac-Man
 * Dossier, "Cornering"). Keys that are timed against the screen spread around what was aimed at, the more the longer the
 * wait (Lee and Oulasvirta 2016, Modelling Error Rates in Temporal Pointing). The numbers are assumptions: a spread of a
 * tenth of a second, and an aim 2.5 times as early, with which one turn in a hundred is late.
 */
export const PRACTISED: Habits = { name: 'practised', earlyMs: 250, spreadMs: 100, turnBackEveryMs: 10_000 };
/** Presses when the turn is there, and turns back twice as often: the other end of what is likely. */
export const LATE: Habits = { name: 'late', earlyMs: 120, spreadMs: 80, turnBackEveryMs: 5000 };

/** A Pac-Man moves a pixel in a tick at this speed. */
const PIXEL_SPEED = 80;
const TILE_PIXELS = 8;
/** A dangerous ghost that comes within so many tiles ahead makes a person turn back ... */
const FLEE_TILES = 5;
/** ... after the usual time of a choice reaction, and not again for a second. */
const REACTION_MS = 250;
const CALM_MS = 1000;
/** A person who stands at a wall presses another key after this. */
const STUCK_MS = 200;
const CORRIDOR_TILES_MAX = 40;
/** Tiles by which a way may be judged wrongly. */
const MISJUDGED_TILES = 4;
const GHOST_FEAR_TILES = 8;
const FAR = 1000;

type Rng = (below: number) => number;

/** The next place where the way is not only straight on. */
interface Junction {
  readonly tile: Tile;
  /** The direction in which it is reached, and the pixels until a turn there is possible. */
  readonly travel: Direction;
  readonly pixels: number;
}

export class SimulatedPerson {
  readonly page: SimulatedPage;
  private readonly habits: Habits;
  private readonly rng: Rng;
  private plan: { readonly tile: Tile; readonly direction: Direction; readonly earlyMs: number } | null = null;
  private turnBackMs: number;
  private calmUntilMs = 0;
  private standsSinceMs: number | null = null;

  constructor(page: SimulatedPage, habits: Habits, rng: Rng) {
    this.page = page;
    this.habits = habits;
    this.rng = rng;
    this.turnBackMs = this.nextTurnBackMs(0);
  }

  /** Looks at the last picture, and may press a key. Call it before every frame. */
  look(nowMs: number): void {
    const { room } = this.page.session;
    if (room === null || room.match.stands) return;
    const { match } = room;
    const world = match.prediction.predicted;
    const pac = world.seatActor[match.seat]!;
    const direction = this.keyFor(world, pac, nowMs);
    if (direction !== null && direction !== world.pacWish[pac]) this.page.session.steer(direction);
  }

  private keyFor(world: World, pac: number, nowMs: number): Direction | null {
    const state = world.pacState[pac];
    if (world.phase !== PHASE.play || (state !== PAC.alive && state !== PAC.waiting)) {
      this.plan = null;
      return null;
    }
    const travel = world.pacTravel[pac] as Direction;
    const junction = travel === NONE ? null : nextJunction(world, pac, travel);
    if (state === PAC.waiting || junction === null || this.isStuck(world, pac, travel, nowMs)) {
      return this.afterWaiting(world, pac, nowMs);
    }
    return this.turnBack(world, pac, travel, nowMs) ?? this.turn(world, pac, junction);
  }

  private isStuck(world: World, pac: number, travel: Direction, nowMs: number): boolean {
    const tile = tileOfPixel(world.pacX[pac]!, world.pacY[pac]!);
    if (isFree(world, tile, travel) || isFree(world, tile, world.pacWish[pac] as Direction)) {
      this.standsSinceMs = null;
      return false;
    }
    this.standsSinceMs ??= nowMs;
    return true;
  }

  /** Out of a place where the Pac-Man stands. */
  private afterWaiting(world: World, pac: number, nowMs: number): Direction | null {
    this.standsSinceMs ??= nowMs;
    if (nowMs - this.standsSinceMs < STUCK_MS) return null;
    this.standsSinceMs = null;
    return this.bestExit(world, tileOfPixel(world.pacX[pac]!, world.pacY[pac]!), NONE);
  }

  private turnBack(world: World, pac: number, travel: Direction, nowMs: number): Direction | null {
    if (nowMs < this.calmUntilMs) return null;
    const tile = tileOfPixel(world.pacX[pac]!, world.pacY[pac]!);
    if (nowMs < this.turnBackMs) {
      if (!isGhostAhead(world, tile, travel)) return null;
      // The ghost is seen now; the key comes a reaction later.
      this.turnBackMs = Math.min(this.turnBackMs, nowMs + REACTION_MS);
      return null;
    }
    this.turnBackMs = this.nextTurnBackMs(nowMs);
    this.calmUntilMs = nowMs + CALM_MS;
    this.plan = null;
    return (travel ^ 2) as Direction;
  }

  private turn(world: World, pac: number, { tile, travel, pixels }: Junction): Direction | null {
    if (this.plan?.tile !== tile) {
      const { earlyMs, spreadMs } = this.habits;
      const plan = { tile, direction: this.bestExit(world, tile, travel), earlyMs: earlyMs + spreadMs * this.normal() };
      this.plan = plan;
    }
    const { direction, earlyMs } = this.plan;
    const leftMs = (pixels * FRAME_MS * PIXEL_SPEED) / world.pacSpeed[pac]!;
    if (direction === travel || leftMs > Math.max(0, earlyMs)) return null;
    // Pressed now it would act in this tile, not in the one it is meant for.
    const here = tileOfPixel(world.pacX[pac]!, world.pacY[pac]!);
    return here !== tile && isFree(world, here, direction) ? null : direction;
  }

  /** The exit of a tile with the nearest food and no ghost, as far as a person sees it at a glance. */
  private bestExit(world: World, tile: Tile, travel: Direction): Direction {
    const back = travel === NONE ? NONE : travel ^ 2;
    const exits = ([0, 1, 2, 3] as const).filter((way) => way !== back && isFree(world, tile, way));
    const costs = exits.map((way) => costOf(world, tile, way) + this.rng(MISJUDGED_TILES * 10) / 10);
    return exits[costs.indexOf(Math.min(...costs))] ?? (back as Direction);
  }

  private nextTurnBackMs(nowMs: number): number {
    return nowMs - this.habits.turnBackEveryMs * Math.log(1 - this.rng(1000) / 1000);
  }

  /** Of the standard normal distribution (Box and Muller 1958). */
  private normal(): number {
    const [u, v] = [(this.rng(999) + 1) / 1000, this.rng(1000) / 1000];
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
  }
}

/** Null where the corridor has no end within reach. */
function nextJunction(world: World, pac: number, travel: Direction): Junction | null {
  const x = world.pacX[pac]!;
  const y = world.pacY[pac]!;
  let tile = tileOfPixel(x, y);
  // From the pixel to the first one of the next tile.
  let pixels = travel === 0 ? 8 - (x & 7) : travel === 1 ? 8 - (y & 7) : travel === 2 ? (x & 7) + 1 : (y & 7) + 1;
  for (let tiles = 0; tiles < CORRIDOR_TILES_MAX; tiles++) {
    const next = world.maze.neighbour[tile * 4 + travel]!;
    if (world.maze.walkable[next] !== 1) return { tile, travel, pixels: Math.max(0, pixels - TILE_PIXELS) };
    const left = isFree(world, next, (travel ^ 1) as Direction);
    const right = isFree(world, next, (travel ^ 3) as Direction);
    if (left || right || !isFree(world, next, travel)) return { tile: next, travel, pixels };
    tile = next;
    pixels += TILE_PIXELS;
  }
  return null;
}

function isGhostAhead(world: World, from: Tile, travel: Direction): boolean {
  let tile = from;
  for (let tiles = 0; tiles <= FLEE_TILES && world.maze.walkable[tile] === 1; tiles++) {
    if (isDangerAt(world, tile, (travel ^ 2) as Direction)) return true;
    tile = world.maze.neighbour[tile * 4 + travel]!;
  }
  return false;
}

/** Tiles to the nearest food that way, more where a ghost is near. */
function costOf(world: World, from: Tile, way: Direction): number {
  const seen = new Set<Tile>([from]);
  let edge = [world.maze.neighbour[from * 4 + way]!];
  let food = FAR;
  let ghost = FAR;
  for (let tiles = 1; edge.length > 0 && (food === FAR || tiles <= GHOST_FEAR_TILES); tiles++) {
    const next: Tile[] = [];
    for (const tile of edge) {
      if (seen.has(tile)) continue;
      seen.add(tile);
      if (food === FAR && hasFood(world, tile)) food = tiles;
      if (ghost === FAR && isDangerAt(world, tile)) ghost = tiles;
      for (const on of [0, 1, 2, 3] as const)
        if (isFree(world, tile, on)) next.push(world.maze.neighbour[tile * 4 + on]!);
    }
    edge = next;
  }
  return food + (ghost <= GHOST_FEAR_TILES ? FAR / ghost : 0);
}

/** @param travel of ghosts that matter; all of them if left out */
function isDangerAt(world: World, tile: Tile, travel?: Direction): boolean {
  const { ghostState, ghostFrightened, ghostTravel, ghostX, ghostY } = world;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    if (ghostState[ghost] !== GHOST.outside || ghostFrightened[ghost] === 1) continue;
    if (travel !== undefined && ghostTravel[ghost] !== travel) continue;
    if (tileOfPixel(ghostX[ghost]!, ghostY[ghost]!) === tile) return true;
  }
  return false;
}

function hasFood({ dots }: World, tile: Tile): boolean {
  const column = columnOf(tile);
  return column >= 0 && ((dots[rowOf(tile) - MAZE_TOP_ROW]! >>> column) & 1) === 1;
}

function isFree({ maze }: World, tile: Tile, way: Direction): boolean {
  return way !== NONE && maze.walkable[maze.neighbour[tile * 4 + way]!] === 1;
}
