// Turns held keys and fingers into one direction at a time, which becomes the wish of the player's actor
// (rules/modes.md 1.4). Presses come from keys.ts and swipe.ts; where directions go is left to the caller.

import { canSteer, NONE, PAC, PHASE, ROLE, wishOf, type Direction, type World } from '#simulation';

/** Ticks by which a wish outlives its key when the turn is not possible yet, so that an old tap does not act many junctions later. */
export const WISH_KEEP_TICKS = 30;

export class Steering {
  private readonly send: (direction: Direction) => void;
  /** Directions held down, the newest last. */
  private held: Direction[] = [];
  private wish: Direction = NONE;
  /** Tick at which the last key was released while its wish was still open. */
  private releasedTick: number | null = null;
  /** Of our Pac-Man; a ghost counts as one that is alive. */
  private pacState: number = PAC.empty;
  /** The wish of our actor in the last frame, as the world has it. */
  private knownWish: Direction = NONE;

  constructor(send: (direction: Direction) => void) {
    this.send = send;
  }

  press(direction: Direction): void {
    this.held = [...this.held.filter((other) => other !== direction), direction];
    this.say(direction);
  }

  release(direction: Direction): void {
    this.held = this.held.filter((other) => other !== direction);
    const newest = this.held.at(-1);
    if (newest !== undefined && newest !== this.wish) this.say(newest);
  }

  releaseAll(): void {
    this.held = [];
  }

  /** Call for another match, or none: drops the old wish. */
  restart(): void {
    this.wish = NONE;
    this.releasedTick = null;
    this.pacState = PAC.empty;
    this.knownWish = NONE;
  }

  /** Call once a frame, with the world as it is drawn. */
  update(world: World, seat: number): void {
    if (seat < 0) return;
    const isGhost = world.seatRole[seat] === ROLE.ghost;
    const actor = world.seatActor[seat]!;
    const pacState = isGhost ? PAC.alive : canSteer(world, seat) ? world.pacState[actor]! : PAC.empty;
    const appeared = pacState === PAC.waiting && this.pacState !== PAC.waiting;
    this.pacState = pacState;
    const known = wishOf(world, seat);
    // The rules take wishes back when a turn ends.
    const lost = known === NONE && this.knownWish !== NONE && this.wish !== NONE;
    this.knownWish = known;
    const newest = this.held.at(-1);
    if (newest !== undefined) {
      this.releasedTick = null;
      // A Pac-Man that has just appeared has no wish: a held key gives it one.
      if (appeared || lost) this.say(newest);
    } else if (this.wish !== NONE) {
      this.expire(world, (isGhost ? world.ghostTravel : world.pacTravel)[actor]!);
    }
  }

  private expire(world: World, travel: number): void {
    const standing = world.phase !== PHASE.play || this.pacState !== PAC.alive;
    if (this.releasedTick === null || standing) this.releasedTick = world.tick;
    if (travel === this.wish && !standing) this.forget();
    else if (world.tick - this.releasedTick >= WISH_KEEP_TICKS) this.say(NONE);
  }

  private say(direction: Direction): void {
    this.send(direction);
    this.wish = direction;
    this.releasedTick = null;
  }

  /** The turn has happened: there is no wish left to take back. */
  private forget(): void {
    this.wish = NONE;
    this.releasedTick = null;
  }
}
