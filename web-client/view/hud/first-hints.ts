// Hints in a player's first match of a mode: how to steer, and what power is for. A hint disappears with the first right input, or
// by itself, and does not come back.

import { GHOST_COUNT, isFrightened, NONE, PHASE, ROLE, wishOf, type World } from '#simulation';
import { isPowered } from '../maze/looks.ts';

/** `steer`: until the player steers. `prey`: while ghosts are blue. `power`: while the player has power. */
export type Hint = 'steer' | 'prey' | 'power';

/** Milliseconds of play after which the steering hint disappears by itself. */
const STEER_MS = 10_000;

/** Which hints were given, as `hint-mode`. */
export interface GivenHints {
  has(key: string): boolean;
  add(key: string): void;
}

export class FirstHints {
  private readonly given: GivenHints;
  private playedSinceMs: number | null = null;
  private current: Hint | null = null;
  /** Ghosts that were blue at once since the hint is shown. */
  private blueMost = 0;

  constructor(given: GivenHints) {
    this.given = given;
  }

  /** Another match begins. */
  restart(): void {
    this.playedSinceMs = null;
    this.current = null;
    this.blueMost = 0;
  }

  /** Call once a frame, with the world as the player sees it. @returns the hint to show, null for none */
  update(world: World, seat: number, nowMs: number): Hint | null {
    const mode = world.settings.mode.name;
    if (this.current !== null && this.isDone(this.current, world, seat, nowMs)) {
      this.given.add(`${this.current}-${mode}`);
      this.current = null;
      this.blueMost = 0;
    }
    if (this.current === null) {
      const next = this.nextFor(world, seat);
      if (next !== null && !this.given.has(`${next}-${mode}`)) this.current = next;
    }
    return this.current;
  }

  private nextFor(world: World, seat: number): Hint | null {
    if (seat < 0 || world.seatRole[seat] === ROLE.none) return null;
    if (!this.given.has(`steer-${world.settings.mode.name}`)) return 'steer';
    if (world.seatRole[seat] !== ROLE.pac) return null;
    if (world.pacPowerUntilTick.length > 0) return isPowered(world, world.seatActor[seat]!) ? 'power' : null;
    return blueGhosts(world) > 0 ? 'prey' : null;
  }

  private isDone(hint: Hint, world: World, seat: number, nowMs: number): boolean {
    switch (hint) {
      case 'steer':
        if (world.phase === PHASE.play) this.playedSinceMs ??= nowMs;
        return wishOf(world, seat) !== NONE || (this.playedSinceMs !== null && nowMs - this.playedSinceMs >= STEER_MS);
      case 'power':
        return !isPowered(world, world.seatActor[seat]!);
      case 'prey': {
        // A ghost was eaten, or the fright is over.
        const blue = blueGhosts(world);
        this.blueMost = Math.max(this.blueMost, blue);
        return blue < this.blueMost || blue === 0;
      }
    }
  }
}

function blueGhosts(world: World): number {
  let count = 0;
  for (let ghost = 0; ghost < GHOST_COUNT; ghost++) if (isFrightened(world, ghost)) count++;
  return count;
}
