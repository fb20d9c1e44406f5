// Capitals, digits and signs on 5 by 7 pixels, for words in the maze: READY!, GAME OVER, points.

/** Seven rows of five pixels for each sign, a row as one digit to the base 32, the left pixel its highest bit. */
const GLYPHS: Readonly<Record<string, string>> = {
  ' ': '0000000',
  '!': '4444404',
  "'": '4400000',
  '-': '000v000',
  '?': 'eh12404',
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
};

const GLYPH_WIDTH = 5;
export const GLYPH_HEIGHT = 7;
const ADVANCE = GLYPH_WIDTH + 1;

/** Whether there is a picture of this sign. */
export function hasGlyph(sign: string): boolean {
  return Object.hasOwn(GLYPHS, sign);
}

/** Pixels that a text is wide. */
export function textWidth(text: string): number {
  return text.length * ADVANCE - 1;
}

/**
 * Writes a text with its top left corner at (x, y), in the current fill; `unit` is the side of one of its pixels.
 * Give whole numbers for sharp edges.
 */
export function drawText(context: CanvasRenderingContext2D, text: string, x: number, y: number, unit: number): void {
  for (const [i, sign] of [...text].entries()) {
    const rows = GLYPHS[sign] ?? GLYPHS[' ']!;
    for (let row = 0; row < GLYPH_HEIGHT; row++) {
      const bits = Number.parseInt(rows[row]!, 32);
      for (let column = 0; column < GLYPH_WIDTH; column++) {
        if (bits & (1 << (GLYPH_WIDTH - 1 - column))) {
          context.fillRect(x + (i * ADVANCE + column) * unit, y + row * unit, unit, unit);
        }
      }
    }
  }
}
