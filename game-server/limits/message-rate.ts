// Limits the messages of a connection. Messages above the rate are dropped; too many dropped messages are a flood.

import type { GameServerConfig } from '../config.ts';
import { TokenBucket } from '#net';
import type { Stalls } from '../stalls.ts';

/** How long a client waits at least before a new session, if a flood has ended the last one. */
export const NEW_SESSION_MS = 1000;
/** A longer stall allows no more messages: a session outlives its connection by as much. */
const STALL_MS_MAX = 30_000;

export class MessageRate {
  private readonly bucket: TokenBucket;
  private readonly droppedMax: number;
  /** Since the bucket was last full. */
  private droppedCount = 0;
  private readonly perMs: number;
  private readonly stalls: Pick<Stalls, 'totalMs'>;
  /** As of the last message. */
  private stallsMs: number;
  /** Messages that the last stall allows beside the rate: they arrived during it, and are read all at once. */
  private extra = 0;

  constructor(
    { messagesPerSecond, messagesBurst, messagesDroppedMax }: GameServerConfig,
    nowMs: number,
    stalls: Pick<Stalls, 'totalMs'>,
  ) {
    this.perMs = messagesPerSecond / 1000;
    this.stalls = stalls;
    this.stallsMs = stalls.totalMs;
    this.bucket = new TokenBucket(messagesPerSecond, messagesBurst, nowMs);
    this.droppedMax = messagesDroppedMax;
  }

  /** Counts a message. @returns what to do with it. */
  take(nowMs: number): 'accept' | 'drop' | 'flood' {
    if (this.droppedCount > 0 && this.bucket.isFull(nowMs)) this.droppedCount = 0;
    this.noteStall();
    if (this.bucket.take(nowMs)) return 'accept';
    if (this.extra >= 1) {
      this.extra--;
      return 'accept';
    }
    return ++this.droppedCount > this.droppedMax ? 'flood' : 'drop';
  }

  private noteStall(): void {
    const { totalMs } = this.stalls;
    if (totalMs === this.stallsMs) return;
    this.extra = Math.min(totalMs - this.stallsMs, STALL_MS_MAX) * this.perMs;
    this.stallsMs = totalMs;
  }
}
