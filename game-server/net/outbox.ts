// Frames that wait for the journal. What a tick or a message changes is first appended to the journal; only then are the
// frames that show it written to the sockets. So no client has seen what a restart does not restore.
//
//   open ──hold()──► holding ──release()──► writing ──all frames are written──► open
//                        ▲                     │ hold(): a frame that was written led to another message
//                        └─────────────────────┘

import assert from 'node:assert/strict';

/** What must be written before the frames are. */
export interface Committing {
  /** Appends all records since the last call. Never throws. */
  commit(): void;
}

/** Where a held frame goes. */
export interface Outlet {
  /** Writes a held frame. @param isLast closes after it */
  writeHeld(frame: Buffer, isLast: boolean): void;
}

export class Outbox {
  private readonly journal: Committing;
  /** How many callers hold it. */
  private holders = 0;
  private isWriting = false;
  // Parallel lists instead of an object for each frame: a server writes tens of thousands of frames a second.
  private readonly outlets: Outlet[] = [];
  private readonly frames: Buffer[] = [];
  private readonly lasts: boolean[] = [];

  constructor(journal: Committing) {
    this.journal = journal;
  }

  /** Whether frames must be given to `add` instead of the socket. */
  get isHolding(): boolean {
    return this.holders > 0 || this.isWriting;
  }

  /** Frames wait from now on, until `release` has been called as often as `hold`. */
  hold(): void {
    this.holders++;
  }

  /** Keeps a frame until the release. Its sender limits the bytes that wait. */
  add(outlet: Outlet, frame: Buffer, isLast: boolean): void {
    this.outlets.push(outlet);
    this.frames.push(frame);
    this.lasts.push(isLast);
  }

  /** Commits the journal and writes the frames that wait, if no other caller holds them. */
  release(): void {
    assert(this.holders > 0, 'only what is held is released');
    this.holders--;
    if (this.holders > 0) return;
    this.journal.commit();
    // The loop of the outer call goes on to the frames that were added meanwhile.
    if (this.isWriting || this.frames.length === 0) return;
    this.isWriting = true;
    for (let i = 0; i < this.frames.length; i++) this.outlets[i]!.writeHeld(this.frames[i]!, this.lasts[i]!);
    this.isWriting = false;
    this.outlets.length = 0;
    this.frames.length = 0;
    this.lasts.length = 0;
  }
}
