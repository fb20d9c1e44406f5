// Capitals, digits and signs on 5 by 7 pixels, for words in the maze: READY!, GAME OVER, points. Headings of pages are
// written with them too (pixel-face.ts).

/**
 * Rows of five pixels for each sign, a row as one digit to the base 32, the left pixel its highest bit. Seven rows stand on the line;
 * what is above capitals has rows before them.
 */
const GLYPHS: Readonly<Record<string, string>> = {
  ' ': '0000000',
  '!': '4444404',
  '"': 'aa00000',
  '%': 'i124c9i',
  '&': '8kk8lid',
  "'": '4400000',
  '’': '4480000',
  '(': '2488842',
  ')': '8422248',
  '+': '044v440',
  ',': '0000448',
  '-': '000v000',
  '–': '000v000',
  '.': '0000044',
  '…': '000000l',
  '/': '0124800',
  ':': '0440440',
  '?': 'eh12404',
  '×': '00ha4ah',
  '0': 'ehjlphe',
  '1': '4c4444e',
  '2': 'eh1248v',
  '3': 'eh161he',
  '4': '26aiv22',
  '5': 'vgu11he',
  '6': '68guhhe',
  '7': 'v124888',
  '8': 'ehhehhe',
  '9': 'ehhf12c',
  A: 'ehhvhhh',
  B: 'uhhuhhu',
  C: 'ehggghe',
  D: 'uhhhhhu',
  E: 'vggsggv',
  F: 'vggsggg',
  G: 'ehgnhhf',
  H: 'hhhvhhh',
  I: 'e44444e',
  J: '72222ic',
  K: 'hikokih',
  L: 'ggggggv',
  M: 'hrllhhh',
  N: 'hplljhh',
  O: 'ehhhhhe',
  P: 'uhhuggg',
  Q: 'ehhhlid',
  R: 'uhhukih',
  S: 'ehge1he',
  T: 'v444444',
  U: 'hhhhhhe',
  V: 'hhhhha4',
  W: 'hhhllrh',
  X: 'hha4ahh',
  Y: 'hha4444',
  Z: 'v1248gv',
  Ä: 'a0ehhvhhh',
  Ö: 'a0ehhhhhe',
  Ü: 'a0hhhhhhe',
};

const GLYPH_WIDTH = 5;
export const GLYPH_HEIGHT = 7;
const ADVANCE = GLYPH_WIDTH + 1;
/** By how many pixels strokes are wider, and signs with them, in bold text. */
export const BOLD = 1;

/** A row of pixels of a sign that are set side by side. Row 0 is the top of capitals; rows above it are negative. */
export interface PixelRun {
  readonly row: number;
  readonly column: number;
  readonly length: number;
}

export const PIXEL_SIGNS: readonly string[] = Object.keys(GLYPHS);

/** Whether there is a picture of this sign. */
export function hasGlyph(sign: string): boolean {
  return Object.hasOwn(GLYPHS, sign);
}

/** Pixels that a text is wide. @param bold 0 or `BOLD` */
export function textWidth(text: string, bold = 0): number {
  return [...text].length * (ADVANCE + bold) - 1;
}

/** The pixels of a sign; none for one that is not there. */
export function pixelRuns(sign: string): readonly PixelRun[] {
  const digits = [...(GLYPHS[sign] ?? '')];
  const rowsAbove = Math.max(0, digits.length - GLYPH_HEIGHT);
  return digits.flatMap((digit, i) => {
    const row = i - rowsAbove;
    const bits = Number.parseInt(digit, 32).toString(2).padStart(GLYPH_WIDTH, '0');
    return [...bits.matchAll(/1+/g)].map((run) => ({ row, column: run.index, length: run[0].length }));
  });
}

/**
 * Writes a text with its top left corner at (x, y), in the current fill; `unit` is the side of one of its pixels.
 * Give whole numbers for sharp edges. @param bold 0 or `BOLD`
 */
export function drawText(
  context: { fillRect(x: number, y: number, width: number, height: number): void },
  text: string,
  x: number,
  y: number,
  unit: number,
  bold = 0,
): void {
  for (const [i, sign] of [...text].entries()) {
    const left = x + i * (ADVANCE + bold) * unit;
    for (const { row, column, length } of pixelRuns(sign))
      context.fillRect(left + column * unit, y + row * unit, (length + bold) * unit, unit);
  }
}
