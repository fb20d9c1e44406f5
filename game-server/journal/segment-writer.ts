// The file that records are appended to. Appends are synchronous: they go to the system's page cache, which takes some
// microseconds. Another thread syncs the file to the disk.

import assert from 'node:assert/strict';
import { close, closeSync, fdatasync, fstatSync, openSync, stat, unlinkSync, writeSync } from 'node:fs';
import { makeFolder } from '#process/make-folder';
import { encodeRecord, type SegmentEnd } from './record-codec.ts';
import { FRAME_HEAD_BYTES, writeFrameHead } from './record-frame.ts';
import { FIRST_LINE, segmentPath } from './segment-file.ts';

const FILE_MODE = 0o600;

export class SegmentWriter {
  readonly number: number;
  /** Whether nothing in earlier files holds any more. */
  readonly isFresh: boolean;
  private readonly path: string;
  private readonly descriptor: number;
  private readonly inode: number;
  private written = 0;
  private syncing = false;
  /** What waits until the sync under way has ended, which may not include the last bytes. */
  private nextSync: (() => void) | null = null;
  private isClosing = false;

  /**
   * Makes a new file with its first record.
   * @throws where that fails; then there is no file
   */
  constructor(folder: string, number: number, isFresh: boolean, after: SegmentEnd | null) {
    this.number = number;
    this.isFresh = isFresh;
    this.path = segmentPath(folder, number);
    makeFolder(folder);
    this.descriptor = openSync(this.path, 'wx', FILE_MODE);
    const payload = encodeRecord({ kind: 'segment', number, isFresh, after });
    const bytes = Buffer.alloc(FIRST_LINE.length + FRAME_HEAD_BYTES + payload.length);
    bytes.set(FIRST_LINE);
    bytes.set(payload, FIRST_LINE.length + FRAME_HEAD_BYTES);
    writeFrameHead(bytes, FIRST_LINE.length, payload.length);
    try {
      this.inode = fstatSync(this.descriptor).ino;
      this.write(bytes, bytes.length);
    } catch (error) {
      closeSync(this.descriptor);
      this.delete();
      throw error;
    }
  }

  /** Length of the file. */
  get bytes(): number {
    return this.written;
  }

  get isSyncing(): boolean {
    return this.syncing;
  }

  get end(): SegmentEnd {
    return { number: this.number, bytes: this.written };
  }

  /** Appends. @throws where not all could be written; then the file ends with a part of a record */
  write(bytes: Buffer, length: number): void {
    // The system may take a part, for one when the disk is nearly full. The next call then says why.
    for (let done = 0; done < length;) done += writeSync(this.descriptor, bytes, done, length - done);
    this.written += length;
  }

  /**
   * Syncs what was appended so far to the disk, on another thread.
   * @param looks whether to check too that the file still exists
   * @param done gets the error, null for none
   */
  sync(looks: boolean, done: (error: Error | null) => void): void {
    if (this.syncing) {
      assert(this.nextSync === null, 'one sync waits at most');
      this.nextSync = () => this.sync(looks, done);
      return;
    }
    this.syncing = true;
    const ended = (error: Error | null) => {
      const { nextSync } = this;
      this.syncing = false;
      this.nextSync = null;
      if (nextSync !== null) nextSync();
      else if (this.isClosing) close(this.descriptor, () => {});
      done(error);
    };
    fdatasync(this.descriptor, (failed) => {
      if (failed !== null || !looks) return ended(failed);
      stat(this.path, (missing, found) => {
        const isOurs = missing === null && found.ino === this.inode;
        ended(isOurs ? null : (missing ?? new Error(`${this.path} is another file now`)));
      });
    });
  }

  /** Closes the file, after the syncs that were asked for. */
  close(): void {
    this.isClosing = true;
    if (!this.syncing) close(this.descriptor, () => {});
  }

  /** Deletes the file if that is possible. */
  delete(): void {
    try {
      unlinkSync(this.path);
    } catch {
      // A file without all its records is ignored when the journal is read.
    }
  }
}
