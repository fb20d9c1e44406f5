// Predicts the wishes of other seats. The built-in player steers AI seats, and those of idle or disconnected players; its
// wishes follow from the World, so the page runs it as well where it sees the whole World. A player's last wish is kept, but
// they go on around a corner.

import type { WireSeat } from '#protocol';
import {
  AI_SKILLS,
  aiWish,
  canSteer,
  GHOST,
  NONE,
  PAC,
  ROLE,
  STANDIN_AFTER_TICKS,
  tileOfPixel,
  wishOf,
  type AiSkill,
  type Direction,
  type Input,
  type World,
} from '#simulation';

export class PredictedWishes {
  /** Seats of players at this screen: their inputs are known, so nothing is guessed for them. */
  private ownSeats: readonly number[];
  private skill: AiSkill | null = null;
  private seats: readonly WireSeat[] = [];
  /** By seat: the first tick before which the AI decides. */
  private readonly aiFromTick: number[] = [];

  /** @param ownSeat -1 for a watcher */
  constructor(ownSeat: number) {
    this.ownSeats = [ownSeat];
  }

  /** Several players play at this screen. */
  own(seats: readonly number[]): void {
    this.ownSeats = seats;
  }

  /**
   * Takes over what is known of the room.
   * @param skill of its settings, as the server names it: null while they are not known
   * @param tick of the World that the server has confirmed
   * @returns whether anything has changed
   */
  see(skill: string | null, seats: readonly WireSeat[], tick: number): boolean {
    const known = AI_SKILLS.find((each) => each === skill) ?? null;
    if (known === this.skill && seats === this.seats) return false;
    for (const [seat, { driver, idle, disconnected }] of seats.entries()) {
      if (driver === 'ai' || idle) this.aiFromTick[seat] = 0;
      else if (!disconnected) this.aiFromTick[seat] = Infinity;
      // The last wish of a disconnected player is kept for a while. A page that has just connected does not know how long.
      else if (this.seats[seat]?.disconnected !== true) this.aiFromTick[seat] = this.standInTick(tick);
    }
    this.skill = known;
    this.seats = seats;
    return true;
  }

  /** Adds the wishes that change for the tick after `world`. */
  add(world: World, into: Input[]): void {
    const seatCount = Math.min(world.seatCount, this.seats.length);
    for (let seat = 0; seat < seatCount; seat++) {
      if (!canSteer(world, seat)) continue;
      const isAi = world.tick >= this.aiFromTick[seat]! && seesAll(world);
      const wish = wishOf(world, seat);
      let direction = wish;
      if (!isAi && !this.ownSeats.includes(seat)) direction = wishAtCorner(world, seat);
      else if (isAi && this.skill !== null) direction = aiWish(world, seat, this.skill);
      if (direction === wish) continue;
      // No input of theirs is acknowledged by a guess.
      const sequence = this.seats[seat]!.driver === 'ai' ? 0 : world.seatInput[seat]!;
      into.push({ kind: 'wish', seat, sequence, direction });
    }
  }

  private standInTick(tick: number): number {
    return this.seats.length === 0 ? 0 : tick + STANDIN_AFTER_TICKS;
  }
}

/** Whether the World has no hidden words. In `versus` the AI decides by what its own seat sees, which is something else. */
function seesAll({ viewRole }: World): boolean {
  return viewRole !== ROLE.ghost && viewRole !== ROLE.pac;
}

/** The way around a corner for an actor that comes to one with a wish that it does not allow; else the wish. */
function wishAtCorner(world: World, seat: number): Direction {
  const wish = wishOf(world, seat);
  const { maze } = world;
  const actor = world.seatActor[seat]!;
  const isPac = world.seatRole[seat] === ROLE.pac;
  const travel = (isPac ? world.pacTravel : world.ghostTravel)[actor]!;
  const x = (isPac ? world.pacX : world.ghostX)[actor]!;
  const y = (isPac ? world.pacY : world.ghostY)[actor]!;
  // A player who stands has stopped on purpose, or is idle.
  const isUnderWay = isPac
    ? world.pacState[actor] === PAC.alive
    : world.ghostState[actor] === GHOST.outside && world.ghostChosen[actor] !== NONE;
  if (!isUnderWay || travel === NONE || !entersTile(travel, x, y)) return wish;
  const neighbours = tileOfPixel(x, y) * 4;
  const isFree = (way: number): boolean => maze.walkable[maze.neighbour[neighbours + way]!] === 1;
  if (isFree(travel) || (wish !== NONE && isFree(wish))) return wish;
  const [left, right] = [travel ^ 1, travel ^ 3];
  if (isFree(left) === isFree(right)) return wish;
  return (isFree(left) ? left : right) as Direction;
}

/** Whether a pixel is one of the first of its tile, in a direction. */
function entersTile(travel: number, x: number, y: number): boolean {
  const along = (travel & 1) === 0 ? x & 7 : y & 7;
  return (travel < 2 ? along : 7 - along) < ENTERED_PIXELS;
}

/** Fewer than to the middle of a tile, where a Pac-Man stops. */
const ENTERED_PIXELS = 3;
