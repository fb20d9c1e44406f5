// Viewers that see the same at the same rate share one encode. Viewers that keep up have the same baseline and share one
// delta; viewers that skipped a snapshot share one keyframe. A viewer that comes from another group gets a delta of its own.

import { encodeSnapshotFrame, TICK_WORD, type SnapshotRate } from '#protocol';
import { TICKS_PER_SECOND, type View, type World } from '#simulation';
import { frameFrom, frameOf } from '../net/frame.ts';
import type { Metrics } from '../ops/metrics.ts';
import { ShownWorld } from './shown-world.ts';

/** Where snapshots and pieces of the log go. */
export interface Viewer {
  /** Whether the viewer keeps up, so that the frame of this tick may be written. */
  isReady(tick: number): boolean;
  /** Whether it has not reported the last tick that was written. */
  readonly hasUnseen: boolean;
  /** Writes a snapshot, a keyframe or a piece of the log. */
  show(frame: Buffer, tick: number, nowMs: number): void;
}

/** What a viewer looks at. */
export interface Scene {
  readonly world: World;
  readonly view: View;
}

/** A viewer that has left a group. */
export interface Leaver {
  readonly viewer: Viewer;
  /** The words that it has, null if it has missed some. */
  readonly words: Int32Array | null;
}

/** A viewer whose group does not show what it is to see. */
export interface Stray {
  readonly group: ViewerGroup;
  readonly owner: object;
  readonly scene: Scene;
}

export class ViewerGroup {
  readonly rate: SnapshotRate;
  readonly intervalTicks: number;
  private readonly scene: Scene;
  private readonly shown: ShownWorld;
  private readonly metrics: Metrics;
  // Parallel lists instead of an object for each viewer: fetching such objects is most of what a snapshot costs.
  private readonly owners: object[] = [];
  private readonly viewers: Viewer[] = [];
  /** Whether the last snapshot of the group was written to the viewer. */
  private readonly haveBaseline: boolean[] = [];
  private readonly baseline: Int32Array;
  /** Viewers that have come from other groups since the last `send`, with the words that they have. */
  private newcomers = new Map<Viewer, Int32Array>();
  /** Whether its viewers are not to wait for its turn. */
  private urgent = false;

  constructor(rate: SnapshotRate, scene: Scene, metrics: Metrics) {
    this.rate = rate;
    this.intervalTicks = TICKS_PER_SECOND / rate;
    this.scene = scene;
    this.shown = new ShownWorld(scene.world, scene.view);
    this.metrics = metrics;
    this.baseline = this.shown.words.slice();
  }

  get isEmpty(): boolean {
    return this.viewers.length === 0;
  }

  /** Whether it is to send now, whoever's turn it is. */
  get isUrgent(): boolean {
    return this.urgent;
  }

  /** Whether its viewers see a scene. */
  shows({ world, view }: Scene): boolean {
    return world === this.scene.world && view.key === this.scene.view.key;
  }

  /** Adds a viewer that will have the baseline of the next delta. @returns the baseline */
  join(owner: object, viewer: Viewer): Int32Array {
    this.add(owner, viewer, true);
    return this.baseline;
  }

  /** Its viewers need not wait for its turn. */
  hurry(): void {
    this.urgent = true;
  }

  /** Adds a viewer that has seen something else of the match until now. It gets what leads here with the next `send`. */
  receive(owner: object, { viewer, words }: Leaver): void {
    this.add(owner, viewer, false);
    if (words !== null) this.newcomers.set(viewer, words);
    this.urgent = true;
  }

  private add(owner: object, viewer: Viewer, hasBaseline: boolean): void {
    this.owners.push(owner);
    this.viewers.push(viewer);
    this.haveBaseline.push(hasBaseline);
  }

  /** @returns the removed viewer of an owner, null if there is none. */
  leave(owner: object): Leaver | null {
    const index = this.owners.indexOf(owner);
    if (index < 0) return null;
    const viewer = this.viewers[index]!;
    const words = this.haveBaseline[index]! ? this.baseline.slice() : (this.newcomers.get(viewer) ?? null);
    for (const list of [this.owners, this.viewers, this.haveBaseline]) list.splice(index, 1);
    this.newcomers.delete(viewer);
    return { viewer, words };
  }

  has(owner: object): boolean {
    return this.owners.includes(owner);
  }

  /** Its viewers, by owner. */
  entries(): [object, Viewer][] {
    return this.owners.map((owner, i) => [owner, this.viewers[i]!]);
  }

  /** Adds its viewers that see something else now to a list, with what that is. */
  findStrays(sceneOf: (owner: object) => Scene, into: Stray[]): void {
    for (const owner of this.owners) {
      const scene = sceneOf(owner);
      if (!this.shows(scene)) into.push({ group: this, owner, scene });
    }
  }

  get world(): World {
    return this.scene.world;
  }

  /** Keeps an event of its world for the next snapshot. */
  record(words: Int32Array, start: number): void {
    this.shown.record(words, start);
  }

  send(nowMs: number): void {
    const { viewers, haveBaseline, newcomers, metrics, shown } = this;
    this.urgent = false;
    shown.look();
    const { words } = shown;
    const tick = words[TICK_WORD]!;
    // While a world stands still, only viewers that skipped its last snapshot need another.
    const isNews = tick !== this.baseline[TICK_WORD] || !areSame(words, this.baseline);
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
      const had = hasBaseline ? undefined : newcomers.get(viewer);
      const frame = hasBaseline
        ? (delta ??= frameFrom(encodeSnapshotFrame(this.baseline, words, shown.events)))
        : had !== undefined
          ? frameFrom(encodeSnapshotFrame(had, words, NO_EVENTS))
          : (keyframe ??= frameOf({ type: 'keyframe', tick, words }));
      viewer.show(frame, tick, nowMs);
      metrics.snapshotsSent++;
    }
    newcomers.clear();
    this.baseline.set(words);
  }
}

/** Events of the other group, or before it came, are not the viewer's. */
const NO_EVENTS: readonly number[] = [];

function areSame(words: Int32Array, others: Int32Array): boolean {
  for (let i = 0; i < words.length; i++) if (words[i] !== others[i]) return false;
  return true;
}
