// The font of titles and headings: our own pixel letters (pixel-font.ts), bold, as a font of a page. It is made in the page
// in a few milliseconds, so nothing waits for a file. Signs that it does not have are those of the next font.

import { BOLD, GLYPH_HEIGHT, pixelRuns, PIXEL_SIGNS } from './pixel-font.ts';
import type { PixelFont } from './true-type.ts';

/** As the style sheets name it. */
export const PIXEL_FACE = 'Packetman Pixel';

/** Small letters look like capitals. */
export function pixelFont(): PixelFont {
  const glyphs = PIXEL_SIGNS.flatMap((sign) => {
    const boxes = pixelRuns(sign).map(({ row, column, length }) => ({
      ...{ left: column, bottom: GLYPH_HEIGHT - 1 - row, width: length + BOLD, height: 1 },
    }));
    const small = sign.toLowerCase();
    return [sign, ...(small === sign ? [] : [small])].map((character) => ({ character, boxes }));
  });
  return { name: PIXEL_FACE, em: 8, advance: 6 + BOLD, ascent: 9, descent: 2, glyphs };
}
