// A live match as a watcher sees it: in the present, or later, at a place of the history that they choose.

import type { WireSeat } from '#protocol';
import type { MatchEvent, OnlineMatch } from '../netcode/online-match.ts';
import type { ShownMatch } from '../view/maze/shown-match.ts';
import { LiveHistory } from './live-history.ts';
import { Playback } from './playback.ts';

export interface LiveCalls {
  /** The watcher returns to the present. */
  caughtUp(): void;
  /** Asks the server for the maze of a seat, or for the seat -1 for the one with this number. */
  follow(seat: number, maze: number): void;
}

export class LivePlayback extends Playback {
  private readonly online: OnlineMatch;
  private readonly calls: LiveCalls;
  private live = true;
  /** Whether the server has gone on to another match. */
  private over = false;

  constructor(online: OnlineMatch, calls: LiveCalls) {
    const history = new LiveHistory(online.prediction.confirmed, online.seats);
    super(history, (error) => online.fail(error));
    this.online = online;
    this.calls = calls;
    this.playing = true;
    online.confirmedChanged = () => {
      if (!this.over) history.record(online.prediction.confirmed, online.seats);
    };
  }

  /** Whether the watcher sees the present. */
  get isLive(): boolean {
    return this.live;
  }

  /** Whether this is the match that is watched. */
  shows(match: OnlineMatch): boolean {
    return this.online === match;
  }

  /** By how much the watcher sees everything later. */
  get behindTicks(): number {
    return this.live ? 0 : this.lastTick - this.tick;
  }

  get severalMazes(): boolean {
    return this.online.hasSeveralMazes;
  }

  /** Of players who are out. */
  get ownSeats(): readonly number[] {
    return this.online.ownSeats;
  }

  override get seats(): readonly WireSeat[] {
    return this.live ? this.online.seats : super.seats;
  }

  override get prediction(): ShownMatch['prediction'] {
    return this.live ? this.online.prediction : super.prediction;
  }

  override get blend(): ShownMatch['blend'] {
    return this.live ? this.online.blend : super.blend;
  }

  /** Emotes are not part of the history. */
  get emotes(): OnlineMatch['emotes'] {
    return this.online.emotes;
  }

  override get fraction(): number {
    return this.live ? this.online.fraction : super.fraction;
  }

  override get tick(): number {
    return this.live ? this.lastTick : super.tick;
  }

  /** The server has gone on to another match: what was seen of this one can still be played to its end. */
  end(): void {
    this.over = true;
  }

  override play(): void {
    if (this.tick >= this.lastTick) this.goLive();
    else super.play();
  }

  override pause(): void {
    this.leaveLive();
    super.pause();
  }

  /** In the present no other speed is possible: a lower one leaves it. */
  override setSpeed(speed: number): void {
    if (this.live && speed >= 1) return;
    this.leaveLive();
    super.setSpeed(speed);
  }

  override seek(tick: number): void {
    if (tick >= this.lastTick) return this.goLive();
    this.live = false;
    super.seek(tick);
  }

  override stepOn(): void {
    if (!this.live) super.stepOn();
  }

  override stepBack(): void {
    this.leaveLive();
    super.stepBack();
  }

  goLive(): void {
    this.live = true;
    this.playing = true;
    super.setSpeed(1);
    this.calls.caughtUp();
  }

  override frame(nowMs: number): void {
    if (!this.over) this.online.frame(nowMs);
    if (!this.live) super.frame(nowMs);
  }

  override takeEvents(): readonly MatchEvent[] {
    const now = this.online.takeEvents();
    const later = super.takeEvents();
    return this.live ? now : later;
  }

  /** Of several mazes the server sends one. */
  protected override look(): void {
    if (this.online.hasSeveralMazes) this.calls.follow(this.seat, this.seat < 0 ? this.mazeNumber : -1);
  }

  /**
   * News of the match come in steps of up to a quarter of a second. Only a watcher who is faster than the match, or of a
   * match that stands still, is in the present: all others wait here for the next news.
   */
  protected override ended(): void {
    if (this.over || this.online.stands || this.speed > 1) this.goLive();
  }

  /** From the present to the newest tick that is known for certain. */
  private leaveLive(): void {
    if (!this.live) return;
    this.live = false;
    super.seek(this.lastTick);
  }
}
