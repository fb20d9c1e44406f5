// Ways to bring a World to where a test wants it, and to look at it in the words of the arcade rules.

import { expect } from 'vitest';
import {
  columnOf,
  createWorld,
  Events,
  EVENT_LENGTH,
  GHOST_COUNT,
  matchSettings,
  PHASE,
  rowOf,
  step,
  tileAt,
  tileOfPixel,
  type Input,
  type NamedSettings,
  type World,
} from '#simulation';

export type Point = readonly [number, number];

export const DIRECTION = { right: 0, down: 1, left: 2, up: 3, none: 4 } as const;
export type DirectionName = keyof typeof DIRECTION;
export const GHOST_INDEX = { blinky: 0, pinky: 1, inky: 2, clyde: 3 } as const;
export type GhostName = keyof typeof GHOST_INDEX;

/** One event as an object. */
export interface SeenEvent {
  readonly kind: number;
  readonly who: number;
  readonly place: number;
  readonly value: number;
}

/** A world with what is needed to step it. */
export class Play {
  readonly events = new Events();
  /** Ticks of play stepped since the life began, as the arcade cases count them. */
  frame = 0;
  readonly world: World;
  private sequence = 0;

  constructor(world: World) {
    this.world = world;
  }

  /** Steps one tick with wishes by seat, or with inputs as they are. */
  step(inputs: readonly Input[] = []): SeenEvent[] {
    step(this.world, inputs, this.events);
    this.frame++;
    return this.seen();
  }

  wish(direction: number, seat = 0): SeenEvent[] {
    this.sequence++;
    return this.step([{ kind: 'wish', seat, sequence: this.sequence, direction: direction as 0 }]);
  }

  /** Steps until `done` says so. */
  until(done: (seen: SeenEvent[]) => boolean, ticksMax = 100_000): void {
    for (let tick = 0; tick < ticksMax; tick++) if (done(this.step())) return;
    expect.unreachable('what the test waits for did not happen');
  }

  private seen(): SeenEvent[] {
    return Array.from({ length: this.events.count }, (_, i) => {
      const [kind, who, place, value] = this.events.words.subarray(i * EVENT_LENGTH, (i + 1) * EVENT_LENGTH);
      return { kind: kind!, who: who!, place: place!, value: value! };
    });
  }
}

/** `classic` at a level, one tick before the first frame of play. */
export function freshLife(level: number, settings: Partial<NamedSettings> = {}): Play {
  const play = new Play(createWorld(matchSettings({ mode: 'classic', level, ...settings })));
  toPlay(play);
  return play;
}

/** `coop` with some seats taken, one tick before the first frame of play. */
export function freshCoop(seats: number, settings: Partial<NamedSettings> = {}): Play {
  const play = new Play(createWorld(matchSettings({ mode: 'coop', seatCount: 4, ...settings })));
  play.step(Array.from({ length: seats }, (_, seat) => ({ kind: 'enter', seat })));
  toPlay(play);
  return play;
}

/** `versus` with all seats taken, one tick before the first frame of play. */
export function freshVersus(seatCount: number, settings: Partial<NamedSettings> = {}): Play {
  const play = new Play(createWorld(matchSettings({ mode: 'versus', seatCount, ...settings })));
  play.step(Array.from({ length: seatCount }, (_, seat) => ({ kind: 'enter', seat })));
  toPlay(play);
  return play;
}

/** Steps to the last tick before play begins. */
export function toPlay(play: Play): void {
  const { world } = play;
  while (!(world.phase === PHASE.ready && world.tick === world.phaseEndsTick - 1)) play.step();
  play.frame = 0;
}

export function steps(play: Play, count: number): void {
  for (let i = 0; i < count; i++) play.step();
}

export function putPac(world: World, [x, y]: Point, travel?: DirectionName, seat = 0): void {
  world.pacX[seat] = x;
  world.pacY[seat] = y;
  if (travel !== undefined) world.pacTravel[seat] = DIRECTION[travel];
}

export function putGhost(world: World, ghost: number, [x, y]: Point, travel?: DirectionName): void {
  world.ghostX[ghost] = x;
  world.ghostY[ghost] = y;
  world.ghostState[ghost] = 0;
  if (travel === undefined) return;
  world.ghostTravel[ghost] = DIRECTION[travel];
  world.ghostChosen[ghost] = DIRECTION[travel];
}

/** The pixel at the centre of a tile. */
export function centre([column, row]: Point): Point {
  return [column * 8 + 3, row * 8 + 4];
}

/** A pixel from which a ghost reaches the centre of a tile next. */
export function before(tile: Point, travel: DirectionName): Point {
  const [x, y] = centre(tile);
  const back = { right: [-1, 0], down: [0, -1], left: [1, 0], up: [0, 1], none: [0, 0] } as const;
  return [x + back[travel][0], y + back[travel][1]];
}

export function tileOf([column, row]: Point): number {
  return tileAt(column, row);
}

export function ghostTile(world: World, ghost: number): Point {
  return asPoint(tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!));
}

export function pacPixel(world: World, seat = 0): Point {
  return [world.pacX[seat]!, world.pacY[seat]!];
}

export function ghostPixel(world: World, ghost: number): Point {
  return [world.ghostX[ghost]!, world.ghostY[ghost]!];
}

export function asPoint(tile: number): Point {
  return [columnOf(tile), rowOf(tile)];
}

/** Puts the ghosts where nobody meets them, waiting in the house and never released. */
export function lockGhostsAway(world: World): void {
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) {
    world.ghostX[ghost] = 95;
    world.ghostY[ghost] = 140;
    world.ghostState[ghost] = 1;
  }
  world.globalDots = 1000;
}
