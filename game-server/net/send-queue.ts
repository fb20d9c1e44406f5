// The bytes that wait in this process for one client to read. Every write checks their number, sweeps check their time.
//
//   empty ◄──────────────── nothing waits
//     │ something waits         │
//     ▼                         │
//   waiting ────────────────────┘ ──for `standstillMsMax`──► stuck
//     │ a frame does not fit
//     ▼
//   overfull (stuck)

import type { Socket } from 'node:net';
import type { GameServerConfig } from '../config.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Outbox, Outlet } from './outbox.ts';
import { seconds } from './seconds.ts';

type QueueState = { readonly name: 'empty' | 'overfull' } | { readonly name: 'waiting'; readonly sinceMs: number };

const EMPTY: QueueState = { name: 'empty' };
const OVERFULL: QueueState = { name: 'overfull' };

export interface SendQueueParts {
  readonly config: GameServerConfig;
  readonly metrics: Metrics;
  /** Keeps frames until the journal has what they show. */
  readonly outbox: Outbox;
}

export class SendQueue implements Outlet {
  /** Bytes of all frames so far. */
  bytesOut = 0;
  private readonly socket: Socket;
  private readonly parts: SendQueueParts;
  private state = EMPTY;
  /** Bytes that wait in the outbox. */
  private held = 0;

  constructor(socket: Socket, parts: SendQueueParts) {
    this.socket = socket;
    this.parts = parts;
  }

  /** What waits for the client or for the journal. */
  get bytes(): number {
    return this.socket.writableLength + this.held;
  }

  /** What waits for the journal. */
  get heldBytes(): number {
    return this.held;
  }

  /** Queues a frame. A frame that does not fit is left out, and the queue is stuck. */
  write(frame: Buffer): void {
    const { config, metrics } = this.parts;
    if (!this.socket.writable) return;
    if (this.bytes + frame.length > config.queuedBytesMax) {
      this.state = OVERFULL;
      return;
    }
    metrics.bytesOut += frame.length;
    this.bytesOut += frame.length;
    this.pass(frame, false);
  }

  /** Queues a last frame, whatever else is queued. */
  end(frame: Buffer): void {
    this.parts.metrics.bytesOut += frame.length;
    this.bytesOut += frame.length;
    this.pass(frame, true);
  }

  writeHeld(frame: Buffer, isLast: boolean): void {
    this.held -= frame.length;
    // The socket may have closed since then.
    if (!this.socket.writable) return;
    if (isLast) this.socket.end(frame);
    else this.socket.write(frame);
  }

  private pass(frame: Buffer, isLast: boolean): void {
    const { outbox } = this.parts;
    if (outbox.isHolding) {
      this.held += frame.length;
      outbox.add(this, frame, isLast);
    } else if (isLast) this.socket.end(frame);
    else this.socket.write(frame);
  }

  /** Why the client will not catch up: too many bytes wait, or any bytes for too long. Null if it may. */
  whyStuck(nowMs: number): string | null {
    const { queuedBytesMax, standstillMsMax } = this.parts.config;
    if (this.state.name === 'overfull') return `more than ${queuedBytesMax} bytes wait to be read`;
    // What the outbox holds waits for the journal, not for the client.
    if (this.socket.writableLength === 0) {
      this.state = EMPTY;
      return null;
    }
    if (this.state.name === 'empty') this.state = { name: 'waiting', sinceMs: nowMs };
    const isStuck = this.state.name === 'waiting' && nowMs - this.state.sinceMs > standstillMsMax;
    return isStuck ? `bytes wait to be read for ${seconds(standstillMsMax)}` : null;
  }
}
