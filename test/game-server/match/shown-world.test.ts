// What a view makes of the events of a World.

import { expect, test } from 'vitest';
import { createWorld, EVENT, EVENT_LENGTH, EVERYTHING, matchSettings, showWords, type View } from '#simulation';
import { ShownWorld } from '../../../game-server/match/shown-world.ts';

test('[GB4] events that a viewer may not know of are not kept for them, and take no place of others', () => {
  const view: View = {
    ...EVERYTHING,
    show: (world, into) => showWords(world, into, ['place']),
    knowsEvent: (world, { kind, who, place }) => kind !== EVENT.energizerEaten && who !== 1 && place < world.tick + 100,
  };
  const world = createWorld(matchSettings({ mode: 'coop', seatCount: 2 }));
  const shown = new ShownWorld(world, view);
  const record = (...event: readonly number[]) => shown.record(Int32Array.from(event), 0);
  const seen = () => {
    shown.look();
    return shown.events;
  };
  for (let i = 0; i < 100; i++) record(EVENT.energizerEaten, 0, 50, 50);
  record(EVENT.ghostEaten, 1, 50, 200);
  record(EVENT.ghostEaten, 0, 600, 200);
  record(EVENT.ghostEaten, 0, 50, 200);
  expect(seen()).toEqual([EVENT.ghostEaten, 0, 50, 200]);
  for (let i = 0; i < 100; i++) record(EVENT.ghostEaten, 0, 50, 200);
  expect(seen()).toHaveLength(64 * EVENT_LENGTH);
});
