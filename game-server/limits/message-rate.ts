// Limits the messages of a connection. Messages above the rate are dropped; too many dropped messages are a flood.

import type { GameServerConfig } from '../config.ts';
import { TokenBucket } from '#net';

/** How long a client waits at least before a new session, if a flood has ended the last one. */
export const NEW_SESSION_MS = 1000;

export class MessageRate {
  private readonly bucket: TokenBucket;
  private readonly droppedMax: number;
  /** Since the bucket was last full. */
  private droppedCount = 0;

  constructor({ messagesPerSecond, messagesBurst, messagesDroppedMax }: GameServerConfig, nowMs: number) {
    this.bucket = new TokenBucket(messagesPerSecond, messagesBurst, nowMs);
    this.droppedMax = messagesDroppedMax;
  }

  /** Counts a message. @returns what to do with it. */
  take(nowMs: number): 'accept' | 'drop' | 'flood' {
    if (this.droppedCount > 0 && this.bucket.isFull(nowMs)) this.droppedCount = 0;
    if (this.bucket.take(nowMs)) return 'accept';
    return ++this.droppedCount > this.droppedMax ? 'flood' : 'drop';
  }
}
