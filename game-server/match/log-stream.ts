// Sends the match log to its viewers: a piece for each tick with inputs, an empty piece after LOG_INTERVAL_TICKS without
// one, and the hash of the World once in LOG_HASH_TICKS. A piece is encoded once for a room.
//
//            does not keep up, or has asked for a keyframe
//   following ─────────────────────────────────────────────► missing (no pieces)
//       ▲                 a keyframe is written                 │
//       └───────────────────────────────────────────────────────┘
//   A new match makes all viewers `outside` until they have joined it.

import assert from 'node:assert/strict';
import { encodeLogFrame, LOG_HASH_TICKS, LOG_INTERVAL_TICKS } from '#protocol';
import { hashWorld, writeInputs, type Input, type World } from '#simulation';
import { frameFrom, frameOf } from '../net/frame.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Viewer } from './viewer-group.ts';

/** Ticks of the server between two keyframes that one viewer has asked for. */
export const KEYFRAME_INTERVAL_TICKS = 60;

/** Which pieces a viewer has: none of this match, all, or not all. */
const OUTSIDE = 0;
const FOLLOWING = 1;
const MISSING = 2;

/** Later than any tick: no keyframe was asked for. */
const NEVER = Number.MAX_SAFE_INTEGER;
const NO_INPUTS: readonly Input[] = [];
const NO_FRAME = Buffer.alloc(0);

/** The numbers of a piece. All rooms share it, to allocate nothing. */
const numbers: number[] = [];

export class LogStream {
  private readonly phase: number;
  private readonly metrics: Metrics;
  // Parallel lists instead of an object for each viewer: fetching such objects is most of what a piece costs.
  private readonly owners: object[] = [];
  private readonly viewers: Viewer[] = [];
  private readonly standings: number[] = [];
  /** The tick of the server at which a viewer gets the keyframe it has asked for, and from which it may have the next. */
  private readonly wantedTicks: number[] = [];
  private readonly allowedTicks: number[] = [];
  private missingCount = 0;
  private nextWantedTick = NEVER;
  /** The tick of the match up to which pieces were sent. */
  private sentTick = 0;
  /** The first piece at or after this tick has the hash. A separate piece would be one more write for each viewer. */
  private hashTick: number;

  /** @param phase 0 or more: rooms with different ones send hashes at different ticks. */
  constructor(phase: number, metrics: Metrics) {
    this.phase = phase;
    this.metrics = metrics;
    this.hashTick = this.hashTickAfter(0);
  }

  get isEmpty(): boolean {
    return this.viewers.length === 0;
  }

  /** Whether a viewer has all pieces so far. */
  isFollowing(owner: object): boolean {
    const index = this.owners.indexOf(owner);
    return index >= 0 && this.standings[index] === FOLLOWING;
  }

  /** Adds a viewer, which gets the World. The others get a piece up to its tick. @param owner has no other viewer here */
  join(owner: object, viewer: Viewer, world: World, nowMs: number): void {
    this.finish(world.tick, NO_INPUTS, world, nowMs);
    this.sentTick = world.tick;
    this.owners.push(owner);
    this.viewers.push(viewer);
    this.standings.push(FOLLOWING);
    this.wantedTicks.push(NEVER);
    this.allowedTicks.push(0);
  }

  leave(owner: object): void {
    const index = this.owners.indexOf(owner);
    if (index < 0) return;
    if (this.standings[index] === MISSING) this.missingCount--;
    for (const list of [this.owners, this.viewers, this.standings, this.wantedTicks, this.allowedTicks]) {
      list.splice(index, 1);
    }
  }

  /** A new match, which no viewer has joined yet. */
  restart(): void {
    this.standings.fill(OUTSIDE);
    this.wantedTicks.fill(NEVER);
    this.missingCount = 0;
    this.nextWantedTick = NEVER;
    this.sentTick = 0;
    this.hashTick = this.hashTickAfter(0);
  }

  /** A viewer asks for a keyframe. @returns the tick of the server at which it gets one; null if it has not joined the match */
  wantKeyframe(owner: object, serverTick: number): number | null {
    const index = this.owners.indexOf(owner);
    if (index < 0 || this.standings[index] === OUTSIDE) return null;
    const tick = Math.max(serverTick + 1, this.allowedTicks[index]!);
    this.wantedTicks[index] = tick;
    this.nextWantedTick = Math.min(this.nextWantedTick, tick);
    return tick;
  }

  /**
   * The tick of the server, after this one, at which something is due even if there are no inputs.
   * @param tick that of the match
   */
  nextTurn(serverTick: number, tick: number): number {
    const pieceTicks = this.sentTick + LOG_INTERVAL_TICKS - tick;
    return Math.min(serverTick + pieceTicks, this.nextWantedTick);
  }

  /** Whether the World is needed for what is sent in this tick. */
  needsWorld(serverTick: number, tick: number, hasInputs: boolean): boolean {
    if (this.isEmpty) return false;
    if (this.nextWantedTick <= serverTick) return true;
    return (this.missingCount > 0 || tick >= this.hashTick) && (hasInputs || this.isPieceOverdue(tick));
  }

  /**
   * Sends what is due after a tick of the match: the piece, or a keyframe to viewers that have missed pieces.
   * @param world after this tick if `needsWorld`
   */
  send(serverTick: number, tick: number, inputs: readonly Input[], world: World, nowMs: number): void {
    if (this.isEmpty || tick <= this.sentTick) return;
    const isWanted = this.nextWantedTick <= serverTick;
    if (isWanted) this.takeRequests(serverTick);
    const isDue = inputs.length > 0 || this.isPieceOverdue(tick);
    const hash = isDue && tick >= this.hashTick ? this.takeHash(tick, world) : 0;
    if (isDue || isWanted) this.write(isDue, tick, inputs, hash, world, nowMs);
  }

  /** Sends keyframes while the World stands still. */
  sendStanding(serverTick: number, world: World, nowMs: number): void {
    if (this.nextWantedTick <= serverTick) this.takeRequests(serverTick);
    if (this.missingCount > 0) this.write(false, world.tick, NO_INPUTS, 0, world, nowMs);
  }

  /** The match stands still after this tick. Sends a piece of the tick if none was sent, even an empty one. */
  finish(tick: number, inputs: readonly Input[], world: World, nowMs: number): void {
    if (!this.isEmpty && tick > this.sentTick) this.write(true, tick, inputs, 0, world, nowMs);
  }

  private isPieceOverdue(tick: number): boolean {
    return tick >= this.sentTick + LOG_INTERVAL_TICKS;
  }

  private takeHash(tick: number, world: World): number {
    this.hashTick = this.hashTickAfter(tick);
    return hashWorld(world);
  }

  private hashTickAfter(tick: number): number {
    return tick + LOG_HASH_TICKS - ((tick + this.phase) % LOG_HASH_TICKS);
  }

  private takeRequests(serverTick: number): void {
    const { wantedTicks, standings } = this;
    this.nextWantedTick = NEVER;
    for (let i = 0; i < wantedTicks.length; i++) {
      if (wantedTicks[i]! > serverTick) {
        this.nextWantedTick = Math.min(this.nextWantedTick, wantedTicks[i]!);
        continue;
      }
      wantedTicks[i] = NEVER;
      this.allowedTicks[i] = serverTick + KEYFRAME_INTERVAL_TICKS;
      if (standings[i] !== FOLLOWING) continue;
      standings[i] = MISSING;
      this.missingCount++;
    }
  }

  /** @param hasPiece whether there is a piece for viewers that have all earlier ones */
  private write(
    hasPiece: boolean,
    tick: number,
    inputs: readonly Input[],
    hash: number,
    world: World,
    nowMs: number,
  ): void {
    const { viewers, standings, metrics } = this;
    const piece = hasPiece ? frameFrom(encodeLogFrame(tick, numbers, writeInputs(inputs, numbers), hash)) : NO_FRAME;
    let keyframe: Buffer | null = null;
    if (hasPiece) this.sentTick = tick;
    for (let i = 0; i < viewers.length; i++) {
      const viewer = viewers[i]!;
      const standing = standings[i]!;
      if (standing === OUTSIDE || (standing === FOLLOWING && !hasPiece)) continue;
      if (!viewer.isReady(tick)) {
        if (hasPiece) metrics.logPiecesSkipped++;
        if (standing === FOLLOWING) this.missingCount++;
        standings[i] = MISSING;
      } else if (standing === FOLLOWING) {
        viewer.show(piece, tick, nowMs);
        metrics.logPiecesSent++;
        metrics.logBytesSent += piece.length;
      } else {
        assert(world.tick === tick, 'a keyframe is of the tick whose pieces follow');
        keyframe ??= frameOf({ type: 'keyframe', tick, words: world.words });
        viewer.show(keyframe, tick, nowMs);
        metrics.logKeyframesSent++;
        standings[i] = FOLLOWING;
        this.missingCount--;
      }
    }
  }
}
