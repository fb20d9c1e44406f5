// Decides whether a client gets the next snapshot or log piece: only while it keeps up, judged by the last tick that it
// reports. The queue alone would show a slow client too late: the kernel takes megabytes before a byte is queued here.
//
//            more than `behindTicksMax` and its round trip behind, or too much queued
//   keeping up ───────────────────────────────────────────────────────────────────────► behind (gets nothing)
//        ▲                    has seen all that was written, nothing queued               │
//        └────────────────────────────────────────────────────────────────────────────────┘

import { PING_INTERVAL_MS } from '#protocol';
import { TICKS_PER_SECOND } from '#simulation';
import type { Viewer } from '../match/viewer-group.ts';
import type { GameServerConfig } from '../config.ts';

/** The longest round trip that is allowed for: a slower client counts as behind. */
const ROUND_TRIP_TICKS_MAX = TICKS_PER_SECOND;
/** A client without inputs reports its tick this often, so between reports it may seem this much further behind. */
const REPORT_INTERVAL_TICKS = (PING_INTERVAL_MS / 1000) * TICKS_PER_SECOND;

/** The connection, as its flow control needs it. */
interface Outlet {
  /** Bytes that wait in this process to be written. */
  readonly queuedBytes: number;
  write(frame: Buffer): void;
}

type FlowState = KeepingUp | { readonly name: 'behind' };

interface KeepingUp {
  readonly name: 'keeping-up';
  /** The tick from which the lag is counted: the last one seen, or the first one after a break. */
  fromTick: number;
  /** The smallest lag of the client in its reports. */
  roundTripTicks: number;
}

const BEHIND: FlowState = { name: 'behind' };

export class FlowControl implements Viewer {
  private readonly config: GameServerConfig;
  private readonly outlet: Outlet;
  private state: FlowState = keepingUp(0);
  private seenTick = 0;
  private sentTick = 0;
  /** Since when the client has made no progress: the last new tick that it reported, or the first unreported one after it. */
  private unseenSinceMs = 0;

  constructor(config: GameServerConfig, outlet: Outlet) {
    this.config = config;
    this.outlet = outlet;
  }

  /** The client got a whole world, of this tick. */
  start(tick: number, nowMs: number): void {
    this.seenTick = tick;
    this.unseenSinceMs = nowMs;
    this.sentTick = tick;
    this.state = keepingUp(tick);
  }

  /**
   * The client reports the last tick that it has seen, while the room is at `tick`. A tick that was not sent to it belongs
   * to another match, and a tick before the last report is old.
   */
  seen(seenTick: number, tick: number, nowMs: number): void {
    if (seenTick < this.seenTick || seenTick > this.sentTick) return;
    if (seenTick > this.seenTick) this.unseenSinceMs = nowMs;
    this.seenTick = seenTick;
    const { state } = this;
    if (state.name === 'behind') return;
    if (seenTick >= state.fromTick) {
      state.fromTick = seenTick;
      state.roundTripTicks = Math.min(state.roundTripTicks, tick - seenTick);
    }
    if (this.isLate(state, tick, 0)) this.state = BEHIND;
  }

  show(frame: Buffer, tick: number, nowMs: number): void {
    this.outlet.write(frame);
    this.showTick(tick, nowMs);
  }

  /** The client is sent the information that its World has reached a tick. */
  showTick(tick: number, nowMs: number): void {
    if (this.seenTick === this.sentTick) this.unseenSinceMs = nowMs;
    this.sentTick = tick;
  }

  /** The smallest lag of the client in its reports; null if it has not reported, or is behind. */
  get roundTripTicks(): number | null {
    const { state } = this;
    return state.name === 'keeping-up' && state.roundTripTicks < ROUND_TRIP_TICKS_MAX ? state.roundTripTicks : null;
  }

  get hasUnseen(): boolean {
    return this.seenTick < this.sentTick;
  }

  /** Whether the client may get the frame of this tick. */
  isReady(tick: number): boolean {
    const { queuedBytes } = this.outlet;
    const { state } = this;
    if (state.name === 'keeping-up') {
      const isLate = queuedBytes > this.config.queuedBytesHighWater || this.isLate(state, tick, REPORT_INTERVAL_TICKS);
      if (isLate) this.state = BEHIND;
    }
    if (this.state.name === 'keeping-up') return true;
    if (queuedBytes > 0 || this.seenTick < this.sentTick) return false;
    this.state = keepingUp(tick);
    return true;
  }

  /** Whether the client has made no progress for too long, although something was sent. */
  standsStill(nowMs: number): boolean {
    return this.seenTick < this.sentTick && nowMs - this.unseenSinceMs > this.config.standstillMsMax;
  }

  /** @param extraTicks by which it may be further behind than its round trip and `behindTicksMax`. */
  private isLate({ fromTick, roundTripTicks }: KeepingUp, tick: number, extraTicks: number): boolean {
    return tick - fromTick > this.config.behindTicksMax + roundTripTicks + extraTicks;
  }
}

function keepingUp(tick: number): KeepingUp {
  return { name: 'keeping-up', fromTick: tick, roundTripTicks: ROUND_TRIP_TICKS_MAX };
}
