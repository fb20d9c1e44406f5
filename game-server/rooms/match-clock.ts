// Decides when the inputs of a tick are taken, when the World is stepped, and when the room is woken. match.ts takes and
// steps, match-cycle.ts decides what is played.
//
//        in each tick its inputs are taken,          in each tick its inputs are taken;
//        and the World is stepped                    the World is stepped when it is needed
//                 stepping ──────no seat needs the World──────► waiting
//                     ▲                                            │
//                     └── anything but an input happens: settle() ─┘

import { END_KNOWN_TICKS } from '#simulation';
import type { ServerTicks } from '../clock.ts';
import type { Match } from '../match/match.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Audience } from './audience.ts';
import type { Seats } from './seats.ts';

/** For how long after a step it must be known that no seat needs the World. */
const LOOK_AHEAD_TICKS_MIN = END_KNOWN_TICKS >> 1;

/** What the clock moves. */
export interface Clocked {
  readonly match: Match;
  readonly seats: Seats;
  readonly audience: Audience;
  /** Whether ticks of the match pass. */
  readonly isRunning: boolean;
  /** The World was stepped by a tick. */
  stepped(): void;
}

export interface MatchClockParts {
  readonly ticks: ServerTicks;
  readonly metrics: Metrics;
}

export class MatchClock {
  private readonly room: Clocked;
  private readonly parts: MatchClockParts;
  /** The tick of the server at which the room has something to do next. Until then nothing is read but this number. */
  private nextTick: number;
  /** The tick of the server up to which the match has moved on. */
  private clockedTick: number;
  private state: 'stepping' | 'waiting' = 'stepping';
  /** While waiting: the tick of the match up to which it is known that no seat needs the World. */
  private knownTick = 0;

  constructor(room: Clocked, parts: MatchClockParts) {
    this.room = room;
    this.parts = parts;
    this.clockedTick = parts.ticks.now;
    this.nextTick = this.clockedTick + 1;
  }

  /** The tick of the server for which the room is to be woken. */
  get wakeTick(): number {
    return this.nextTick;
  }

  /** The current tick of the match. The World may be behind it. */
  get tickNow(): number {
    const { match, isRunning } = this.room;
    return isRunning ? match.tickNow + this.parts.ticks.now - this.clockedTick : match.tickNow;
  }

  get isStepping(): boolean {
    return this.state === 'stepping';
  }

  /** An input is due at a tick of the match. */
  wakeForInput(tick: number): void {
    this.wakeAt(this.parts.ticks.now + tick - this.tickNow);
  }

  /** The room has something to do at a tick of the server, at the latest. */
  wakeAt(serverTick: number): void {
    this.nextTick = Math.min(this.nextTick, serverTick);
  }

  /** The room has nothing to do before a tick of the server, or before `wakeAt` says so. */
  sleepUntil(serverTick: number): void {
    this.nextTick = serverTick;
  }

  /**
   * Brings the World to the current tick. Called before anything but an input happens to the room. The next tick is stepped
   * at its time, so everything happens in the same tick as without waiting.
   */
  settle(): void {
    this.passTo(this.parts.ticks.now);
    this.stepToNow();
    this.state = 'stepping';
    this.nextTick = this.parts.ticks.now + 1;
  }

  /** A tick of the server passes in which no room may move on: what was due, is due a tick later. */
  missTick(): void {
    this.clockedTick++;
    this.nextTick++;
  }

  /** The ticks of the server since the last call have not passed for this match, which stood still meanwhile. */
  goOn(): void {
    this.clockedTick = this.parts.ticks.now;
    this.nextTick = this.clockedTick + 1;
  }

  /** A tick of the server begins: those before it have passed without inputs, which would have woken the room. */
  begin(serverTick: number): void {
    this.passTo(serverTick - 1);
    this.clockedTick = serverTick;
  }

  /** Takes the inputs of this tick, and steps the World if it is needed. @throws when a rule is broken */
  take(serverTick: number): void {
    const { match, seats, audience } = this.room;
    match.take(seats, this.isStepping);
    const isDue = this.isStepping || match.tickNow >= this.knownTick;
    if (!isDue && !audience.needsWorld(serverTick, match)) return;
    this.stepToNow();
    // `canWait` is asked early, whenever the World was needed anyway: it is seldom stepped for that question alone.
    if (!this.isStepping && match.tickNow < this.knownTick - LOOK_AHEAD_TICKS_MIN) return;
    this.state = match.canWait(seats) ? 'waiting' : 'stepping';
    this.knownTick = match.tickNow + END_KNOWN_TICKS;
  }

  /** The next tick of the server at which the match has work if no request or input comes first. */
  nextTickAfter(serverTick: number): number {
    const nextTick = serverTick + 1;
    if (this.isStepping) return nextTick;
    const { match, seats, audience } = this.room;
    const turn = audience.nextTurn(serverTick, match.tickNow);
    if (turn === nextTick) return nextTick;
    return Math.min(turn, serverTick + Math.min(seats.nextDueTick, this.knownTick) - match.tickNow);
  }

  private passTo(serverTick: number): void {
    const { match, isRunning } = this.room;
    if (isRunning) match.skip(serverTick - this.clockedTick);
    this.clockedTick = serverTick;
  }

  private stepToNow(): void {
    const { room, parts } = this;
    const { match } = room;
    parts.metrics.worldTicksDeferred += Math.max(0, match.waitingTickCount - 1);
    for (; match.waitingTickCount > 0 && !match.isOver; parts.metrics.worldTicks++) {
      match.step();
      room.stepped();
    }
  }
}
