// Which colours a terminal has, and the control sequences that choose them.

import { DEFAULT_COLOUR } from '../picture/palette.ts';

/** Colours of a terminal: none, the 16 of its own palette, xterm's 256, or any. */
export type ColourDepth = 'none' | '16' | '256' | 'true';

/** Levels of red, green and blue in the cube of 256 colours, which begins at 16; 24 greys from 8 in steps of 10 follow it. */
const CUBE_LEVELS = [0, 95, 135, 175, 215, 255] as const;
const CUBE_START = 16;
const GREY_START = 232;
const GREYS = 24;

/** The 16 colours as xterm draws them. A terminal may draw others, of the same names. */
const NAMED = [
  ...[0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5],
  ...[0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff],
] as const;

/** Colours whose sequences are kept. Pictures use about a hundred. */
const SEQUENCES_MAX = 4096;

/** What the environment says of the terminal: NO_COLOR (https://no-color.org), COLORTERM and TERM. */
export function colourDepth(environment: Readonly<Record<string, string | undefined>>): ColourDepth {
  const { NO_COLOR = '', COLORTERM = '', TERM = '' } = environment;
  if (NO_COLOR !== '' || TERM === 'dumb' || TERM === 'vt100' || TERM.endsWith('-m') || TERM.endsWith('-mono')) {
    return 'none';
  }
  if (COLORTERM === 'truecolor' || COLORTERM === '24bit' || TERM.endsWith('-direct')) return 'true';
  return TERM.includes('256color') ? '256' : '16';
}

/** Makes the parameters of SGR sequences. */
export class ColourCodes {
  private readonly depth: ColourDepth;
  private readonly known = new Map<number, string>();

  constructor(depth: ColourDepth) {
    this.depth = depth;
  }

  /** @returns the parameters for text of this colour; '' without colours */
  fore(colour: number): string {
    return this.code(colour, 0);
  }

  /** @returns the parameters for a background of this colour; '' without colours */
  back(colour: number): string {
    return this.code(colour, 10);
  }

  private code(colour: number, offset: number): string {
    if (this.depth === 'none') return '';
    const key = colour * 16 + offset;
    let code = this.known.get(key);
    if (code === undefined) {
      code = codeOf(this.depth, colour, offset);
      if (this.known.size < SEQUENCES_MAX) this.known.set(key, code);
    }
    return code;
  }
}

/** @param offset 0 for text, 10 for its background */
function codeOf(depth: ColourDepth, colour: number, offset: number): string {
  if (colour === DEFAULT_COLOUR) return String(39 + offset);
  const [red, green, blue] = [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];
  if (depth === 'true') return `${38 + offset};2;${red};${green};${blue}`;
  if (depth === '256') return `${38 + offset};5;${indexIn256(colour)}`;
  const index = nearest(colour, NAMED);
  return String((index < 8 ? 30 : 82) + index + offset);
}

function indexIn256(colour: number): number {
  const levels = [16, 8, 0].map((shift) => nearestLevel((colour >> shift) & 0xff)) as [number, number, number];
  const [red, green, blue] = levels;
  const inCube = (CUBE_LEVELS[red]! << 16) | (CUBE_LEVELS[green]! << 8) | CUBE_LEVELS[blue]!;
  const light = (((colour >> 16) & 0xff) + ((colour >> 8) & 0xff) + (colour & 0xff)) / 3;
  const grey = Math.max(0, Math.min(GREYS - 1, Math.round((light - 8) / 10)));
  const inGreys = (8 + grey * 10) * 0x010101;
  if (distance(colour, inGreys) < distance(colour, inCube)) return GREY_START + grey;
  return CUBE_START + red * 36 + green * 6 + blue;
}

function nearestLevel(value: number): number {
  let best = 0;
  for (const [i, level] of CUBE_LEVELS.entries()) {
    if (Math.abs(level - value) < Math.abs(CUBE_LEVELS[best]! - value)) best = i;
  }
  return best;
}

function nearest(colour: number, list: readonly number[]): number {
  let best = 0;
  for (const [i, each] of list.entries()) if (distance(colour, each) < distance(colour, list[best]!)) best = i;
  return best;
}

function distance(one: number, other: number): number {
  const red = (one >> 16) - (other >> 16);
  const green = ((one >> 8) & 0xff) - ((other >> 8) & 0xff);
  const blue = (one & 0xff) - (other & 0xff);
  return red * red + green * green + blue * blue;
}
