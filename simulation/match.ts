// A match: its settings and the worlds it is played in. Most modes have one world. Each world has its own maze, and
// every seat is in one world. step.ts moves them.

import { Events } from './events.ts';
import type { MatchSettings } from './settings.ts';
import type { World } from './world.ts';

/** The most worlds of a match: those of `mega` with 64 seats (rules/modes.md 6). */
export const WORLDS_MAX = 64;

export interface Match {
  readonly settings: MatchSettings;
  readonly worlds: readonly World[];
  /** Ticks since the match was made. A World that is not stepped, such as an empty maze, keeps an older tick. */
  tick: number;
  /** The events of the last tick, by world. */
  readonly events: readonly Events[];
  /** By seat: the index of the world it is in. */
  readonly worldOfSeat: Int8Array;
}

/** The match of a world that exists already, such as a decoded one. @param world the only one of its match */
export function matchOfWorld(world: World): Match {
  const { settings } = world;
  return {
    settings,
    worlds: [world],
    // The World may be given other words at any time, so its tick is the only one.
    get tick() {
      return world.tick;
    },
    set tick(_: number) {},
    events: [new Events()],
    worldOfSeat: new Int8Array(settings.seatCount),
  };
}

/** The world a seat is in. */
export function worldOf(match: Match, seat: number): World {
  return match.worlds[match.worldOfSeat[seat]!]!;
}
