// Which viewer gets which snapshot, and when: viewers are grouped by view and rate. viewer-group.ts makes the payloads,
// shown-world.ts what a view shows.

import assert from 'node:assert/strict';
import { SNAPSHOT_RATES, type SnapshotRate } from '#protocol';
import { EVENT, EVENT_LENGTH, TICKS_PER_SECOND, type Events, type World } from '#simulation';
import type { Metrics } from '../ops/metrics.ts';
import { ViewerGroup, type Scene, type Stray, type Viewer } from './viewer-group.ts';

/** Ticks after which the turns of all rates repeat: the interval of the slowest rate, a multiple of all others. */
const CYCLE_TICKS = TICKS_PER_SECOND / Math.min(...SNAPSHOT_RATES);

export class Broadcast {
  /** Only groups that have viewers. */
  private groups: ViewerGroup[] = [];
  private readonly phase: number;
  private readonly metrics: Metrics;
  /** Bit n: some group has its turn at the n-th tick of a cycle. */
  private turns = 0;

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
   * @param owner the member who owns the viewer; another viewer of the same owner is replaced.
   * @returns the baseline of the next delta.
   */
  join(owner: object, viewer: Viewer, rate: SnapshotRate, scene: Scene): Int32Array {
    this.leave(owner);
    const words = this.group(rate, scene).join(owner, viewer);
    this.takeTurns();
    return words;
  }

  leave(owner: object): void {
    const index = this.groups.findIndex((group) => group.leave(owner) !== null);
    if (index >= 0 && this.groups[index]!.isEmpty) this.groups.splice(index, 1);
    this.takeTurns();
  }

  /** A viewer gets the next snapshot without waiting for the turn of its group. */
  hurry(owner: object): void {
    this.groups.find((group) => group.has(owner))?.hurry();
  }

  /** Moves the viewers that see something else now. They get what leads there with the next `send`. */
  move(sceneOf: (owner: object) => Scene): void {
    const strays: Stray[] = [];
    for (const group of this.groups) group.findStrays(sceneOf, strays);
    if (strays.length === 0) return;
    for (const { group, owner, scene } of strays) this.group(group.rate, scene).receive(owner, group.leave(owner)!);
    this.groups = this.groups.filter((group) => !group.isEmpty);
    this.takeTurns();
  }

  /** Whether any viewer sees one of these worlds. */
  shows(worlds: readonly World[]): boolean {
    return this.groups.some((group) => worlds.includes(group.world));
  }

  /** A new match, which all viewers have received. @param sceneOf what an owner sees from now on */
  restart(sceneOf: (owner: object) => Scene): void {
    const before = this.groups;
    this.groups = [];
    for (const { rate, entries } of before.map((group) => ({ rate: group.rate, entries: group.entries() }))) {
      for (const [owner, viewer] of entries) this.group(rate, sceneOf(owner)).join(owner, viewer);
    }
  }

  /** Keeps the events of a tick in a world for the next snapshots, except for eaten dots, which the words show. */
  record(world: World, events: Events): void {
    if (events.count === 0) return;
    for (const group of this.groups) {
      if (group.world !== world) continue;
      for (let at = 0; at < events.count * EVENT_LENGTH; at += EVENT_LENGTH) {
        if (events.words[at] !== EVENT.dotEaten) group.record(events.words, at);
      }
    }
  }

  /** Whether a group has its turn at this tick. */
  hasTurn(serverTick: number): boolean {
    return ((this.turns >> ((serverTick + this.phase) % CYCLE_TICKS)) & 1) === 1;
  }

  /** Whether all groups have their turn at this tick, or there are none. */
  haveAllTurns(serverTick: number): boolean {
    return this.groups.every(({ intervalTicks }) => (serverTick + this.phase) % intervalTicks === 0);
  }

  /** The first tick after this one at which a group has its turn. Call it only if there are viewers. */
  nextTurn(serverTick: number): number {
    assert(this.turns !== 0, 'a group has a turn in each cycle');
    let tick = serverTick + 1;
    while (!this.hasTurn(tick)) tick++;
    return tick;
  }

  /**
   * Sends snapshots to the viewers whose turn it is, and to those that have moved.
   * @param serverTick the ticker's count, the same for all rooms.
   */
  send(serverTick: number, nowMs: number): void {
    for (const group of this.groups) {
      if (group.isUrgent || (serverTick + this.phase) % group.intervalTicks === 0) group.send(nowMs);
    }
  }

  /** Sends snapshots to all viewers now: what a viewer that joins gets is the World as it stands. */
  sendAll(nowMs: number): void {
    for (const group of this.groups) group.send(nowMs);
  }

  private group(rate: SnapshotRate, scene: Scene): ViewerGroup {
    const known = this.groups.find((group) => group.rate === rate && group.shows(scene));
    if (known !== undefined) return known;
    const group = new ViewerGroup(rate, scene, this.metrics);
    this.groups.push(group);
    return group;
  }

  private takeTurns(): void {
    this.turns = 0;
    for (const { intervalTicks } of this.groups) {
      for (let tick = 0; tick < CYCLE_TICKS; tick += intervalTicks) this.turns |= 1 << tick;
    }
  }
}
