// The only timer: 60 ticks a second for all rooms, without drift. A room that throws is reported, and the others go on.

import { TICKS_PER_SECOND } from '#simulation';
import type { Clock, ServerTicks } from './clock.ts';
import type { GameServerConfig } from './config.ts';
import type { Outbox } from './net/outbox.ts';
import type { Metrics } from './ops/metrics.ts';

const MS_PER_SECOND = 1000;
/** A tick may begin this early: timers count whole milliseconds, so ticks are as often early as late. */
const EARLY_MS_MAX = 0.5;

export interface TickerParts<Room> {
  readonly clock: Clock;
  readonly ticks: ServerTicks;
  readonly config: GameServerConfig;
  readonly metrics: Metrics;
  /** Holds all that a tick shows until the journal has the tick. */
  readonly outbox: Outbox;
  readonly rooms: () => Iterable<Room>;
  readonly roomFailed: (room: Room, error: unknown) => void;
  /** Called once every tick, after the rooms. */
  readonly ticked: (serverTick: number) => void;
  /** Called every `sweepIntervalTicks`. */
  readonly sweep: (nowMs: number) => void;
}

interface Ticking {
  tick(serverTick: number, nowMs: number): void;
}

//   waiting ──a tick is due──► running ──► waiting        stop() from either ──► stopped
type TickerState = { readonly name: 'waiting'; readonly cancel: () => void } | { readonly name: 'running' | 'stopped' };

export class Ticker<Room extends Ticking> {
  private readonly parts: TickerParts<Room>;
  private readonly startMs: number;
  /** Ticks since the start by the clock, run or dropped. */
  private ticksTimed = 0;
  private state: TickerState;

  /** Starts at once. */
  constructor(parts: TickerParts<Room>) {
    this.parts = parts;
    this.startMs = parts.clock.now();
    this.state = this.wait();
  }

  stop(): void {
    if (this.state.name === 'waiting') this.state.cancel();
    this.state = { name: 'stopped' };
  }

  private run(): void {
    const { clock, config, metrics } = this.parts;
    this.state = { name: 'running' };
    const nowMs = clock.now();
    const behind = this.ticksDueAt(nowMs) - this.ticksTimed;
    const dropped = Math.max(0, behind - config.catchUpTicksMax);
    metrics.drop(dropped, nowMs - this.dueMs(this.ticksTimed + 1), MS_PER_SECOND / TICKS_PER_SECOND);
    this.ticksTimed += dropped;
    for (let due = behind - dropped; due > 0 && this.isRunning; due--) {
      this.ticksTimed++;
      this.tick(this.dueMs(this.ticksTimed));
    }
    if (this.isRunning) this.state = this.wait();
  }

  /** Asked again after each tick, which may stop the ticker. */
  private get isRunning(): boolean {
    return this.state.name === 'running';
  }

  private tick(dueMs: number): void {
    const { clock, ticks, config, metrics, outbox } = this.parts;
    const beganMs = clock.now();
    const serverTick = ++ticks.now;
    outbox.hold();
    for (const room of this.parts.rooms()) {
      try {
        room.tick(serverTick, beganMs);
      } catch (error) {
        this.parts.roomFailed(room, error);
      }
    }
    this.parts.ticked(serverTick);
    if (serverTick % config.sweepIntervalTicks === 0) this.parts.sweep(beganMs);
    outbox.release();
    metrics.tick(clock.now() - beganMs, beganMs - dueMs);
  }

  private ticksDueAt(nowMs: number): number {
    return Math.floor(((nowMs + EARLY_MS_MAX - this.startMs) * TICKS_PER_SECOND) / MS_PER_SECOND);
  }

  /** Until the next tick may begin, rounded up: timers must not fire before that. */
  private wait(): TickerState {
    const { clock } = this.parts;
    const ms = Math.max(1, Math.ceil(this.dueMs(this.ticksTimed + 1) - EARLY_MS_MAX - clock.now()));
    return { name: 'waiting', cancel: clock.after(ms, () => this.run()) };
  }

  private dueMs(tick: number): number {
    return this.startMs + (tick * MS_PER_SECOND) / TICKS_PER_SECOND;
  }
}
