/**
 * Records the bytes of tunnels, one file for each: a line of JSON about the tunnel, then records up to the end of the file.
 *
 *     1 byte   4 bytes                          4 bytes   length bytes
 *     kind     microseconds since the previous   length    the bytes
 *
 * Numbers are big-endian. Playing one back is left to replay.ts.
 */
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '#process';

/** `cut` is the last record of a file that is not whole: a limit was reached, or the disk was too slow or full. */
export const RECORD_KINDS = { 'to-target': 1, 'to-browser': 2, end: 3, cut: 4 } as const;
export const RECORD_HEAD_BYTES = 9;

/** Bytes that may wait for a slow disk, by tunnel and in all. */
const UNWRITTEN_BYTES_MAX = 4 * 1024 * 1024;
const UNWRITTEN_TOTAL_BYTES_MAX = 64 * 1024 * 1024;
const MICROSECONDS_MAX = 0xffff_ffff;
/** Open files. There are fewer tunnels, but a disk that hangs keeps the files of ended ones open. */
const FILES_MAX = 8192;
/** How long the files may take to be finished when the bridge ends. */
const FINISH_MS_MAX = 1000;
/** A full disk fails every recording: all failures are counted, and one is logged in this time. */
const LOG_EVERY_MS = 10_000;

export interface RecorderSettings {
  readonly folder: string;
  readonly recordingBytesMax: number;
  readonly totalBytesMax: number;
}

/** The file of one tunnel. */
export interface Recording {
  /** @param bytes copied before this returns */
  add(kind: 'to-target' | 'to-browser', bytes: Buffer): void;
  end(): void;
}

/** @param about goes into the first line of the file */
export type StartRecording = (tunnel: string, about: object) => Recording | null;

/** The recordings of a bridge: those of all its folders, one after the other. */
export class Recordings {
  readonly #log: Logger;
  readonly #onCut: () => void;
  /** Files that are being written: one for each tunnel, and those of ended tunnels that a slow disk has not finished. */
  readonly #files = new Set<WriteStream>();
  #unwrittenBytes = 0;
  #loggedMs = -Infinity;

  /** @param onCut called for each recording that does not become whole */
  constructor(log: Logger, onCut: () => void) {
    this.#log = log;
    this.#onCut = onCut;
  }

  /** What starts recordings in a folder; together they take at most `totalBytesMax`, plus a few bytes for each. */
  into({ folder, recordingBytesMax, totalBytesMax }: RecorderSettings): StartRecording {
    let totalBytes = 0;

    return (tunnel, about) => {
      if (totalBytes >= totalBytesMax) return null;
      if (this.#files.size >= FILES_MAX) {
        this.#failed(tunnel, 'too many files wait for the disk');
        return null;
      }
      const file = createWriteStream(join(folder, `${tunnel}.recording`), { flags: 'wx' });
      /** `ended` and `cut` recordings take nothing more; a failure of the disk cuts one in any state. */
      let state: 'open' | 'ended' | 'cut' = 'open';
      let recordingBytes = 0;
      let lastMs = performance.now();
      this.#files.add(file);
      file.on('close', () => this.#files.delete(file));
      file.on('error', (error) => {
        if (state !== 'cut') this.#failed(tunnel, error.message);
        state = 'cut';
      });
      file.write(`${JSON.stringify({ tunnel, ...about })}\n`);

      const hasRoom = (): boolean =>
        file.writableLength <= UNWRITTEN_BYTES_MAX && this.#unwrittenBytes <= UNWRITTEN_TOTAL_BYTES_MAX;
      const write = (kind: keyof typeof RECORD_KINDS, bytes: Buffer): void => {
        const nowMs = performance.now();
        const record = Buffer.allocUnsafe(RECORD_HEAD_BYTES + bytes.length);
        record[0] = RECORD_KINDS[kind];
        record.writeUInt32BE(Math.min(Math.round((nowMs - lastMs) * 1000), MICROSECONDS_MAX), 1);
        record.writeUInt32BE(bytes.length, 5);
        record.set(bytes, RECORD_HEAD_BYTES);
        this.#unwrittenBytes += record.length;
        file.write(record, () => (this.#unwrittenBytes -= record.length));
        lastMs = nowMs;
      };
      const finish = (kind: 'end' | 'cut'): void => {
        if (state !== 'open') return;
        state = kind === 'cut' ? 'cut' : 'ended';
        if (state === 'cut') this.#onCut();
        write(kind, Buffer.alloc(0));
        file.end();
      };
      return {
        add(kind, bytes) {
          if (state !== 'open') return;
          const length = RECORD_HEAD_BYTES + bytes.length;
          recordingBytes += length;
          totalBytes += length;
          if (recordingBytes <= recordingBytesMax && totalBytes <= totalBytesMax && hasRoom()) write(kind, bytes);
          else finish('cut');
        },
        end: () => finish('end'),
      };
    };
  }

  /** Resolves when all that has ended is on the disk, at the latest after a second. */
  async finished(): Promise<void> {
    if (this.#files.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const closed = Array.from(this.#files, (file) => once(file, 'close').catch(() => {}));
    await Promise.race([Promise.all(closed), new Promise((resolve) => (timer = setTimeout(resolve, FINISH_MS_MAX)))]);
    clearTimeout(timer);
  }

  #failed(tunnel: string, error: string): void {
    this.#onCut();
    const nowMs = performance.now();
    if (nowMs - this.#loggedMs < LOG_EVERY_MS) return;
    this.#loggedMs = nowMs;
    this.#log.error({ tunnel, error }, 'recording failed');
  }
}
