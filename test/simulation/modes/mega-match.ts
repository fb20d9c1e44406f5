// A match of `mega` for tests: its clock in ticks of play, and ways to bring seats to where a test wants them.

import assert from 'node:assert/strict';
import {
  createMatch,
  EVENT_LENGTH,
  matchSettings,
  PAC,
  PHASE,
  stepMatch,
  worldOf,
  type Input,
  type Match,
  type NamedSettings,
  type World,
} from '#simulation';
import { centre, DIRECTION, lockGhostsAway, type DirectionName, type Point, type SeenEvent } from '../play.ts';

/** A tick that no test reaches. */
const NEVER = 1_000_000;

export class MegaMatch {
  readonly match: Match;
  /** Whether the ghosts of all mazes stay in the house. */
  isQuiet = true;
  private sequence = 0;

  /** A match in the last tick before play, with all seats taken. */
  constructor(seatCount: number, settings: Partial<NamedSettings> = {}) {
    this.match = createMatch(matchSettings({ mode: 'mega', seatCount, ...settings }));
    this.step(Array.from({ length: seatCount }, (_, seat) => ({ kind: 'enter', seat })));
    while (this.match.tick < this.first.phaseEndsTick - 1) this.step();
  }

  get first(): World {
    return this.match.worlds[0]!;
  }

  /** The tick of play that was stepped last: 0 is the first one, -1 is before. */
  get frame(): number {
    const { playStartTick } = this.first;
    return playStartTick === 0 ? -1 : this.match.tick - playStartTick;
  }

  get living(): number[] {
    return this.seats.filter((seat) => this.state(seat) >= PAC.waiting && this.state(seat) <= PAC.returning);
  }

  get seats(): number[] {
    return [...this.match.worldOfSeat.keys()];
  }

  world(seat: number): World {
    return worldOf(this.match, seat);
  }

  /** The cell of the maze that a seat is in. */
  cell(seat: number): number {
    return this.match.worldOfSeat[seat]!;
  }

  state(seat: number): number {
    return this.world(seat).pacState[seat]!;
  }

  place(seat: number): number {
    return this.world(seat).seatPlace[seat]!;
  }

  step(inputs: readonly Input[] = []): void {
    if (this.isQuiet) this.match.worlds.forEach(lockAway);
    stepMatch(this.match, inputs);
  }

  /** Steps until this tick of play was stepped. */
  toFrame(frame: number): void {
    for (let tick = 0; tick < NEVER && this.frame < frame && this.first.phase !== PHASE.over; tick++) this.step();
    assert(this.frame >= frame, 'the match goes on until that tick');
  }

  wish(seat: number, direction: DirectionName): void {
    this.step([{ kind: 'wish', seat, sequence: ++this.sequence, direction: DIRECTION[direction] }]);
  }

  /** Puts a seat on a pixel of its maze, moving, as if it had stood there for long. */
  put(seat: number, [x, y]: Point, travel: DirectionName): void {
    const world = this.world(seat);
    world.pacX[seat] = x;
    world.pacY[seat] = y;
    world.pacTravel[seat] = DIRECTION[travel];
    world.pacWish[seat] = DIRECTION[travel];
    world.pacState[seat] = PAC.alive;
    world.pacPause[seat] = 0;
  }

  /** Takes a seat into another maze, to the centre of a tile. */
  visit(seat: number, cell: number, tile: Point, travel: DirectionName = 'left'): void {
    const to = this.match.worlds[cell]!;
    to.tick = this.match.tick;
    this.world(seat).pacState[seat] = PAC.empty;
    this.match.worldOfSeat[seat] = cell;
    to.seatLives[seat] = 3;
    this.put(seat, centre(tile), travel);
  }

  /** Gives a seat power that lasts for a while. */
  empower(seat: number, ticks = 300): void {
    const world = this.world(seat);
    world.pacPowerUntilTick[seat] = this.match.tick + 1 + ticks;
    world.ghostFrightened.fill(1);
    world.frightLeft = 1;
  }

  /** What happened in the last tick in the maze of a cell. */
  seen(cell: number): SeenEvent[] {
    const events = this.match.events[cell]!;
    return Array.from({ length: events.count }, (_, i) => {
      const [kind, who, place, value] = events.words.subarray(i * EVENT_LENGTH, (i + 1) * EVENT_LENGTH);
      return { kind: kind!, who: who!, place: place!, value: value! };
    });
  }
}

/** Clears the dots on the way of a Pac-Man, so that it does not pause. */
export function clearDots(world: World): void {
  world.dots.fill(0);
  world.dots[1] = 1 << 1;
  world.dotsLeft = 1;
}

function lockAway(world: World): void {
  lockGhostsAway(world);
  world.lastDotTick = NEVER;
}
