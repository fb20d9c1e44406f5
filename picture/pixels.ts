// A picture in memory: four bytes for each pixel, red, green, blue and how opaque, as PNG and canvas have them.

import { drawText, textWidth } from './pixel-font.ts';

/** A part of the picture, in pixels. Edges may lie outside of it, or between pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Samples along the side of a pixel at the edge of a shape. */
const SAMPLES = 3;

export class Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;

  /** @param width and height in whole pixels */
  constructor(width: number, height: number, background: string) {
    this.width = width;
    this.height = height;
    this.rgba = new Uint8ClampedArray(width * height * 4);
    this.rectangle(0, 0, width, height, background);
  }

  /** @param colour as #rrggbb */
  rectangle(x: number, y: number, width: number, height: number, colour: string): void {
    const box = {
      left: Math.round(x),
      top: Math.round(y),
      right: Math.round(x + width),
      bottom: Math.round(y + height),
    };
    this.shade(box, () => 1, colour);
  }

  /** Draws a shape. @param contains whether a point is in the shape, in pixels of the picture */
  shape(box: Box, contains: (x: number, y: number) => boolean, colour: string): void {
    const covers = (x: number, y: number): number => {
      let inside = 0;
      for (let row = 0; row < SAMPLES; row++) {
        for (let column = 0; column < SAMPLES; column++) {
          if (contains(x + offsetOf(column), y + offsetOf(row))) inside += 1;
        }
      }
      return inside / SAMPLES ** 2;
    };
    this.shade(box, covers, colour);
  }

  /** Lays a colour over a part of the picture. @param opacity at the middle of a pixel, 0 to 1 */
  shade({ left, top, right, bottom }: Box, opacity: (x: number, y: number) => number, colour: string): void {
    const { width, height, rgba } = this;
    const packed = Number.parseInt(colour.slice(1), 16);
    const red = packed >> 16;
    const green = (packed >> 8) & 255;
    const blue = packed & 255;
    const lastX = Math.min(width, Math.ceil(right));
    const lastY = Math.min(height, Math.ceil(bottom));
    for (let y = Math.max(0, Math.floor(top)); y < lastY; y++) {
      for (let x = Math.max(0, Math.floor(left)); x < lastX; x++) {
        const share = opacity(x + 0.5, y + 0.5);
        if (share <= 0) continue;
        const at = (y * width + x) * 4;
        rgba[at] = rgba[at]! + (red - rgba[at]!) * share;
        rgba[at + 1] = rgba[at + 1]! + (green - rgba[at + 1]!) * share;
        rgba[at + 2] = rgba[at + 2]! + (blue - rgba[at + 2]!) * share;
        rgba[at + 3] = 255;
      }
    }
  }

  /** Writes in our pixel letters, as capitals. Signs that they do not have are left out. @param unit side of one of their pixels */
  text(text: string, x: number, y: number, unit: number, colour: string): void {
    const fillRect = (left: number, top: number, width: number, height: number): void =>
      this.rectangle(left, top, width, height, colour);
    drawText({ fillRect }, text.toUpperCase(), x, y, unit);
  }

  /** As `text`, as large as it fits. @param widthMax of the text. @param unitMax of a pixel of a letter. @returns the unit */
  textWithin(text: string, place: { x: number; y: number; widthMax: number; unitMax: number }, colour: string): number {
    const { x, y, widthMax, unitMax } = place;
    const unit = Math.max(1, Math.min(unitMax, Math.floor(widthMax / textWidth(text))));
    this.text(text, x, y, unit, colour);
    return unit;
  }

  /** Copies another picture of the same size. */
  copy(from: Pixels): void {
    this.rgba.set(from.rgba);
  }
}

/** Of a sample from the middle of its pixel. */
function offsetOf(sample: number): number {
  return (sample + 0.5) / SAMPLES - 0.5;
}
