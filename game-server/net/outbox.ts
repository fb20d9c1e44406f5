// Frames that wait for the journal. What a tick or a message changes is first appended to the journal; only then are the
// frames that show it written to the sockets. So no client has seen what a restart does not restore.
//
//   open ──hold()──► holding ──release()──► writing ──all frames are written──► open
//                        ▲                     │ hold(): a frame that was written led to another message
//                        └─────────────────────┘
//
// A journal on another machine answers later: the frames of a release then wait for its answer, and the frames of later
// releases wait behind them. It is asked again before each frame, since the system may stop the process between two frames,
// and what the frames show may be another node's when it goes on.

import assert from 'node:assert/strict';

/** What must be written before the frames are. */
export interface Committing {
  /**
   * Appends all records since the last call. Never throws.
   * @returns a promise if the frames must wait until it is fulfilled. It is never rejected.
   */
  commit(): Promise<void> | void;
  /**
   * Asked before each frame is written; missing if frames may always be.
   * @returns null if it may be written now; or a promise for which all frames must wait. It is never rejected.
   */
  mustWait?(): Promise<void> | null;
}

/** Where a held frame goes. */
export interface Outlet {
  /** Writes a held frame. @param isLast closes after it */
  writeHeld(frame: Buffer, isLast: boolean): void;
}

/** What takes the place of a frame that was written: a list that is used again must not keep the frame and its connection. */
const NO_FRAME = Buffer.alloc(0);
const NO_OUTLET: Outlet = { writeHeld() {} };
/** Lists that are longer than this are not kept for the next frames: about five frames for each of 4,000 clients. */
const KEPT_FRAMES_MAX = 20_000;
/** Lists that are kept. More are in use only while Redis is slow. */
const SPARE_LISTS_MAX = 4;

/** Frames that are written together. The lists are used again, at the length that they once had. */
class HeldFrames {
  count = 0;
  // Parallel lists instead of an object for each frame: a server writes tens of thousands of frames a second.
  private readonly outlets: Outlet[] = [];
  private readonly frames: Buffer[] = [];
  private readonly lasts: boolean[] = [];

  add(outlet: Outlet, frame: Buffer, isLast: boolean): void {
    const at = this.count++;
    this.outlets[at] = outlet;
    this.frames[at] = frame;
    this.lasts[at] = isLast;
  }

  /**
   * Writes all frames, also those that are added meanwhile.
   * @returns what the frames that are left must wait for; null if there are none
   */
  write(journal: Committing): Promise<void> | null {
    const { outlets, frames, lasts } = this;
    for (let i = 0; i < this.count; i++) {
      const until = journal.mustWait?.() ?? null;
      if (until !== null) {
        for (const list of [outlets, frames, lasts]) list.splice(0, i);
        this.count -= i;
        return until;
      }
      const [outlet, frame] = [outlets[i]!, frames[i]!];
      outlets[i] = NO_OUTLET;
      frames[i] = NO_FRAME;
      outlet.writeHeld(frame, lasts[i]!);
    }
    this.count = 0;
    if (outlets.length > KEPT_FRAMES_MAX) outlets.length = frames.length = lasts.length = 0;
    return null;
  }

  /** Moves all frames behind those of another list. */
  moveTo(other: HeldFrames): void {
    const { outlets, frames, lasts } = this;
    for (let i = 0; i < this.count; i++) {
      other.add(outlets[i]!, frames[i]!, lasts[i]!);
      outlets[i] = NO_OUTLET;
      frames[i] = NO_FRAME;
    }
    this.count = 0;
  }
}

interface Waiting {
  readonly held: HeldFrames;
  /** Their commit is not acknowledged, or they must wait all the same. Null if only earlier frames must. */
  until: Promise<void> | null;
}

export class Outbox {
  private readonly journal: Committing;
  /** How many callers hold it. */
  private holders = 0;
  private isWriting = false;
  private held = new HeldFrames();
  /** Empty lists. One of them takes the frames that are added while others are written or wait. */
  private readonly spares: HeldFrames[] = [];
  /** In the order of their commits. */
  private readonly waiting: Waiting[] = [];

  constructor(journal: Committing) {
    this.journal = journal;
  }

  /** Whether frames must be given to `add` instead of the socket. */
  get isHolding(): boolean {
    return this.holders > 0 || this.isWriting || this.waiting.length > 0;
  }

  /** Frames that wait for an answer of the journal. */
  get waitingFrames(): number {
    let count = 0;
    for (const { held } of this.waiting) count += held.count;
    return count;
  }

  /** Frames wait from now on, until `release` has been called as often as `hold`. */
  hold(): void {
    this.holders++;
  }

  /** Keeps a frame until the release. Its sender limits the bytes that wait: `queuedBytesMax` for each client. */
  add(outlet: Outlet, frame: Buffer, isLast: boolean): void {
    this.held.add(outlet, frame, isLast);
  }

  /** Calls back when the journal has what has happened until now, before any frame that is held later is written. */
  whenCommitted(call: () => void): void {
    this.hold();
    this.add({ writeHeld: call }, NO_FRAME, false);
    this.release();
  }

  /** Commits the journal and writes the frames that wait, if no other caller holds them. */
  release(): void {
    assert(this.holders > 0, 'only what is held is released');
    this.holders--;
    if (this.holders > 0) return;
    const committed = this.journal.commit() ?? null;
    if (committed !== null || this.waiting.length > 0) this.wait(committed);
    // The loop of the outer call goes on to the frames that were added meanwhile.
    else if (!this.isWriting) this.writeHeld();
  }

  private writeHeld(): void {
    while (this.held.count > 0 && this.waiting.length === 0) {
      const held = this.takeHeld();
      const until = this.write(held);
      // What was committed meanwhile waits behind them.
      if (until !== null) this.waiting.unshift(this.writtenLater({ held, until }));
    }
  }

  /** The frames that are held. Further ones get another list. */
  private takeHeld(): HeldFrames {
    const { held } = this;
    this.held = this.spares.pop() ?? new HeldFrames();
    return held;
  }

  /** @returns what the frames that are left must wait for; null if there are none */
  private write(held: HeldFrames): Promise<void> | null {
    this.isWriting = true;
    const until = held.write(this.journal);
    this.isWriting = false;
    if (until === null && this.spares.length < SPARE_LISTS_MAX) this.spares.push(held);
    return until;
  }

  /** @param until null if the frames wait only for those before them */
  private wait(until: Promise<void> | null): void {
    const last = this.waiting.at(-1);
    if (last !== undefined && (until === null || until === last.until)) return this.held.moveTo(last.held);
    this.waiting.push(this.writtenLater({ held: this.takeHeld(), until }));
  }

  private writtenLater(waiting: Waiting): Waiting {
    void waiting.until?.then(() => {
      waiting.until = null;
      this.writeWaiting();
    });
    return waiting;
  }

  /** Writes the frames whose commits are acknowledged, up to the first one that is not. */
  private writeWaiting(): void {
    for (let first = this.waiting[0]; first !== undefined && first.until === null; first = this.waiting[0]) {
      first.until = this.write(first.held);
      if (first.until === null) this.waiting.shift();
      else this.writtenLater(first);
    }
    // Frames that no caller holds have only waited for those before them.
    if (!this.isHolding) this.writeHeld();
  }
}
