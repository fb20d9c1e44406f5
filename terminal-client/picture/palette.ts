// The colours of the terminal client, as numbers 0xRRGGBB. colours.ts turns them into what a terminal has.

/** The terminal's own colour. */
export const DEFAULT_COLOUR = -1;

export const BLACK = 0x000006;
export const WALL = 0x2a3cff;
/** Walls that are drawn as whole tiles: dark enough for blue ghosts to stand out. */
export const WALL_SOLID = 0x1a2a9c;
export const WALL_INSIDE = 0x080a2c;
export const WALL_FLASHING = 0xe8e8ff;
export const WALL_SUDDEN_DEATH = 0xc02020;
export const DOOR = 0xffb8de;
/** A dot of one pixel, and one that fills a whole tile. */
export const DOT = 0xffc9ae;
export const DOT_SOLID = 0x6e5a50;
export const ENERGIZER = 0xffffff;
export const DORMANT = 0x505068;
export const FRUIT = 0xff3048;
export const FRUIT_STALK = 0x30c040;
export const GATE_OPEN = 0x5dff8a;
export const GATE_CLOSING = 0xffdf00;
export const GATE_CLOSED = 0x6a6aa8;

export const GREY_GHOST = 0x8b8ba6;
export const FRIGHTENED = 0x5a6bff;
export const FLASHING = 0xf2f2ff;
export const EYE = 0xffffff;
export const PUPIL = 0x2121de;
export const EYES_ALONE = 0xb8c8e8;
export const GHOSTS = [0xff2121, 0xffb8ff, 0x21ffff, 0xffb852] as const;

/** By place in `COLOURS` of the protocol. */
export const SEAT_COLOURS = [0xffdf00, 0x40e734, 0xa991e8, 0xffffff, 0xec8226, 0x41c0ff, 0xf480d3, 0xe67382] as const;
export const YELLOW = SEAT_COLOURS[0];

export const TEXT = 0xd8d8e8;
export const TEXT_DIM = 0x8a8aa0;
export const TEXT_STRONG = 0xffffff;
export const WARNING = 0xffdf00;
export const BOX = 0x10103a;

/** A colour with less light. @param part 0..1 */
export function dimmed(colour: number, part: number): number {
  const channel = (shift: number): number => Math.round(((colour >> shift) & 0xff) * part) << shift;
  return channel(16) | channel(8) | channel(0);
}
