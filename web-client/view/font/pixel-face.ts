// The font of titles and headings: our own pixel letters (pixel-font.ts), bold, as a font of the page. It is made in the page
// in a few milliseconds, so nothing waits for a file. Signs that it does not have are those of the next font.

import { BOLD, GLYPH_HEIGHT, pixelRuns, PIXEL_SIGNS } from '../maze/pictures/pixel-font.ts';
import { trueTypeFont, type PixelFont } from './true-type.ts';

/** As the style sheets name it. */
const NAME = 'Packetman Pixel';

/** Small letters look like capitals. */
export function pixelFont(): PixelFont {
  const glyphs = PIXEL_SIGNS.flatMap((sign) => {
    const boxes = pixelRuns(sign).map(({ row, column, length }) => ({
      ...{ left: column, bottom: GLYPH_HEIGHT - 1 - row, width: length + BOLD, height: 1 },
    }));
    const small = sign.toLowerCase();
    return [sign, ...(small === sign ? [] : [small])].map((character) => ({ character, boxes }));
  });
  return { name: NAME, em: 8, advance: 6 + BOLD, ascent: 9, descent: 2, glyphs };
}

/** Makes the font known to the page. */
export function addPixelFace(): void {
  document.fonts.add(new FontFace(NAME, trueTypeFont(pixelFont())));
}
