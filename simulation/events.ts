// What happened in a tick, for sound, effects and statistics. The World never depends on events.

import { assert } from './assert.ts';

/** Kinds of events. `who` is a seat or a ghost, `place` a tile, `value` points or a number named here. */
export const EVENT = {
  /** who: seat, place: tile, value: points. */
  dotEaten: 0,
  energizerEaten: 1,
  /** who: seat, place: the ghost's tile, value: points. */
  ghostEaten: 2,
  /** who: seat, place: tile, value: points. */
  fruitEaten: 3,
  /** place: tile, value: points it is worth. */
  fruitAppeared: 4,
  fruitLeft: 5,
  /** who: seat, place: tile, value: the ghost that did it, 0..3, or 4 + the seat that did it. */
  caught: 6,
  /** who: seat that is back in the maze, place: tile. */
  returned: 7,
  /** value: lives or returns now. */
  extraLife: 8,
  /** value: the level that was cleared. */
  levelCleared: 9,
  /** value: the level that begins (a READY! follows). */
  levelStarted: 10,
  /** value: level reached. */
  matchOver: 11,
  /** who: ghost, place: tile; it left the house. */
  ghostLeft: 12,
  /** who: seat that caught a rival, place: tile, value: the seat that was caught. */
  rivalCaught: 13,
  /** who: seat, place: tile, value: ticks that its power lasts. */
  powerStarted: 14,
  /** `versus`. who: seat that is Pac-Man, value: number of the turn (a READY! follows). */
  turnStarted: 20,
  /** `versus`. who: seat that was Pac-Man, value: seat that is next, -1 for none. */
  turnEnded: 21,
  /** `versus`. who: seat that has claimed a grey ghost, place: tile, value: the ghost. */
  ghostClaimed: 22,
  /** `versus`. who: seat that is Pac-Man, place: tile; all seats see it now. */
  pacRevealed: 23,
  /** `battle`. who: seat that was bumped into, place: tile, value: the seat that it bumped into. */
  bumped: 30,
  /** value: bits of the energizers, in reading order, that will wake; those that can be eaten now. */
  energizersDrawn: 31,
  energizersWoke: 32,
  /** value: dots and energizers that lie in the maze again. */
  refilled: 33,
  /** value: its ticks at most. */
  suddenDeath: 34,
  /** value: the seat that won the round plus 1, 0 for none. */
  roundOver: 35,
  /** value: the round whose countdown begins. */
  roundStarted: 36,
  /** `mega`. who: seat that goes through a gate, place: tile, value: direction; one in each of the two mazes. */
  departed: 40,
  arrived: 41,
  /** who: seat that is out, value: its place. */
  seatOut: 42,
  /** value: seats that play on. */
  collapsed: 43,
} as const;
export type EventKind = (typeof EVENT)[keyof typeof EVENT];

/** Numbers of one event in the flat list. */
export const EVENT_LENGTH = 4;
/** Events of one tick of a few seats. */
const EVENTS_AT_FIRST = 32;
/** More than one tick can make: with 64 seats in one maze about a dozen each. A tick that made more is a broken rule. */
const EVENTS_PER_TICK_MAX = 1024;

/**
 * A flat list of events, four numbers each: kind, who, place, value. Reused for each tick, so nothing is allocated unless a tick
 * has more events than all before.
 */
export class Events {
  words = new Int32Array(EVENTS_AT_FIRST * EVENT_LENGTH);
  /** The number of events; they are `words[0 .. count * 4)`. */
  count = 0;

  clear(): void {
    this.count = 0;
  }

  add(kind: EventKind, who: number, place: number, value: number): void {
    const at = this.count * EVENT_LENGTH;
    if (at === this.words.length) this.grow();
    this.words[at] = kind;
    this.words[at + 1] = who;
    this.words[at + 2] = place;
    this.words[at + 3] = value;
    this.count++;
  }

  private grow(): void {
    assert(this.count < EVENTS_PER_TICK_MAX, 'no tick makes more events than its list holds');
    const longer = new Int32Array(this.words.length * 2);
    longer.set(this.words);
    this.words = longer;
  }
}
