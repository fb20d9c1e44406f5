// Blends corrections into the picture: an actor that reconciliation moved is drawn where it was and slides to its new
// place. The worlds are not changed; drawing adds the offsets.

import { GHOST_COUNT, ROLE, type World } from '#simulation';
import { offsetAt, strideOf } from './passage.ts';

/** Time constant of the slide of the player's own actor: 96 % of a correction is gone within 100 ms. */
const OWN_FADE_MS = 30;
/** That of all others, whose corrections are larger and more frequent: 96 % is gone within 65 ms, four frames. */
const OTHERS_FADE_MS = 20;
/** Pixels beyond which a slide looks stranger than a jump: a lost life, a tunnel, a new level. */
const SLIDE_PIXELS_MAX = 24;

/** Offsets in screen pixels by actor: Pac-Men first, then ghosts. */
export class Blend {
  readonly x: Float64Array;
  readonly y: Float64Array;
  private readonly pacCount: number;
  private readonly shown: Float64Array;
  /** Actors of players at this screen. */
  private own: readonly number[] = [];

  constructor(pacCount: number) {
    this.pacCount = pacCount;
    this.x = new Float64Array(pacCount + GHOST_COUNT);
    this.y = new Float64Array(pacCount + GHOST_COUNT);
    this.shown = new Float64Array(2 * (pacCount + GHOST_COUNT));
  }

  /** The actor number of a ghost; that of a Pac-Man is its own. */
  ofGhost(ghost: number): number {
    return this.pacCount + ghost;
  }

  /** The actor number of what a seat controls; -1 for nothing, and for a watcher. */
  ofSeat({ seatRole, seatActor }: World, seat: number): number {
    if (seatRole[seat] === ROLE.pac) return seatActor[seat]!;
    return seatRole[seat] === ROLE.ghost ? this.ofGhost(seatActor[seat]!) : -1;
  }

  /** Remembers where all actors are; call before a correction, and `after` after it, at the same tick. */
  before(world: World): void {
    for (let i = 0; i < this.x.length; i++) {
      this.shown[2 * i] = actorX(world, i);
      this.shown[2 * i + 1] = actorY(world, i);
    }
  }

  /**
   * @param actor the player's own; -1 for none
   * @param own actors of all players at this screen
   * @returns by how many pixels it was moved; 0 for one that is not there
   */
  after(world: World, actor: number, own: readonly number[] = [actor]): number {
    this.own = own;
    for (let i = 0; i < this.x.length; i++) {
      this.x[i]! += this.shown[2 * i]! - actorX(world, i);
      this.y[i]! += this.shown[2 * i + 1]! - actorY(world, i);
      if (Math.abs(this.x[i]!) + Math.abs(this.y[i]!) > SLIDE_PIXELS_MAX) this.x[i] = this.y[i] = 0;
    }
    if (actor < 0) return 0;
    return (
      Math.abs(this.shown[2 * actor]! - actorX(world, actor)) +
      Math.abs(this.shown[2 * actor + 1]! - actorY(world, actor))
    );
  }

  /** As `after`, where another maze is shown: nobody slides there, but the player's own Pac-Man that comes through a gate. */
  afterPassage(world: World, actor: number): void {
    const shownX = this.shown[2 * actor] ?? 0;
    const shownY = this.shown[2 * actor + 1] ?? 0;
    const stride = strideOf(offsetAt(world, shownX, shownY));
    const x = (this.x[actor] ?? 0) + shownX - stride.x - actorX(world, actor);
    const y = (this.y[actor] ?? 0) + shownY - stride.y - actorY(world, actor);
    this.own = [actor];
    this.x.fill(0);
    this.y.fill(0);
    if (actor < 0 || Math.abs(x) + Math.abs(y) > SLIDE_PIXELS_MAX) return;
    this.x[actor] = x;
    this.y[actor] = y;
  }

  fade(elapsedMs: number): void {
    const ownRest = Math.exp(-elapsedMs / OWN_FADE_MS);
    const othersRest = Math.exp(-elapsedMs / OTHERS_FADE_MS);
    for (let i = 0; i < this.x.length; i++) {
      const rest = this.own.includes(i) ? ownRest : othersRest;
      this.x[i]! *= rest;
      this.y[i]! *= rest;
    }
  }
}

/** Screen pixels of an actor, numbered as above. */
export function actorX(world: World, actor: number): number {
  return actor < world.pacCount ? world.pacX[actor]! : world.ghostX[actor - world.pacCount]!;
}

export function actorY(world: World, actor: number): number {
  return actor < world.pacCount ? world.pacY[actor]! : world.ghostY[actor - world.pacCount]!;
}
