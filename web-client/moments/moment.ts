// What is worth saying of a match, once each: texts, screen readers, sparks and shakes follow moments. moment-source.ts makes them
// from events and Worlds. A moment has no words: moment-text.ts takes them from the catalogue. Sounds and captions do not follow
// moments, but events and Worlds (view/sound/).

import type { Tile } from '#simulation';

/** Who caught a Pac-Man: one of the arcade's four ghosts (0 Blinky .. 3 Clyde), or the player of a seat. */
export type Catcher =
  | { readonly kind: 'ghost'; readonly ghost: number }
  | { readonly kind: 'seat'; readonly seat: number };

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
  | { readonly kind: 'ready' }
  /** Seconds until play begins: 3, 2, 1. */
  | { readonly kind: 'count'; readonly seconds: number }
  | { readonly kind: 'go' }
  | { readonly kind: 'levelCleared'; readonly level: number }
  | { readonly kind: 'levelStarted'; readonly level: number }
  /** `isOwn`: the viewer is Pac-Man in this turn. */
  | ({ readonly kind: 'turnStarted' } & OfSeat)
  | { readonly kind: 'roundStarted'; readonly round: number }
  /** `seat`: -1 for a round that is drawn. */
  | ({ readonly kind: 'roundWon'; readonly round: number } & OfSeat)
  /** `mega`: the next mazes, for so many seats. Two of them are the final. */
  | { readonly kind: 'cut'; readonly left: number; readonly isFinal: boolean }
  | { readonly kind: 'gameOver'; readonly level: number }
  // Catches
  | ({ readonly kind: 'caught'; readonly by: Catcher } & InMaze)
  /** The own Pac-Man comes back in so many seconds: once for each of them. `isFirst`: the count begins. */
  | ({ readonly kind: 'backIn'; readonly seconds: number; readonly isFirst: boolean } & OfSeat)
  | ({ readonly kind: 'back' } & OfSeat)
  /** A seat takes no part in the rest of the round, the level or the match. `rank`: its place in the match, 0 if it has none yet. */
  | ({ readonly kind: 'out'; readonly rank: number } & OfSeat)
  /** The viewer is out and sees this seat now. */
  | ({ readonly kind: 'watching' } & OfSeat)
  /** A seat caught the Pac-Man of another one. */
  | ({ readonly kind: 'rivalCaught'; readonly caught: number; readonly points: number } & OfSeat)
  // What is eaten
  | ({ readonly kind: 'energizer' } & InMaze)
  /** `battle`, `mega`: the Pac-Man of a seat has power of its own. */
  | ({ readonly kind: 'power' } & OfSeat)
  /** Of the viewer's seat, or the followed one; where all Pac-Men share the power, `seat` is -1. */
  | ({ readonly kind: 'powerOver' } & OfSeat)
  | ({ readonly kind: 'ghostEaten'; readonly points: number } & InMaze)
  | ({ readonly kind: 'fruitEaten'; readonly points: number } & OfSeat)
  | { readonly kind: 'fruitAppeared' }
  /** `lives`: now. Those of a team are returns. */
  | ({ readonly kind: 'extraLife'; readonly lives: number } & OfSeat)
  // Of one mode
  | ({ readonly kind: 'revealed' } & OfSeat)
  | { readonly kind: 'suddenDeath' };

export type MomentKind = Moment['kind'];
export type MomentOf<Kind extends MomentKind> = Moment & { readonly kind: Kind };
