// All that other folders may use of this one.

export { drawMaze, type Place } from './maze-picture.ts';
export {
  namedColours,
  numberOf,
  paletteOf,
  type ColourName,
  type FrightenedColours,
  type Palette,
  type SeatColour,
  type Theme,
  type Vision,
} from './palette.ts';
export { PIXEL_FACE, pixelFont } from './pixel-face.ts';
export { BOLD, drawText, GLYPH_HEIGHT, hasGlyph, pixelRuns, PIXEL_SIGNS, textWidth } from './pixel-font.ts';
export { Pixels } from './pixels.ts';
export { trueTypeFont, type PixelFont } from './true-type.ts';
export { drawWorld, seatColours } from './world-picture.ts';
