// Reads a whole file up to a maximum size. A device or pipe that does not end is an error, like a file that is too big.

import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 64 * 1024;

/** @throws Error when it cannot be read or has more than so many bytes */
export function readBoundedFile(path: string, bytesMax: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const read = readSync(file, chunk);
      if (read === 0) return Buffer.concat(chunks, bytes);
      chunks.push(chunk.subarray(0, read));
      bytes += read;
      if (bytes > bytesMax) throw new Error(`too big: more than ${bytesMax} bytes`);
    }
  } finally {
    closeSync(file);
  }
}
