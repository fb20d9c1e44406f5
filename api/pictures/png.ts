// Writes PNG files: eight bits for red, green and blue, no transparency, no interlacing. https://www.w3.org/TR/png-3/

import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';
import type { Pixels } from '#picture';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const BITS = 8;
const TRUECOLOUR = 2;
const BYTES_OF_PIXEL = 3;
/** Each byte is stored as the difference from the one above: most rows of our pictures are like the row before. */
const FILTER_UP = 2;

/** The compression runs on another thread. */
export async function pngOf({
  width,
  height,
  rgba,
}: Pick<Pixels, 'width' | 'height' | 'rgba'>): Promise<Buffer<ArrayBuffer>> {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([BITS, TRUECOLOUR, 0, 0, 0], 8);
  const data = await promisify(deflate)(filteredRows(width, height, rgba));
  return Buffer.concat([
    Buffer.from(SIGNATURE),
    chunk('IHDR', head),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** All rows, each after the number of its filter. */
function filteredRows(width: number, height: number, rgba: Pixels['rgba']): Buffer {
  const rowBytes = 1 + width * BYTES_OF_PIXEL;
  const rows = Buffer.alloc(height * rowBytes);
  for (let y = 0, to = 0; y < height; y++) {
    rows[to++] = FILTER_UP;
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 4;
      // Negative, and nothing, in the first row.
      const above = from - width * 4;
      for (let colour = 0; colour < BYTES_OF_PIXEL; colour++)
        rows[to++] = ((rgba[from + colour] ?? 0) - (rgba[above + colour] ?? 0)) & 255;
    }
  }
  return rows;
}

function chunk(type: string, data: Buffer): Buffer {
  const whole = Buffer.alloc(12 + data.length);
  whole.writeUInt32BE(data.length, 0);
  whole.write(type, 4, 'latin1');
  data.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + data.length)), 8 + data.length);
  return whole;
}
