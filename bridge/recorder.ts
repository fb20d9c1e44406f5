/**
 * Keeps what sessions say, a file for each: a line of JSON about the session, then records until the end of the file.
 *
 *     1 byte   4 bytes                          4 bytes   length bytes
 *     kind     microseconds since the previous   length    what was said
 *
 * Numbers are big-endian. Playing one back is left to replay.ts.
 */
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';

/** `cut` is the last record of a file that is not whole: a limit was reached, or the disk was too slow or full. */
export const RECORD_KINDS = { 'to-target': 1, 'to-browser': 2, end: 3, cut: 4 } as const;
export const RECORD_HEAD_BYTES = 9;

/** Bytes that may wait for a slow disk, by session. */
const UNWRITTEN_BYTES_MAX = 4 * 1024 * 1024;
const MICROSECONDS_MAX = 0xffff_ffff;

export interface RecorderSettings {
  readonly folder: string;
  readonly sessionBytesMax: number;
  readonly totalBytesMax: number;
}

/** One session's file. */
export interface Recording {
  /** @param bytes copied before this returns */
  add(kind: 'to-target' | 'to-browser', bytes: Buffer): void;
  end(): void;
}

/** Starts recordings of sessions; together they take at most `totalBytesMax`, plus a few bytes for each. */
export function recorder({ folder, sessionBytesMax, totalBytesMax }: RecorderSettings, log: Logger) {
  let totalBytes = 0;

  return (session: string, about: object): Recording | null => {
    if (totalBytes >= totalBytesMax) return null;
    const file = createWriteStream(join(folder, `${session}.session`), { flags: 'wx' });
    let isOpen = true;
    let sessionBytes = 0;
    let lastMs = performance.now();
    file.on('error', (error) => {
      isOpen = false;
      log.error({ session, error: error.message }, 'recording failed');
    });
    file.write(`${JSON.stringify({ session, ...about })}\n`);

    return {
      add(kind, bytes) {
        if (!isOpen) return;
        const length = RECORD_HEAD_BYTES + bytes.length;
        sessionBytes += length;
        totalBytes += length;
        if (sessionBytes <= sessionBytesMax && totalBytes <= totalBytesMax && hasRoom(file)) write(kind, bytes);
        else finish('cut');
      },
      end: () => finish('end'),
    };

    function finish(kind: 'end' | 'cut'): void {
      if (!isOpen) return;
      isOpen = false;
      write(kind, Buffer.alloc(0));
      file.end();
    }

    function write(kind: keyof typeof RECORD_KINDS, bytes: Buffer): void {
      const nowMs = performance.now();
      const record = Buffer.allocUnsafe(RECORD_HEAD_BYTES + bytes.length);
      record[0] = RECORD_KINDS[kind];
      record.writeUInt32BE(Math.min(Math.round((nowMs - lastMs) * 1000), MICROSECONDS_MAX), 1);
      record.writeUInt32BE(bytes.length, 5);
      record.set(bytes, RECORD_HEAD_BYTES);
      file.write(record);
      lastMs = nowMs;
    }
  };
}

function hasRoom(file: WriteStream): boolean {
  return file.writableLength <= UNWRITTEN_BYTES_MAX;
}
