// World to payloads: one encode for all viewers of a room who take snapshots at one rate. All that kept up have the same
// baseline and share one delta; one who skipped a snapshot shares a keyframe with others who did.

import { encodeSnapshotFrame, TICK_WORD, type SnapshotRate } from '#protocol';
import { EVENT, EVENT_LENGTH, TICKS_PER_SECOND, type Events, type World } from '#simulation';
import { frameOf } from './frame.ts';
import type { Metrics } from './metrics.ts';

/** Who gets snapshots. */
export interface Viewer {
  /** Whether it keeps up, so that another snapshot may be written. */
  isReady(tick: number): boolean;
  writeSnapshot(frame: Buffer, tick: number): void;
}

/** Events carried by one snapshot; what is beyond is dropped, since the words tell all that matters. */
const EVENTS_PER_SNAPSHOT_MAX = 64;

export class Broadcast {
  /** Only those that have members. */
  private readonly groups: RateGroup[] = [];
  private readonly phase: number;
  private readonly metrics: Metrics;

  /** @param phase any integer: rooms with different ones send at different ticks. */
  constructor(phase: number, metrics: Metrics) {
    this.phase = phase;
    this.metrics = metrics;
  }

  /** Adds a viewer, or moves one. @returns the words it must know, so that the next delta is for it too. */
  join(viewer: Viewer, rate: SnapshotRate, world: World): Int32Array {
    this.leave(viewer);
    return this.group(rate, world).join(viewer);
  }

  leave(viewer: Viewer): void {
    const index = this.groups.findIndex((group) => group.leave(viewer));
    if (index >= 0 && this.groups[index]!.isEmpty) this.groups.splice(index, 1);
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
    const tick = serverTick + this.phase;
    for (const group of this.groups) if (tick % group.intervalTicks === 0) return true;
    return this.groups.length === 0;
  }

  /** Sends the world to the viewers whose turn it is. @param serverTick the ticker's count, the same for all rooms. */
  send(world: World, serverTick: number): void {
    for (const group of this.groups) {
      if ((serverTick + this.phase) % group.intervalTicks === 0) group.send(world);
    }
  }

  private group(rate: SnapshotRate, world: World): RateGroup {
    const known = this.groups.find((group) => group.rate === rate);
    if (known !== undefined) return known;
    const group = new RateGroup(rate, world, this.metrics);
    this.groups.push(group);
    return group;
  }
}

interface Member {
  readonly viewer: Viewer;
  /** Whether the last snapshot of the group was written to it. */
  hasBaseline: boolean;
}

class RateGroup {
  readonly rate: SnapshotRate;
  readonly intervalTicks: number;
  private readonly metrics: Metrics;
  private readonly members: Member[] = [];
  private baseline: Int32Array;
  private readonly events: number[] = [];

  constructor(rate: SnapshotRate, world: World, metrics: Metrics) {
    this.rate = rate;
    this.intervalTicks = TICKS_PER_SECOND / rate;
    this.metrics = metrics;
    this.baseline = world.words.slice();
  }

  get isEmpty(): boolean {
    return this.members.length === 0;
  }

  join(viewer: Viewer): Int32Array {
    this.members.push({ viewer, hasBaseline: true });
    return this.baseline;
  }

  /** @returns whether it was one of them. */
  leave(viewer: Viewer): boolean {
    const index = this.members.findIndex((member) => member.viewer === viewer);
    if (index < 0) return false;
    this.members.splice(index, 1);
    return true;
  }

  restart(world: World): void {
    this.baseline = world.words.slice();
    this.events.length = 0;
    for (const member of this.members) member.hasBaseline = true;
  }

  record(words: Int32Array, start: number): void {
    if (this.events.length >= EVENTS_PER_SNAPSHOT_MAX * EVENT_LENGTH) return;
    for (let i = start; i < start + EVENT_LENGTH; i++) this.events.push(words[i]!);
  }

  send(world: World): void {
    const { tick } = world;
    // While a world stands still, only those who skipped its last snapshot are owed anything.
    const isNews = tick !== this.baseline[TICK_WORD];
    let delta: Buffer | null = null;
    let keyframe: Buffer | null = null;
    for (const member of this.members) {
      if (member.hasBaseline && !isNews) continue;
      if (!member.viewer.isReady(tick)) {
        member.hasBaseline = false;
        this.metrics.snapshotsSkipped++;
        continue;
      }
      const frame = member.hasBaseline ? (delta ??= this.delta(world)) : (keyframe ??= keyframeOf(world));
      member.hasBaseline = true;
      member.viewer.writeSnapshot(frame, tick);
      this.metrics.snapshotsSent++;
    }
    this.baseline.set(world.words);
    this.events.length = 0;
  }

  private delta(world: World): Buffer {
    // A copy: sockets may hold it for longer than the encoder does.
    return Buffer.from(encodeSnapshotFrame(this.baseline, world.words, this.events));
  }
}

function keyframeOf(world: World): Buffer {
  return frameOf({ type: 'keyframe', tick: world.tick, words: world.words });
}
