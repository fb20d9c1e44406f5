// A picture for a terminal: a grid of characters with two colours each, and the output that turns one picture into another.

import type { ColourCodes } from './colours.ts';
import { DEFAULT_COLOUR } from '../picture/palette.ts';
import { safeCharacters } from './safe-text.ts';

/** How a text stands out where there are no colours, too. */
export const STYLE = { plain: 0, bold: 1, reverse: 2 } as const;

/** Of one picture: the largest terminal that is drawn in. A larger one shows the picture in its corner. */
export const COLUMNS_MAX = 500;
export const ROWS_MAX = 200;

const UPPER_HALF = '▀';
/** What follows a character of two columns. */
const COVERED = '';
const PLAIN = '\x1b[0m';

export interface TextLook {
  readonly fore?: number;
  readonly back?: number;
  readonly style?: number;
}

export class Cells {
  readonly columns: number;
  readonly rows: number;
  readonly characters: string[];
  readonly fore: Int32Array;
  readonly back: Int32Array;
  readonly style: Uint8Array;

  /** All blank, in the colours of the terminal. */
  constructor(columns: number, rows: number) {
    this.columns = Math.min(columns, COLUMNS_MAX);
    this.rows = Math.min(rows, ROWS_MAX);
    const count = this.columns * this.rows;
    this.characters = Array<string>(count).fill(' ');
    this.fore = new Int32Array(count).fill(DEFAULT_COLOUR);
    this.back = new Int32Array(count).fill(DEFAULT_COLOUR);
    this.style = new Uint8Array(count);
  }

  /** Writes a text of any origin, cut at the right edge. @returns the column after it */
  text(column: number, row: number, text: string, look: TextLook = {}, columnsMax = Infinity): number {
    const { fore = DEFAULT_COLOUR, back = DEFAULT_COLOUR, style = STYLE.plain } = look;
    if (row < 0 || row >= this.rows) return column;
    let at = column;
    for (const { text: character, width } of safeCharacters(text, Math.min(columnsMax, this.columns - column))) {
      this.put(at, row, character, fore, back, style);
      if (width === 2) this.put(at + 1, row, COVERED, fore, back, style);
      at += width;
    }
    return at;
  }

  /** Two pixels, one above the other. */
  halves(column: number, row: number, upper: number, lower: number): void {
    if (upper === lower) this.put(column, row, ' ', upper, lower, STYLE.plain);
    else this.put(column, row, UPPER_HALF, upper, lower, STYLE.plain);
  }

  private put(column: number, row: number, character: string, fore: number, back: number, style: number): void {
    if (column < 0 || column >= this.columns || row < 0 || row >= this.rows) return;
    const at = row * this.columns + column;
    // Half of a wide character shows nothing.
    if (character !== COVERED && this.characters[at] === COVERED) this.characters[at - 1] = ' ';
    if (this.characters[at + 1] === COVERED) this.characters[at + 1] = ' ';
    this.characters[at] = character;
    this.fore[at] = fore;
    this.back[at] = back;
    this.style[at] = style;
  }

  /** The characters alone, a line for each row. */
  toString(): string {
    const lines = Array.from({ length: this.rows }, (_, row) =>
      this.characters
        .slice(row * this.columns, (row + 1) * this.columns)
        .join('')
        .trimEnd(),
    );
    return lines.join('\n');
  }
}

/** Writes pictures as differences from the one before. */
export class CellWriter {
  private readonly codes: ColourCodes;
  private shown: Cells | null = null;
  /** The look of the cell that was written last. */
  private look = { fore: DEFAULT_COLOUR, back: DEFAULT_COLOUR, style: 0 };

  constructor(codes: ColourCodes) {
    this.codes = codes;
  }

  /** What the terminal shows is not known any more: the next picture is written as a whole. */
  forget(): void {
    this.shown = null;
  }

  /** @returns what to write so that the terminal shows these cells; '' if it does already */
  write(cells: Cells): string {
    const { shown } = this;
    const isSameSize = shown !== null && shown.columns === cells.columns && shown.rows === cells.rows;
    const before = isSameSize ? shown : null;
    this.shown = cells;
    let out = before === null ? `${PLAIN}\x1b[2J` : PLAIN;
    const start = out.length;
    this.look = { fore: DEFAULT_COLOUR, back: DEFAULT_COLOUR, style: STYLE.plain };
    /** The cell at which the cursor stands; -1 if that is not known. */
    let cursor = -1;
    for (let at = 0; at < cells.characters.length; at++) {
      const character = cells.characters[at]!;
      const isShown = before === null ? isBlank(cells, at) : isSame(before, cells, at);
      if (character === COVERED || isShown) continue;
      if (cursor !== at) out += `\x1b[${Math.floor(at / cells.columns) + 1};${(at % cells.columns) + 1}H`;
      out += this.changeTo(cells.fore[at]!, cells.back[at]!, cells.style[at]!) + character;
      // How far a wide character moves the cursor is the terminal's own decision, and so is what follows the last column.
      const isWide = cells.characters[at + 1] === COVERED;
      cursor = isWide || (at + 1) % cells.columns === 0 ? -1 : at + 1;
    }
    return before !== null && out.length === start ? '' : out + PLAIN;
  }

  /** @returns the sequence from the look of the last cell to this one, as short as it can be */
  private changeTo(fore: number, back: number, style: number): string {
    const { look, codes } = this;
    // Only all styles together can be taken back.
    const isOther = style !== look.style;
    const codeParts = isOther ? ['0'] : [];
    if (isOther && (style & STYLE.bold) !== 0) codeParts.push('1');
    if (isOther && (style & STYLE.reverse) !== 0) codeParts.push('7');
    if (fore !== (isOther ? DEFAULT_COLOUR : look.fore)) codeParts.push(codes.fore(fore));
    if (back !== (isOther ? DEFAULT_COLOUR : look.back)) codeParts.push(codes.back(back));
    this.look = { fore, back, style };
    const parameters = codeParts.filter((part) => part !== '').join(';');
    return parameters === '' ? '' : `\x1b[${parameters}m`;
  }
}

function isSame(one: Cells, other: Cells, at: number): boolean {
  if (one.characters[at] !== other.characters[at] || one.back[at] !== other.back[at]) return false;
  // A wide character is drawn again where what it covers has changed.
  if (one.characters[at + 1] === COVERED && other.characters[at + 1] !== COVERED) return false;
  const isInvisible = one.characters[at] === ' ' && one.style[at] === 0;
  return one.style[at] === other.style[at] && (isInvisible || one.fore[at] === other.fore[at]);
}

function isBlank({ characters, back, style }: Cells, at: number): boolean {
  return characters[at] === ' ' && back[at] === DEFAULT_COLOUR && style[at] === STYLE.plain;
}
