// Gives each seat of a room a colour and a mark (protocol/README.md, "Colours and marks"): players get their favourites if these are
// free, the AI gets what is left.

import { COLOURS, MARKS } from '#protocol';

/** Numbers of `COLOURS` and `MARKS`, from 1; 0 for none. */
export interface Appearance {
  readonly colour: number;
  readonly mark: number;
}

export const NO_APPEARANCE: Appearance = { colour: 0, mark: 0 };

/** Not used in modes whose seats play ghosts: Pac-Man is yellow there, and frightened ghosts flash white. */
const NO_GHOST_COLOURS: readonly number[] = [1 + COLOURS.indexOf('yellow'), 1 + COLOURS.indexOf('white')];

/** The favourites of a client. A number that this version does not know stands for none. */
export function readFavourite({ colour, mark }: Appearance): Appearance {
  return { colour: colour <= COLOURS.length ? colour : 0, mark: mark <= MARKS.length ? mark : 0 };
}

/** The appearances that the seats of one room have so far. */
export class TakenAppearances {
  /** Whether no two seats share a colour or a mark. Otherwise no two share both. */
  private readonly isDistinct: boolean;
  private readonly unused: readonly number[];
  private readonly colours = new Set<number>();
  private readonly marks = new Set<number>();
  private readonly pairs = new Set<number>();

  /** @param hasGhosts whether seats play ghosts */
  constructor(seatCount: number, hasGhosts: boolean) {
    this.unused = hasGhosts ? NO_GHOST_COLOURS : [];
    this.isDistinct = seatCount <= Math.min(COLOURS.length - this.unused.length, MARKS.length);
  }

  add({ colour, mark }: Appearance): void {
    this.colours.add(colour);
    this.marks.add(mark);
    this.pairs.add(pairOf(colour, mark));
  }

  /**
   * Takes the nearest free colour and mark to the favourites of a seat's player, by default to those of the seat's number.
   * @param seat 0..63: with so few seats a pair is always free
   */
  take(seat: number, favourite: Appearance): Appearance {
    const colour = favourite.colour || 1 + (seat % COLOURS.length);
    const mark = favourite.mark || 1 + ((seat + Math.floor(seat / MARKS.length)) % MARKS.length);
    const taken = this.isDistinct
      ? {
          colour: firstFree(colour, COLOURS.length, (next) => this.isUsed(next) && !this.colours.has(next)),
          mark: firstFree(mark, MARKS.length, (next) => !this.marks.has(next)),
        }
      : this.freePair(colour, mark);
    this.add(taken);
    return taken;
  }

  private isUsed(colour: number): boolean {
    return !this.unused.includes(colour);
  }

  /** The colour is kept while any of its marks is free. */
  private freePair(favouriteColour: number, favouriteMark: number): Appearance {
    const freeMark = (colour: number) =>
      firstFree(favouriteMark, MARKS.length, (mark) => !this.pairs.has(pairOf(colour, mark)));
    const colour = firstFree(favouriteColour, COLOURS.length, (next) => this.isUsed(next) && freeMark(next) > 0);
    return { colour, mark: freeMark(colour) };
  }
}

/** The first free number, counting up from `from` and then from 1. @returns 0 if none is free */
function firstFree(from: number, count: number, isFree: (number: number) => boolean): number {
  for (let step = 0; step < count; step++) {
    const number = 1 + ((from - 1 + step) % count);
    if (isFree(number)) return number;
  }
  return 0;
}

function pairOf(colour: number, mark: number): number {
  return colour * (MARKS.length + 1) + mark;
}
