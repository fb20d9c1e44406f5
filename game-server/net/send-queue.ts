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

type QueueState = { readonly name: 'empty' | 'overfull' } | { readonly name: 'waiting'; readonly sinceMs: number };

const EMPTY: QueueState = { name: 'empty' };
const OVERFULL: QueueState = { name: 'overfull' };

export class SendQueue {
  private readonly socket: Socket;
  private readonly config: GameServerConfig;
  private readonly metrics: Metrics;
  private state = EMPTY;

  constructor(socket: Socket, config: GameServerConfig, metrics: Metrics) {
    this.socket = socket;
    this.config = config;
    this.metrics = metrics;
  }

  get bytes(): number {
    return this.socket.writableLength;
  }

  /** Queues a frame. A frame that does not fit is left out, and the queue is stuck. */
  write(frame: Buffer): void {
    const { socket } = this;
    if (!socket.writable) return;
    if (socket.writableLength + frame.length > this.config.queuedBytesMax) {
      this.state = OVERFULL;
      return;
    }
    this.metrics.bytesOut += frame.length;
    socket.write(frame);
  }

  /** Queues a last frame, whatever else is queued. */
  end(frame: Buffer): void {
    this.metrics.bytesOut += frame.length;
    this.socket.end(frame);
  }

  /** Whether too many bytes wait, or any bytes for too long, so that the client will not catch up. */
  isStuck(nowMs: number): boolean {
    if (this.state.name === 'overfull') return true;
    if (this.bytes === 0) {
      this.state = EMPTY;
      return false;
    }
    if (this.state.name === 'empty') this.state = { name: 'waiting', sinceMs: nowMs };
    return this.state.name === 'waiting' && nowMs - this.state.sinceMs > this.config.standstillMsMax;
  }
}
