// A picture of pixels, drawn into cells as half blocks.

import type { Cells } from '../terminal/cells.ts';

export class Pixels {
  readonly width: number;
  readonly height: number;
  /** Colours as 0xRRGGBB, line by line. */
  readonly colours: Int32Array;

  constructor(width: number, height: number, colour: number) {
    this.width = width;
    this.height = height;
    this.colours = new Int32Array(width * height).fill(colour);
  }

  /** Nothing is drawn outside of the picture. */
  set(x: number, y: number, colour: number): void {
    if (x >= 0 && x < this.width && y >= 0 && y < this.height) this.colours[y * this.width + x] = colour;
  }

  fill(left: number, top: number, width: number, height: number, colour: number): void {
    for (let y = top; y < top + height; y++) for (let x = left; x < left + width; x++) this.set(x, y, colour);
  }

  /** @param below the colour of the lower half of the last row, if the number of lines is odd */
  drawInto(cells: Cells, left: number, top: number, below: number): void {
    const { width, height, colours } = this;
    for (let y = 0; y < height; y += 2) {
      for (let x = 0; x < width; x++) {
        const lower = y + 1 < height ? colours[(y + 1) * width + x]! : below;
        cells.halves(left + x, top + y / 2, colours[y * width + x]!, lower);
      }
    }
  }
}
