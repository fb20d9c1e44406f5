// A client's snapshots, and how well it keeps up with them, judged by the last tick it says it has seen. The kernel takes
// megabytes for a client that does not read before a byte is queued here, so the queue alone tells too late.
//
//            more than `behindTicksMax` and its round trip behind, or too much queued
//   keeping up ───────────────────────────────────────────────────────────────────────► behind (no snapshots)
//        ▲                    has seen all that was written, nothing queued               │
//        └────────────────────────────────────────────────────────────────────────────────┘

import { PING_INTERVAL_MS } from '#protocol';
import { TICKS_PER_SECOND } from '#simulation';
import type { Viewer } from '../match/broadcast.ts';
import type { GameServerConfig } from '../config.ts';

/** The longest round trip that is taken for one: a slower client counts as behind. */
const ROUND_TRIP_TICKS_MAX = TICKS_PER_SECOND;
/** A client without inputs says what it has seen this often, so between reports it may look this much further behind. */
const REPORT_INTERVAL_TICKS = (PING_INTERVAL_MS / 1000) * TICKS_PER_SECOND;

/** The connection, as far as snapshots go. */
interface Outlet {
  /** Bytes that wait in this process to be written. */
  readonly queuedBytes: number;
  write(frame: Buffer): void;
}

export class SnapshotFlow implements Viewer {
  private readonly config: GameServerConfig;
  private readonly outlet: Outlet;
  private seenTick = 0;
  /** Since when there is something it has not seen: the moment it last saw a new tick, or was sent one. */
  private unseenSinceMs = 0;
  private sentTick = 0;
  /** Where being behind counts from: the last tick seen, or the first one after a break. */
  private fromTick = 0;
  private roundTripTicks = ROUND_TRIP_TICKS_MAX;
  private isBehind = false;

  constructor(config: GameServerConfig, outlet: Outlet) {
    this.config = config;
    this.outlet = outlet;
  }

  /** The client was given a world whole, as of this tick. */
  start(tick: number, nowMs: number): void {
    this.seenTick = tick;
    this.unseenSinceMs = nowMs;
    this.sentTick = tick;
    this.resume(tick);
  }

  /** The client says what it has seen, while the room is at `tick`. A tick it was not sent yet is of another match. */
  seen(seenTick: number, tick: number, nowMs: number): void {
    if (seenTick < this.seenTick || seenTick > this.sentTick) return;
    if (seenTick > this.seenTick) this.unseenSinceMs = nowMs;
    this.seenTick = seenTick;
    if (seenTick >= this.fromTick) {
      this.fromTick = seenTick;
      this.roundTripTicks = Math.min(this.roundTripTicks, tick - seenTick);
    }
    if (this.lag(tick) > this.allowance) this.isBehind = true;
  }

  writeSnapshot(frame: Buffer, tick: number, nowMs: number): void {
    this.outlet.write(frame);
    if (this.seenTick === this.sentTick) this.unseenSinceMs = nowMs;
    this.sentTick = tick;
  }

  /** Whether the client may be sent the snapshot of this tick. */
  isReady(tick: number): boolean {
    const { queuedBytes } = this.outlet;
    if (queuedBytes > this.config.queuedBytesHighWater) this.isBehind = true;
    else if (this.lag(tick) > this.allowance + REPORT_INTERVAL_TICKS) this.isBehind = true;
    if (this.isBehind && queuedBytes === 0 && this.seenTick === this.sentTick) this.resume(tick);
    return !this.isBehind;
  }

  /** Whether something was sent that the client has failed to see for too long. */
  standsStill(nowMs: number): boolean {
    return this.seenTick < this.sentTick && nowMs - this.unseenSinceMs > this.config.standstillMsMax;
  }

  private resume(tick: number): void {
    this.isBehind = false;
    this.fromTick = tick;
    this.roundTripTicks = ROUND_TRIP_TICKS_MAX;
  }

  private lag(tick: number): number {
    return tick - this.fromTick;
  }

  private get allowance(): number {
    return this.config.behindTicksMax + this.roundTripTicks;
  }
}
