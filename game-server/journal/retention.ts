// Which files of the journal are needed. Files are numbers here, in the order in which they were written.

import type { StoredRecord } from './record-codec.ts';

/** Size of all files together. Beyond it the oldest are deleted, and matches that began in them get no replay. */
export const JOURNAL_BYTES_MAX = 256 * 1024 * 1024;

/** A match, and the file in which it began. */
export interface MatchStart {
  readonly match: number;
  readonly since: number;
}

export class Retention {
  /** The newest file that holds everything that was open at one moment: what follows from older ones is in it too. */
  private whole = 0;
  /** Running matches by room. Their logs are read from all files since they began. */
  private readonly matches = new Map<string, MatchStart>();
  /** The same for matches of an earlier process, until they have been written again. */
  private earlier: ReadonlyMap<string, MatchStart> = new Map();
  /** Bytes by file. */
  private readonly sizes = new Map<number, number>();

  /** What an earlier process has left. */
  continue(sizes: ReadonlyMap<number, number>, matches: ReadonlyMap<string, MatchStart>): void {
    for (const [number, bytes] of sizes) this.sizes.set(number, bytes);
    this.earlier = matches;
  }

  /** Bytes of all files. */
  get bytes(): number {
    let sum = 0;
    for (const bytes of this.sizes.values()) sum += bytes;
    return sum;
  }

  grown(number: number, bytes: number): void {
    this.sizes.set(number, bytes);
  }

  /** A file that is there, of whatever size. */
  found(number: number): void {
    if (!this.sizes.has(number)) this.sizes.set(number, 0);
  }

  /** The file in which a room's match began, which is `current` for a new one. */
  matchSince(room: string, match: number, current: number): number {
    const known = this.matches.get(room) ?? this.earlier.get(room);
    const since = known?.match === match ? known.since : current;
    if (this.matches.get(room)?.match !== match) this.matches.set(room, { match, since });
    return since;
  }

  /** Takes note of what ends. */
  ended(record: StoredRecord): void {
    if (record.kind === 'match-over' || record.kind === 'room-closed') this.matches.delete(record.room);
  }

  /** This file holds everything that is open: what has not been written again is gone. */
  becameWhole(number: number): void {
    this.whole = number;
    this.earlier = new Map();
  }

  /** The logs of running matches have a hole: what is older than the newest whole file serves no purpose. */
  forgetLogs(): void {
    this.matches.clear();
    this.earlier = new Map();
  }

  /** Nothing that was written is of use any more. */
  forgetAll(): void {
    this.forgetLogs();
    this.whole = Infinity;
  }

  /** The files that nothing needs, which are then no longer counted. */
  takeUnneeded(): number[] {
    let needed = this.whole;
    for (const { since } of this.matches.values()) needed = Math.min(needed, since);
    let { bytes } = this;
    const unneeded = [...this.sizes.keys()]
      .toSorted((a, b) => a - b)
      .filter((number) => {
        const mayGo = number < needed || (number < this.whole && bytes > JOURNAL_BYTES_MAX);
        if (mayGo) bytes -= this.sizes.get(number)!;
        return mayGo;
      });
    for (const number of unneeded) this.sizes.delete(number);
    return unneeded;
  }
}
