// Viewers that see the same at the same rate share one encode. Viewers that keep up have the same baseline and share one
// delta; viewers that skipped a snapshot share one keyframe.

import { encodeSnapshotFrame, TICK_WORD, type SnapshotRate } from '#protocol';
import { TICKS_PER_SECOND, type View, type World } from '#simulation';
import { frameFrom, frameOf } from '../net/frame.ts';
import type { Metrics } from '../ops/metrics.ts';
import { ShownWorld } from './shown-world.ts';

/** Where snapshots and pieces of the log go. */
export interface Viewer {
  /** Whether the viewer keeps up, so that the frame of this tick may be written. */
  isReady(tick: number): boolean;
  /** Writes a snapshot, a keyframe or a piece of the log. */
  show(frame: Buffer, tick: number, nowMs: number): void;
}

/** What a viewer looks at. */
export interface Scene {
  readonly world: World;
  readonly view: View;
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
  /** Whether a viewer waits for a keyframe that is not to wait for the turn of the group. */
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

  /** Adds a viewer that has seen something else until now. It gets a keyframe with the next `send`. */
  receive(owner: object, viewer: Viewer): void {
    this.add(owner, viewer, false);
    this.urgent = true;
  }

  private add(owner: object, viewer: Viewer, hasBaseline: boolean): void {
    this.owners.push(owner);
    this.viewers.push(viewer);
    this.haveBaseline.push(hasBaseline);
  }

  /** @returns the removed viewer of an owner, null if there is none. */
  leave(owner: object): Viewer | null {
    const index = this.owners.indexOf(owner);
    if (index < 0) return null;
    const viewer = this.viewers[index]!;
    for (const list of [this.owners, this.viewers, this.haveBaseline]) list.splice(index, 1);
    return viewer;
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
    const { viewers, haveBaseline, metrics, shown } = this;
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
      const frame = hasBaseline
        ? (delta ??= this.delta(words))
        : (keyframe ??= frameOf({ type: 'keyframe', tick, words }));
      viewer.show(frame, tick, nowMs);
      metrics.snapshotsSent++;
    }
    this.baseline.set(words);
  }

  private delta(words: Int32Array): Buffer {
    return frameFrom(encodeSnapshotFrame(this.baseline, words, this.shown.events));
  }
}

function areSame(words: Int32Array, others: Int32Array): boolean {
  for (let i = 0; i < words.length; i++) if (words[i] !== others[i]) return false;
  return true;
}
