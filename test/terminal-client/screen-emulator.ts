// A terminal as far as cells.ts writes to one: cursor, colours and characters of one or two columns.

import { columnsOf } from '../../terminal-client/terminal/safe-text.ts';

const SEQUENCE = new RegExp(String.raw`${'\x1b'}\[([0-9;]*)([A-Za-z])`, 'y');

const PLAIN = { fore: '', back: '', styles: '' };

export class ScreenEmulator {
  /** By cell: the character and the parameters of its look. */
  readonly cells: string[];
  private readonly columns: number;
  private at = 0;
  private look = { ...PLAIN };

  constructor(columns: number, rows: number) {
    this.columns = columns;
    // Something else was shown before.
    this.cells = Array<string>(columns * rows).fill('x before');
  }

  /** @throws Error for a sequence that it does not know, or a character at no place */
  write(text: string): void {
    for (let i = 0; i < text.length;) {
      SEQUENCE.lastIndex = i;
      const sequence = SEQUENCE.exec(text);
      if (sequence === null) i += this.put(String.fromCodePoint(text.codePointAt(i)!));
      else {
        this.obey(sequence[1]!, sequence[2]!);
        i = SEQUENCE.lastIndex;
      }
    }
  }

  private obey(parameters: string, final: string): void {
    if (final === 'm') this.change(parameters);
    else if (final === 'J' && parameters === '2') this.cells.fill(' |||');
    else if (final === 'H') {
      const [row, column] = parameters.split(';').map(Number) as [number, number];
      this.at = (row - 1) * this.columns + column - 1;
    } else throw new Error(`a sequence that no picture needs: ${parameters}${final}`);
  }

  /** Later parameters win over earlier ones of the same kind. */
  private change(parameters: string): void {
    const pattern = /(?<colour>(?:38|48);(?:2;\d+;\d+;\d+|5;\d+)|\d{2,})|(?<reset>0)|(?<style>[17])/y;
    for (pattern.lastIndex = 0; pattern.lastIndex < parameters.length; pattern.lastIndex++) {
      const { reset, style, colour } = pattern.exec(parameters)!.groups!;
      if (reset !== undefined) this.look = { ...PLAIN };
      else if (style !== undefined) this.look.styles += style;
      else if (/^(4|10)/.test(colour!)) this.look.back = colour === '49' ? '' : colour!;
      else this.look.fore = colour === '39' ? '' : colour!;
    }
  }

  /** @returns the length of the character */
  private put(character: string): number {
    if (this.at < 0) throw new Error(`${character} has no place`);
    const width = columnsOf(character);
    const { fore, back, styles } = this.look;
    // The colour of a space's text is not seen.
    this.cells[this.at] = [character, character === ' ' && styles === '' ? '' : fore, back, styles].join('|');
    if (width === 2) this.cells[this.at + 1] = 'covered';
    // Terminals differ in where the cursor is after the last column, and after a wide character.
    const isSure = width === 1 && (this.at + 1) % this.columns !== 0;
    this.at = isSure ? this.at + 1 : -1;
    return character.length;
  }
}
