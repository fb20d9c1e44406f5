// Decides when frames may go out: when Redis has what they show, or is gone for everybody, but never while another node may
// own the rooms.
//
//            the lease is in doubt, or has lapsed since the last proof, or appends were lost
//   open ───────────────────────────────────────────────────────────────────────────────► closed (no frame goes out)
//     ▲   it is certain, and each room has had a fresh append, or only appends were lost and Redis is gone   │
//     └──────────────────────────────────────────────────────────────────────────────────────────────────────┘
//
// A slow Redis delays frames: their rooms stand still when the lease is over. So what was shown is in Redis, unless no node
// had Redis then.
//
// A room whose fresh append is refused has its frames dropped: what opens the gate is the answer, not its kind.

import type { Clock } from '../../clock.ts';

/** Whether this node may act as the owner of its rooms. */
export interface ShowLease {
  /** Whether no other node can have taken its rooms by now, as far as this one can know. Notices a stall of the process. */
  mayShow(nowMs: number): boolean;
  /** Rises when others may have taken rooms meanwhile: after a stall, and after an acknowledgement that came too late. */
  readonly lapses: number;
  /** Whether no node that could take its rooms has Redis: waiting for it would help nobody. */
  readonly isAlone: boolean;
  /** Whether another node has Redis, and this one has not. */
  readonly isCutOff: boolean;
}

/** What was sent to Redis, and frames wait for. */
export interface Sent {
  /** Fulfilled when all of it is answered or has failed. */
  readonly answered: Promise<void>;
  /** Where it has a fresh append of each room: whether Redis has accepted or refused each of them. Asked after the answer. */
  readonly proves: (() => boolean) | null;
}

/** A node that has shown nothing for so long closes its clients: they find another node, or this one later. */
export const CLOSED_MS_MAX = 2000;
/**
 * The same while another node has Redis: others take its rooms by now. Longer than the beats of two nodes are apart, so that
 * a Redis that is gone for all is not meant, and than Redis takes to answer a node that was stopped for a moment.
 */
export const CUT_OFF_MS_MAX = 700;

export class ShowGate {
  /** Ticks that were shown although Redis had not acknowledged them. */
  ticksUnreplicated = 0;
  private readonly clock: Clock;
  private readonly lease: ShowLease;
  private lapsesProven: number;
  /** How often appends were lost, and how often of these each room has had one afterwards. */
  private losses = 0;
  private lossesProven = 0;
  /** Lets frames go that wait for an answer, for each commit. */
  private readonly waiting = new Set<() => void>();
  /** While it is closed: fulfilled when it opens. */
  private closed: { readonly sinceMs: number; readonly opened: Promise<void>; readonly open: () => void } | null = null;

  constructor(clock: Clock, lease: ShowLease) {
    this.clock = clock;
    this.lease = lease;
    this.lapsesProven = lease.lapses;
  }

  /** Whether each room needs a fresh append before frames may go out, or before they may when Redis is back. */
  get needsProof(): boolean {
    this.look();
    return this.closed !== null || this.isLost;
  }

  /** Whether it has been closed for so long that clients must go. A lease that is held now and then does not open it. */
  get isOverdue(): boolean {
    if (this.closed === null) return false;
    const closedMs = this.clock.now() - this.closed.sinceMs;
    return closedMs > CLOSED_MS_MAX || (closedMs > CUT_OFF_MS_MAX && this.lease.isCutOff);
  }

  /** Redis may have missed something that was to be appended. */
  lose(): void {
    this.losses++;
    this.look();
  }

  /**
   * @param sent null if there was nothing to send
   * @param hasTick whether a tick of a match is shown
   * @returns what frames must wait for; null if they may go out now
   */
  pass(sent: Sent | null, hasTick: boolean): Promise<void> | null {
    this.look();
    const { lease, losses } = this;
    const { lapses, isAlone } = lease;
    if (sent?.proves) {
      const { proves, answered } = sent;
      void answered.then(() => proves() && this.prove(lapses, losses));
    }
    if (this.closed !== null) return this.closed.opened;
    if (!isAlone) return sent === null ? null : this.wait(sent.answered, hasTick);
    if (hasTick && (sent !== null || this.isLost)) this.ticksUnreplicated++;
    return null;
  }

  /** Asked before each frame is written. @returns null if it may be; else fulfilled when frames may go out again */
  mustWait(): Promise<void> | null {
    const { lease, clock } = this;
    // Most of `look`, and all that can change between two frames.
    const isOpen = this.closed === null && !this.isLost;
    if (!isOpen || !lease.mayShow(clock.now()) || lease.lapses !== this.lapsesProven) this.look();
    return this.closed?.opened ?? null;
  }

  private get isLost(): boolean {
    return this.losses !== this.lossesProven;
  }

  /** Until it is answered, or Redis is gone for everybody. */
  private async wait(answered: Promise<void>, hasTick: boolean): Promise<void> {
    const { losses } = this;
    let isAnswered = false;
    await new Promise<void>((resolve) => {
      this.waiting.add(resolve);
      void answered.then(() => {
        isAnswered = true;
        this.waiting.delete(resolve);
        resolve();
      });
    });
    this.look();
    if (this.closed !== null) return this.closed.opened;
    if (hasTick && (!isAnswered || this.losses !== losses)) this.ticksUnreplicated++;
  }

  /** Closes if another node may have taken rooms, or could do so without what is to be shown. Opens if that is over. */
  private look(): void {
    const { lease } = this;
    const mayShow = lease.mayShow(this.clock.now());
    const { isAlone } = lease;
    if (mayShow && isAlone) this.letWaiting();
    if (mayShow && lease.lapses === this.lapsesProven && (isAlone || !this.isLost)) return this.open();
    if (this.closed !== null) return;
    let open = () => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    this.closed = { sinceMs: this.clock.now(), opened, open };
  }

  /** All rooms that are still here have had an append accepted, sent after so many lapses and losses. */
  private prove(lapses: number, losses: number): void {
    const { lease, clock } = this;
    if (!lease.mayShow(clock.now()) || lease.lapses !== lapses || this.losses !== losses) return;
    this.lapsesProven = lapses;
    this.lossesProven = losses;
    this.open();
  }

  private letWaiting(): void {
    for (const letGo of this.waiting) letGo();
    this.waiting.clear();
  }

  private open(): void {
    const { closed } = this;
    this.closed = null;
    closed?.open();
  }
}
