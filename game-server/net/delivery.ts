// Writes frames to any number of readers, in order, and a limited number in one tick: a line of chat to ten thousand
// players must not delay a tick.

import assert from 'node:assert/strict';

export interface Reader {
  send(frame: Buffer): void;
}

interface Parcel<R> {
  readonly frame: Buffer;
  readonly readers: readonly R[];
  next: number;
}

/** Writes in one tick, about 2 ms of processor time. */
export const WRITES_PER_TICK_MAX = 400;
/** Frames that wait. */
const PARCELS_MAX = 20;

export class Delivery<R extends Reader> {
  private readonly isWanted: (reader: R) => boolean;
  private readonly parcels: Parcel<R>[] = [];
  private writesLeft = WRITES_PER_TICK_MAX;

  /** @param isWanted whether a reader still wants frames. */
  constructor(isWanted: (reader: R) => boolean) {
    this.isWanted = isWanted;
  }

  get isIdle(): boolean {
    return this.parcels.length === 0;
  }

  get isFull(): boolean {
    return this.parcels.length >= PARCELS_MAX;
  }

  /** Begins to write a frame, at once if no other frame waits. @returns the number of its bytes that are still to be written. */
  add(frame: Buffer, readers: readonly R[]): number {
    assert(!this.isFull, 'a delivery keeps to its maximum');
    const parcel = { frame, readers, next: 0 };
    this.parcels.push(parcel);
    this.write();
    return (readers.length - parcel.next) * frame.length;
  }

  /** A tick has passed. */
  tick(): void {
    this.writesLeft = WRITES_PER_TICK_MAX;
    if (this.parcels.length > 0) this.write();
  }

  private write(): void {
    for (let parcel = this.parcels[0]; parcel !== undefined; parcel = this.parcels[0]) {
      for (; parcel.next < parcel.readers.length; parcel.next++) {
        if (this.writesLeft === 0) return;
        const reader = parcel.readers[parcel.next]!;
        if (!this.isWanted(reader)) continue;
        this.writesLeft--;
        reader.send(parcel.frame);
      }
      this.parcels.shift();
    }
  }
}
