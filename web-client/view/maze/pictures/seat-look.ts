// How a seat is recognised: a colour, and a mark that keeps colour from being the only cue. A room can give a seat the look
// that its player likes; otherwise it follows from the seat.

import { COLOURS, MARKS } from '#protocol';
import { namedColours, type ColourName } from '#picture';
import { palette } from './palette.ts';

export type Mark = (typeof MARKS)[number];
/** The marks as characters, for text. */
export const MARK_SIGNS: Readonly<Record<Mark, string>> = {
  circle: '●',
  square: '■',
  triangle: '▲',
  diamond: '◆',
  star: '★',
  cross: '✚',
  wedge: '▼',
  heart: '♥',
};

/** The mark is cut into the body and shown before the name. */
export interface SeatLook {
  readonly name: ColourName;
  /** As #rrggbb, of the palette in use. */
  readonly colour: string;
  readonly mark: Mark;
}

/** What a room says of a seat: places in `COLOURS` and `MARKS` from 1 on. 0, none and unknown numbers say nothing. */
export interface GivenLook {
  readonly colour?: number;
  readonly mark?: number;
}

/** A match or room as far as looks need it. Seats of a server that knows no looks have none. */
export interface Looked {
  readonly mode: string;
  readonly seats: readonly (object & GivenLook)[];
}

/** Seats of `versus` are ghosts most of the time. */
const GHOST_SEATS = ['blinky', 'pinky', 'inky', 'clyde', 'green'] as const;

/** The look of a seat of a match. */
export function lookOf({ mode, seats }: Looked, seat: number): SeatLook {
  return seatLook(mode, seat, seats[seat]);
}

/** The looks of the seats of a match, for every frame: found anew when the list of seats is another one. */
export class SeatLooks {
  private readonly match: Looked;
  private seats: Looked['seats'] | null = null;
  private looks: SeatLook[] = [];

  constructor(match: Looked) {
    this.match = match;
  }

  of(seat: number): SeatLook {
    if (this.match.seats !== this.seats) {
      this.seats = this.match.seats;
      this.looks = [];
    }
    return (this.looks[seat] ??= lookOf(this.match, seat));
  }
}

/** @param seat 0..63: without a given look each has a pair of colour and mark of its own */
export function seatLook(mode: string, seat: number, given: GivenLook & object = {}): SeatLook {
  const own = mode === 'versus' ? GHOST_SEATS[seat % GHOST_SEATS.length]! : COLOURS[seat % COLOURS.length]!;
  const name = COLOURS[(given.colour ?? 0) - 1] ?? own;
  const mark = MARKS[(given.mark ?? 0) - 1] ?? MARKS[(seat + Math.floor(seat / MARKS.length)) % MARKS.length]!;
  return { name, colour: namedColours(palette())[name], mark };
}

/** Pac-Man where one seat of many plays it: yellow, whoever it is. */
export function pacYellow(): string {
  return palette().seats.yellow;
}
