// Makes the font of titles and headings known to the page.

import { PIXEL_FACE, pixelFont, trueTypeFont } from '#picture';

export function addPixelFace(): void {
  document.fonts.add(new FontFace(PIXEL_FACE, trueTypeFont(pixelFont())));
}
