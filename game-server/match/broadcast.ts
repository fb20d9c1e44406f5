// World to payloads: one encode for all viewers of a room who take snapshots at one rate. All that kept up have the same
// baseline and share one delta; one who skipped a snapshot shares a keyframe with others who did.

import { encodeSnapshotFrame, SNAPSHOT_RATES, TICK_WORD, type SnapshotRate } from '#protocol';
import { EVENT, EVENT_LENGTH, TICKS_PER_SECOND, type Events, type World } from '#simulation';
import { frameOf } from '../net/frame.ts';
import type { Metrics } from '../ops/metrics.ts';

/** Where snapshots go. */
export interface Viewer {
  /** Whether it keeps up, so that another snapshot may be written. */
  isReady(tick: number): boolean;
  writeSnapshot(frame: Buffer, tick: number, nowMs: number): void;
}

/** Events carried by one snapshot; what is beyond is dropped, since the words tell all that matters. */
const EVENTS_PER_SNAPSHOT_MAX = 64;
/** Ticks after which the turns of all rates come round again: the slowest one's interval, which all others divide. */
const CYCLE_TICKS = TICKS_PER_SECOND / Math.min(...SNAPSHOT_RATES);
const EVERY_TICK = 2 ** CYCLE_TICKS - 1;

export class Broadcast {
  /** Only those that have viewers. */
  private readonly groups: RateGroup[] = [];
  private readonly phase: number;
  private readonly metrics: Metrics;
  /** Bit n: it is somebody's turn at the n-th tick of a cycle. One look at every tick of every room, and not at its groups. */
  private turns = EVERY_TICK;

  /** @param phase 0 or more: rooms with different ones send at different ticks. */
  constructor(phase: number, metrics: Metrics) {
    this.phase = phase;
    this.metrics = metrics;
  }

  get hasViewers(): boolean {
    return this.groups.length > 0;
  }

  /**
   * Adds a viewer, or moves one.
   * @param owner whose it is: another viewer of the same owner takes its place.
   * @returns the words it must know, so that the next delta is for it too.
   */
  join(owner: object, viewer: Viewer, rate: SnapshotRate, world: World): Int32Array {
    this.leave(owner);
    const words = this.group(rate, world).join(owner, viewer);
    this.takeTurns();
    return words;
  }

  leave(owner: object): void {
    const index = this.groups.findIndex((group) => group.leave(owner));
    if (index >= 0 && this.groups[index]!.isEmpty) this.groups.splice(index, 1);
    this.takeTurns();
  }

  /** A new match: the viewers have been given this world whole. */
  restart(world: World): void {
    for (const group of this.groups) group.restart(world);
  }

  /** Keeps what a tick made happen for the next snapshots. Dots are left out: the words show them. */
  record(events: Events): void {
    for (let i = 0; i < events.count; i++) {
      if (events.words[i * EVENT_LENGTH] === EVENT.dotEaten) continue;
      for (const group of this.groups) group.record(events.words, i * EVENT_LENGTH);
    }
  }

  /** Whether it is somebody's turn to see the world, or nobody is there to wait for. */
  isDue(serverTick: number): boolean {
    return ((this.turns >> ((serverTick + this.phase) % CYCLE_TICKS)) & 1) === 1;
  }

  /** Sends the world to the viewers whose turn it is. @param serverTick the ticker's count, the same for all rooms. */
  send(world: World, serverTick: number, nowMs: number): void {
    for (const group of this.groups) {
      if ((serverTick + this.phase) % group.intervalTicks === 0) group.send(world, nowMs);
    }
  }

  private group(rate: SnapshotRate, world: World): RateGroup {
    const known = this.groups.find((group) => group.rate === rate);
    if (known !== undefined) return known;
    const group = new RateGroup(rate, world, this.metrics);
    this.groups.push(group);
    return group;
  }

  private takeTurns(): void {
    this.turns = this.groups.length === 0 ? EVERY_TICK : 0;
    for (const { intervalTicks } of this.groups) {
      for (let tick = 0; tick < CYCLE_TICKS; tick += intervalTicks) this.turns |= 1 << tick;
    }
  }
}

class RateGroup {
  readonly rate: SnapshotRate;
  readonly intervalTicks: number;
  private readonly metrics: Metrics;
  // Lists beside each other, and no object for each viewer: what a snapshot costs is mostly fetching such objects.
  private readonly owners: object[] = [];
  private readonly viewers: Viewer[] = [];
  /** Whether the last snapshot of the group was written to the viewer. */
  private readonly haveBaseline: boolean[] = [];
  private baseline: Int32Array;
  private readonly events: number[] = [];

  constructor(rate: SnapshotRate, world: World, metrics: Metrics) {
    this.rate = rate;
    this.intervalTicks = TICKS_PER_SECOND / rate;
    this.metrics = metrics;
    this.baseline = world.words.slice();
  }

  get isEmpty(): boolean {
    return this.viewers.length === 0;
  }

  join(owner: object, viewer: Viewer): Int32Array {
    this.owners.push(owner);
    this.viewers.push(viewer);
    this.haveBaseline.push(true);
    return this.baseline;
  }

  /** @returns whether it had one. */
  leave(owner: object): boolean {
    const index = this.owners.indexOf(owner);
    if (index < 0) return false;
    for (const list of [this.owners, this.viewers, this.haveBaseline]) list.splice(index, 1);
    return true;
  }

  restart(world: World): void {
    this.baseline = world.words.slice();
    this.events.length = 0;
    this.haveBaseline.fill(true);
  }

  record(words: Int32Array, start: number): void {
    if (this.events.length >= EVENTS_PER_SNAPSHOT_MAX * EVENT_LENGTH) return;
    for (let i = start; i < start + EVENT_LENGTH; i++) this.events.push(words[i]!);
  }

  send(world: World, nowMs: number): void {
    const { viewers, haveBaseline, metrics } = this;
    const { tick } = world;
    // While a world stands still, only those who skipped its last snapshot are owed anything.
    const isNews = tick !== this.baseline[TICK_WORD];
    let delta: Buffer | null = null;
    let keyframe: Buffer | null = null;
    for (let i = 0; i < viewers.length; i++) {
      const viewer = viewers[i]!;
      const hasBaseline = haveBaseline[i]!;
      if (hasBaseline && !isNews) continue;
      haveBaseline[i] = viewer.isReady(tick);
      if (!haveBaseline[i]) {
        metrics.snapshotsSkipped++;
        continue;
      }
      const frame = hasBaseline ? (delta ??= this.delta(world)) : (keyframe ??= keyframeOf(world));
      viewer.writeSnapshot(frame, tick, nowMs);
      metrics.snapshotsSent++;
    }
    this.baseline.set(world.words);
    if (this.events.length > 0) this.events.length = 0;
  }

  private delta(world: World): Buffer {
    // A copy: sockets may hold it for longer than the encoder does.
    return Buffer.from(encodeSnapshotFrame(this.baseline, world.words, this.events));
  }
}

function keyframeOf(world: World): Buffer {
  return frameOf({ type: 'keyframe', tick: world.tick, words: world.words });
}
