// What a view makes of a World: words and events that are hidden, and those that come later.

import { expect, test } from 'vitest';
import {
  createWorld,
  EVENT,
  EVENT_LENGTH,
  EVERYTHING,
  showWords,
  matchSettings,
  type View,
  type World,
} from '#simulation';
import { ShownWorld } from '../../../game-server/match/shown-world.ts';

const DELAY_TICKS = 30;
/** Ticks of the server between two looks, as at 20 snapshots a second. */
const LOOK_TICKS = 3;
const DELAYED: View = { ...EVERYTHING, key: 'late', delayTicks: DELAY_TICKS };

/** A World that is looked at while ticks of the server pass, in which it is moved on or stands still. */
class Watched {
  readonly world: World = createWorld(matchSettings({ mode: 'coop', seatCount: 2 }));
  readonly shown: ShownWorld;
  serverTick = 999;

  constructor(view: View) {
    this.shown = new ShownWorld(this.world, view);
  }

  /** @returns ticks of the pictures seen, and events */
  pass(ticks: number, isMoving: boolean): number[] {
    const events: number[] = [];
    for (let tick = 0; tick < ticks; tick++) {
      this.serverTick++;
      if (isMoving) this.world.tick++;
      if (this.serverTick % LOOK_TICKS !== 0) continue;
      this.shown.look(this.serverTick);
      events.push(...this.shown.events);
    }
    return events;
  }

  record(...event: readonly number[]): void {
    this.shown.record(Int32Array.from(event), 0);
  }

  get seenTick(): number {
    return this.shown.words[0]!;
  }

  get picturesKept(): number {
    return (this.shown as unknown as { readonly later: unknown[] }).later.length;
  }
}

test('[GB5] a World that stands still for an hour takes no memory, and is seen as it is after the delay', () => {
  const watched = new Watched(DELAYED);
  watched.pass(3600 * 60, false);
  expect([watched.seenTick, watched.picturesKept]).toEqual([0, 0]);
  watched.pass(90, true);
  expect([watched.seenTick, watched.picturesKept]).toEqual([90 - DELAY_TICKS, DELAY_TICKS / LOOK_TICKS]);
  watched.pass(LOOK_TICKS, false);
  expect(watched.seenTick).toBe(90 - DELAY_TICKS + LOOK_TICKS);
  watched.pass(3600 * 60, false);
  expect([watched.seenTick, watched.picturesKept]).toEqual([90, 0]);
});

test('[GB5] events come with the picture of their tick, once, also across a pause', () => {
  const watched = new Watched(DELAYED);
  watched.pass(60, true);
  watched.record(EVENT.fruitEaten, 1, 500, 100);
  expect(watched.pass(LOOK_TICKS, true)).toEqual([]);
  expect(watched.pass(DELAY_TICKS - LOOK_TICKS, false)).toEqual([]);
  expect(watched.pass(LOOK_TICKS, false)).toEqual([EVENT.fruitEaten, 1, 500, 100]);
  expect(watched.pass(300, true)).toEqual([]);
});

test('[GB4] events that a viewer may not know of are not kept for them, and take no place of others', () => {
  const view: View = {
    ...EVERYTHING,
    show: (world, into) => showWords(world, into, ['place']),
    knowsEvent: (world, { kind, who, place }) => kind !== EVENT.energizerEaten && who !== 1 && place < world.tick + 100,
  };
  const watched = new Watched(view);
  for (let i = 0; i < 100; i++) watched.record(EVENT.energizerEaten, 0, 50, 50);
  watched.record(EVENT.ghostEaten, 1, 50, 200);
  watched.record(EVENT.ghostEaten, 0, 600, 200);
  watched.record(EVENT.ghostEaten, 0, 50, 200);
  expect(watched.pass(LOOK_TICKS, true)).toEqual([EVENT.ghostEaten, 0, 50, 200]);
  for (let i = 0; i < 100; i++) watched.record(EVENT.ghostEaten, 0, 50, 200);
  expect(watched.pass(LOOK_TICKS, true)).toHaveLength(64 * EVENT_LENGTH);
});
