// What is worth saying of a match: a moment is said once, as a text, a caption, a sound or an effect. moment-source.ts makes
// them from events and Worlds. A moment has no words: those are in the catalogue.

import type { Tile } from '#simulation';

/** Who caught a Pac-Man: one of the arcade's four ghosts (0 Blinky .. 3 Clyde), or the player of a seat. */
export type Catcher =
  | { readonly kind: 'ghost'; readonly ghost: number }
  | { readonly kind: 'seat'; readonly seat: number };

/**
 * What follows a catch.
 * - `return`: the Pac-Man comes back after some seconds.
 * - `life`: `classic`, the next life begins.
 * - `out`: it stays out of the level, the round or the match.
 * - `turn`: `versus`, the turn ends.
 * - `over`: the match is over.
 */
export type AfterCatch = 'return' | 'life' | 'out' | 'turn' | 'over';

/** What a READY! stands before. A life is one after a catch. */
export type Start = 'match' | 'level' | 'life' | 'turn' | 'round';

/** `seat`: whose moment it is. `isOwn`: whether that is the viewer's own seat; never for watchers. `place`: a tile of the maze. */
interface OfSeat {
  readonly seat: number;
  readonly isOwn: boolean;
}
interface InMaze extends OfSeat {
  readonly place: Tile;
}

export type Moment =
  // Starts and ends
  | { readonly kind: 'ready'; readonly start: Start }
  /** Seconds until play begins: 3, 2, 1. */
  | { readonly kind: 'count'; readonly seconds: number }
  | { readonly kind: 'go' }
  | { readonly kind: 'levelCleared'; readonly level: number }
  | { readonly kind: 'levelStarted'; readonly level: number }
  /** `isOwn`: the viewer is Pac-Man in this turn. */
  | ({ readonly kind: 'turnStarted'; readonly turn: number } & OfSeat)
  /** `next`: the seat that is Pac-Man in the next turn, -1 for none. */
  | ({ readonly kind: 'turnEnded'; readonly next: number } & OfSeat)
  | { readonly kind: 'roundStarted'; readonly round: number }
  /** `seat`: -1 for a round that is drawn. */
  | ({ readonly kind: 'roundWon'; readonly round: number } & OfSeat)
  /** `mega`: the next mazes, for so many seats. Two of them are the final. */
  | { readonly kind: 'cut'; readonly left: number; readonly isFinal: boolean }
  | { readonly kind: 'gameOver'; readonly level: number }
  // Catches
  | ({ readonly kind: 'caught'; readonly by: Catcher; readonly after: AfterCatch } & InMaze)
  /** The own Pac-Man comes back in so many seconds: once for each of them. `isFirst`: the count begins. */
  | ({ readonly kind: 'backIn'; readonly seconds: number; readonly isFirst: boolean } & OfSeat)
  | ({ readonly kind: 'back' } & InMaze)
  /** A seat takes no part in the rest of the round, the level or the match. `rank`: its place in the match, 0 if it has none yet. */
  | ({ readonly kind: 'out'; readonly rank: number } & OfSeat)
  /** The viewer is out and sees this seat now. */
  | ({ readonly kind: 'watching' } & OfSeat)
  /** A seat caught the Pac-Man of another one. */
  | ({ readonly kind: 'rivalCaught'; readonly caught: number; readonly points: number } & InMaze)
  // What is eaten
  | ({ readonly kind: 'energizer' } & InMaze)
  /** `battle`, `mega`: the Pac-Man of a seat has power of its own. */
  | ({ readonly kind: 'power'; readonly ticks: number } & InMaze)
  /** Of the viewer's seat, or the followed one; where all Pac-Men share the power, `seat` is -1. */
  | ({ readonly kind: 'powerOver' } & OfSeat)
  | ({ readonly kind: 'ghostEaten'; readonly points: number } & InMaze)
  | ({ readonly kind: 'fruitEaten'; readonly points: number } & InMaze)
  | { readonly kind: 'fruitAppeared'; readonly points: number; readonly place: Tile }
  /** `lives`: now. Those of a team are returns. */
  | ({ readonly kind: 'extraLife'; readonly lives: number } & OfSeat)
  // Of one mode
  | ({ readonly kind: 'ghostClaimed'; readonly ghost: number } & InMaze)
  | ({ readonly kind: 'revealed' } & InMaze)
  | ({ readonly kind: 'bumped'; readonly by: number } & InMaze)
  | { readonly kind: 'energizersDrawn' }
  | { readonly kind: 'energizersWoke' }
  | { readonly kind: 'refilled' }
  | { readonly kind: 'suddenDeath' };

export type MomentKind = Moment['kind'];
export type MomentOf<Kind extends MomentKind> = Moment & { readonly kind: Kind };
