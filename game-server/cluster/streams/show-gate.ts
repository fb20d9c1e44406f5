// Decides when frames may go out: when Redis has what they show, or has not answered for 50 ms, but never while another node
// may own the rooms.
//
//            the lease is in doubt, or has lapsed since the last proof
//   open ───────────────────────────────────────────────────────────────► closed (no frame goes out)
//     ▲   it is certain, and if it had lapsed, each room has had a fresh append │
//     └────────────────────────────────────────────────────────────────────────┘
//
// A room whose fresh append is refused has its frames dropped: what opens the gate is the answer, not its kind.

import type { Clock } from '../../clock.ts';

/** Frames wait this long for Redis. Then the match goes on without it. */
export const HOLD_MS_MAX = 50;

/** Whether this node may act as the owner of its rooms. */
export interface ShowLease {
  /** Whether no other node can have taken its rooms by now, as far as this one can know. Notices a stall of the process. */
  mayShow(nowMs: number): boolean;
  /** Rises when others may have taken rooms meanwhile: after a stall, and after an acknowledgement that came too late. */
  readonly lapses: number;
}

/** What was sent to Redis, and frames wait for. */
export interface Sent {
  /** Fulfilled when all of it is answered or has failed. */
  readonly answered: Promise<void>;
  /** Where it has a fresh append of each room: whether Redis has accepted or refused each of them. Asked after the answer. */
  readonly proves: (() => boolean) | null;
  /** Whether a tick of a match is shown with it. */
  readonly hasTick: boolean;
}

export class ShowGate {
  /** Ticks that were shown although Redis had not acknowledged them. */
  ticksUnreplicated = 0;
  private readonly clock: Clock;
  private readonly lease: ShowLease;
  private lapsesProven: number;
  /** While it is closed: fulfilled when it opens. */
  private closed: { readonly opened: Promise<void>; readonly open: () => void } | null = null;

  constructor(clock: Clock, lease: ShowLease) {
    this.clock = clock;
    this.lease = lease;
    this.lapsesProven = lease.lapses;
  }

  /** Whether each room needs a fresh append before frames may go out. */
  get needsProof(): boolean {
    this.look();
    return this.closed !== null;
  }

  /**
   * @param sent null if there was nothing to send
   * @returns what frames must wait for; null if they may go out now
   */
  pass(sent: Sent | null): Promise<void> | null {
    this.look();
    if (sent === null) return this.closed?.opened ?? null;
    if (this.closed === null) return this.wait(sent);
    const { proves, answered } = sent;
    const { lapses } = this.lease;
    if (proves !== null) void answered.then(() => proves() && this.prove(lapses));
    return this.closed.opened;
  }

  /** A tick goes out that is not appended, since Redis is away. */
  passUnreplicated(): void {
    if (this.closed === null) this.ticksUnreplicated++;
  }

  private async wait({ answered, hasTick }: Sent): Promise<void> {
    let cancel = () => {};
    const held = new Promise<'held'>((resolve) => {
      cancel = this.clock.after(HOLD_MS_MAX, () => resolve('held'));
    });
    const outcome = await Promise.race([answered, held]);
    cancel();
    this.look();
    if (this.closed !== null) return this.closed.opened;
    if (outcome === 'held' && hasTick) this.ticksUnreplicated++;
  }

  /** Closes if another node may have taken rooms. Opens if it is certain again that none has. */
  private look(): void {
    const mayShow = this.lease.mayShow(this.clock.now());
    if (mayShow && this.lease.lapses === this.lapsesProven) return this.open();
    if (this.closed !== null) return;
    let open = () => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    this.closed = { opened, open };
  }

  /** All rooms that are still here have had an append accepted, sent after so many lapses. */
  private prove(lapses: number): void {
    const { closed, lease, clock } = this;
    if (closed === null || !lease.mayShow(clock.now()) || lease.lapses !== lapses) return;
    this.lapsesProven = lapses;
    this.open();
  }

  private open(): void {
    const { closed } = this;
    this.closed = null;
    closed?.open();
  }
}
