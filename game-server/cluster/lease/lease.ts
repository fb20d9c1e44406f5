// Whether this node may show its rooms to clients. Other nodes claim its rooms when they believe that it is dead; this file
// makes sure that it shows nothing from the moment at which they may believe so. Only durations of this machine's clock
// count. README.md has the argument.
//
//      ┌────────────── Redis refuses, and no known node has it ────────────────┐
//      │       lease over                    Redis is gone for every known node  ▼
//   holding ──────────────► doubtful ◄───────────────────────────────────────► alone
//      ▲                        │      a node has Redis, or does not answer      │
//      └──── Redis answers ─────┴────────────────────────────────────────────────┘

/** How old the word of a peer may be, counted from the question. Shorter than the wait of a node whose Redis came back. */
export const WORD_MS_MAX = 300;
/**
 * How long a node stays alone at most while the machine of Redis does not answer at all. A node that starts meanwhile, and
 * reaches Redis, takes no rooms of nodes that it cannot reach for longer than this.
 */
export const ALONE_MS_MAX = 90_000;
/** Beats without an answer after which Redis counts as gone when the lease is over. After a stall they are counted anew. */
const MISSED_BEATS = 2;
/** Processes whose words are kept: as many as there are connections for their questions. */
const TOLD_MAX = 128;
/** A refusal shows that Redis is not running, while it is newer than this. Reconnecting waits half a second at most. */
const REFUSAL_MS_MAX = 3000;

/**
 * Why Redis writes nothing. `everybody`: it is full, or cannot save, so that no node can write. `replica`: it is no primary, or
 * has no replica that a primary needs, so that another server may be the primary for other nodes.
 */
export type WriteRefusal = 'everybody' | 'replica';

/** @returns null for an error that says nothing about other writes */
export function writeRefusalOf(error: unknown): WriteRefusal | null {
  const code = error instanceof Error ? error.message.split(' ', 1)[0] : '';
  if (code === 'OOM' || code === 'MISCONF') return 'everybody';
  return code === 'READONLY' || code === 'NOREPLICAS' ? 'replica' : null;
}

/** What a peer has said last. */
export interface PeerWord {
  /** When its machine was found to refuse connections, so that its process is gone; null if it does not. */
  readonly goneMs: number | null;
  /** Its newest answer; null if there was none. */
  readonly answer: PeerAnswer | null;
}

export interface PeerAnswer {
  /** When it was asked, and when the answer arrived. */
  readonly askedMs: number;
  readonly atMs: number;
  /** For how long Redis had not answered it; null if it has Redis. */
  readonly withoutMs: number | null;
}

export interface LeaseParts {
  /** How long it lasts, in ms. */
  readonly ms: number;
  readonly nowMs: () => number;
  /** The words of all nodes that this one has named in its lease; null for one that has said nothing. */
  readonly words: () => Iterable<PeerWord | null>;
}

export class Lease {
  /**
   * Rises when other nodes may have claimed rooms: after a stall, and when an acknowledgement came too late. Frames that
   * show a room wait until an append to its stream was accepted that was sent after that.
   */
  lapses = 0;
  readonly ms: number;
  private readonly parts: LeaseParts;
  /** When the newest acknowledged beat was sent; null before the first one. */
  private ackedMs: number | null = null;
  /** When Redis answered last, whatever the command. */
  private contactMs: number;
  private missed = 0;
  private refusedMs = -Infinity;
  /** Whether Redis has refused to write since it took a beat last. */
  private isReadOnly = false;
  /** When processes have said last that they have Redis, by run. */
  private readonly told = new Map<string, number>();
  /** When the process was seen to run last. */
  private ranMs: number;
  /** Since when Redis has answered without a break. */
  private calmMs: number;

  constructor(parts: LeaseParts) {
    this.parts = parts;
    this.ms = parts.ms;
    this.ranMs = this.contactMs = this.calmMs = parts.nowMs();
  }

  /** A beat is about to be sent. Notices a stall of the process. */
  beats(): void {
    this.run(this.parts.nowMs());
    this.missed++;
  }

  /** Redis has answered a beat. @param sentMs when that beat was sent */
  acknowledged(sentMs: number): void {
    const nowMs = this.parts.nowMs();
    this.run(nowMs);
    this.contactMs = nowMs;
    this.isReadOnly = false;
    this.missed = 0;
    if (this.ackedMs !== null && nowMs - this.ackedMs >= this.ms) this.lapse(nowMs);
    this.ackedMs = Math.max(this.ackedMs ?? -Infinity, sentMs);
  }

  /** Redis has answered another command. While it refuses to write, what is read there leads to no claim, and does not count. */
  heard(): void {
    if (!this.isReadOnly) this.contactMs = this.parts.nowMs();
  }

  /** The machine of Redis refuses connections: no Redis is running there. */
  refused(): void {
    this.refusedMs = this.parts.nowMs();
  }

  /** Redis answers, and refuses to write: a claim of this node would be refused too, until Redis takes a beat again. */
  refusedToWrite(refusal: WriteRefusal): void {
    this.isReadOnly = true;
    this.calmMs = this.parts.nowMs();
    if (refusal === 'everybody') this.refusedMs = this.calmMs;
  }

  /**
   * Another node asks, and says whether it has Redis. Nodes that this one does not know ask it too.
   * @param withoutMs null if it has Redis
   */
  asked(run: string, withoutMs: number | null): void {
    this.told.delete(run);
    if (withoutMs !== null) return;
    const [oldest] = this.told.keys();
    if (this.told.size >= TOLD_MAX) this.told.delete(oldest!);
    this.told.set(run, this.parts.nowMs());
  }

  /** Whether Redis is gone for all nodes that could claim rooms of this one. */
  get isAlone(): boolean {
    return this.isAloneAt(this.parts.nowMs());
  }

  /** Whether frames may be written at this moment. */
  mayShow(nowMs: number): boolean {
    this.run(nowMs);
    return this.isHeldAt(nowMs) || this.isAloneAt(nowMs);
  }

  /** Whether another node has just said that it has Redis, while the lease of this one is over: its rooms are taken. */
  get isCutOff(): boolean {
    const nowMs = this.parts.nowMs();
    if (this.isHeldAt(nowMs)) return false;
    for (const word of this.parts.words()) {
      const answer = word?.answer ?? null;
      if (answer !== null && answer.withoutMs === null && nowMs - answer.askedMs <= WORD_MS_MAX) return true;
    }
    return false;
  }

  /** Whether this node has a lease that others see. */
  get isHeld(): boolean {
    return this.isHeldAt(this.parts.nowMs());
  }

  /**
   * What another node is told: for how long Redis has not answered, or has refused to write; null while the lease is held and
   * Redis is not known to refuse connections, or to be full. The other node may show its rooms because of this word, so this one claims nothing for two leases.
   */
  sayWithoutMs(): number | null {
    const nowMs = this.parts.nowMs();
    if (this.isHeldAt(nowMs) && !this.isRefusedAt(nowMs)) return null;
    this.calmMs = nowMs;
    return nowMs - this.contactMs;
  }

  /** Whether rooms of others may be claimed: Redis has answered without a break for two leases. */
  get mayClaim(): boolean {
    const nowMs = this.parts.nowMs();
    this.run(nowMs);
    return this.isHeldAt(nowMs) && nowMs - this.calmMs >= 2 * this.ms;
  }

  /** A new process has disturbed nobody yet: it may claim what is surely nobody's without waiting. */
  begin(): void {
    this.calmMs = -Infinity;
  }

  private isHeldAt(nowMs: number): boolean {
    return this.ackedMs !== null && nowMs - this.ackedMs < this.ms;
  }

  /** Whether no Redis is running, or none that takes writes of anybody, as of its newest answer. */
  private isRefusedAt(nowMs: number): boolean {
    return this.refusedMs >= this.contactMs && nowMs - this.refusedMs < REFUSAL_MS_MAX;
  }

  private isAloneAt(nowMs: number): boolean {
    if (this.ackedMs === null) return false;
    if (!this.isRefusedAt(nowMs)) {
      // A Redis that is slow delays frames. It is not gone before the lease is over.
      if (this.isHeldAt(nowMs) || this.missed < MISSED_BEATS || nowMs - this.ackedMs > ALONE_MS_MAX) return false;
    }
    for (const toldMs of this.told.values()) if (nowMs - toldMs < this.ms) return false;
    for (const word of this.parts.words()) if (word === null || !this.agrees(word, nowMs)) return false;
    return true;
  }

  /** Whether a peer cannot have claimed anything: it lost Redis, or its process ended, before this lease could be over. */
  private agrees({ goneMs, answer }: PeerWord, nowMs: number): boolean {
    const overMs = this.ackedMs! + this.ms;
    if (goneMs !== null && goneMs < overMs) return true;
    if (answer === null || answer.withoutMs === null || answer.atMs - answer.withoutMs >= overMs) return false;
    // Had Redis come back to it, it would have waited for two leases.
    if (goneMs !== null) return goneMs - answer.askedMs < 2 * this.ms;
    return nowMs - answer.askedMs <= WORD_MS_MAX;
  }

  /** Notices that the process did not run for a while. */
  private run(nowMs: number): void {
    const { ms } = this;
    const stalledMs = nowMs - this.ranMs;
    this.ranMs = nowMs;
    // It could not have noticed an answer of Redis meanwhile.
    if (stalledMs > ms / 3) {
      this.missed = 0;
      this.refusedMs = -Infinity;
    }
    if (stalledMs > ms) this.lapse(nowMs);
  }

  private lapse(nowMs: number): void {
    this.lapses++;
    this.calmMs = nowMs;
  }
}
