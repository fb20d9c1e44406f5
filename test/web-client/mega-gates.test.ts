// A page in `mega` over a simulated link: its own Pac-Man goes through a gate, and the page sees what the server shows.

import { expect, test } from 'vitest';
import { GATES, openGates, PAC, RIGHT, type World } from '#simulation';
import { unpackWords } from '../../simulation/packed-words.ts';
import { actorX, actorY } from '../../web-client/netcode/blend.ts';
import { mazeKey } from '../../web-client/netcode/maze-key.ts';
import { offsetAt, strideOf } from '../../web-client/netcode/passage.ts';
import { CALM, SimulatedNetwork, type Profile } from './simulated-network.ts';
import type { SimulatedPage } from './simulated-page.ts';

const MEGA = { mode: 'mega', seatCount: 4, fill: true, skill: 'easy', rule: 'score' } as const;
/** In front of the gate in the East. */
const PLACE = { x: 190, y: 140 } as const;
/** Pixels of a frame that the picture of the own Pac-Man may go on: one of its way, and a share of what it is late. */
const STEP_PIXELS_MAX = 10;

/** A page whose Pac-Man stands in front of an open gate and goes on to the East. */
function pageAtGate(profile: Profile): { network: SimulatedNetwork; page: SimulatedPage } {
  const network = new SimulatedNetwork(3, profile);
  const [page] = network.beginMatch('Ann', [], MEGA);
  network.until(() => openGates(network.world) === GATES.eastWest, 1200);
  putAtGate(network.world, page.match.seat);
  network.until(() => page.match.world.pacX[page.match.seat]! >= PLACE.x);
  page.frame();
  page.session.steer(RIGHT);
  return { network, page };
}

function putAtGate(world: World, seat: number): void {
  world.pacX[seat] = PLACE.x;
  world.pacY[seat] = PLACE.y;
  world.pacTravel[seat] = RIGHT;
  world.pacWish[seat] = RIGHT;
  world.pacState[seat] = PAC.alive;
  world.pacUntilTick[seat] = world.tick + 600;
}

test.each<[string, Profile]>([
  ['without delay', CALM],
  ['at 80 ms and 10 ms jitter', { delayMs: 40, jitterMs: 10 }],
  ['at 150 ms and 30 ms jitter', { delayMs: 75, jitterMs: 30 }],
])('[W40] through a gate %s: the picture of the own Pac-Man goes on, and the maze is the server’s', (_, profile) => {
  const { network, page } = pageAtGate(profile);
  const { match } = page;
  const home = mazeKey(match.world);
  const places: number[] = [];
  let key = home;
  let origin = 0;
  let last = 0;
  network.frames(2000, () => {
    const { predicted, before } = match.prediction;
    const actor = match.seat;
    if (mazeKey(predicted) !== key) origin += strideOf(offsetAt(predicted, last, PLACE.y)).x;
    key = mazeKey(predicted);
    const isSame = mazeKey(before) === key && Math.abs(actorX(predicted, actor) - actorX(before, actor)) < 5;
    const from = isSame ? actorX(before, actor) : actorX(predicted, actor);
    const x = from + (actorX(predicted, actor) - from) * match.fraction + match.blend.x[actor]!;
    last = x;
    if (match.world.pacState[actor] === PAC.alive) places.push(origin + x);
    expect(Math.abs(actorY(predicted, actor) - PLACE.y)).toBeLessThanOrEqual(4);
  });
  expect(mazeKey(match.world)).not.toBe(home);
  expect(origin).toBe(256);
  const steps = places.slice(1).map((place, i) => place - places[i]!);
  expect(Math.max(...steps.map(Math.abs))).toBeLessThanOrEqual(STEP_PIXELS_MAX);
  // It came on: it did not stay at the edge.
  expect(places.at(-1)!).toBeGreaterThan(250);
  expect(match.figures.largeCorrections).toBe(0);
  page.session.send({ type: 'pause', paused: true });
  network.until(() => network.room.stateName === 'paused' && match.seenTick === network.room.tickNow);
  const { words, mazeIndex } = match.world;
  const start = mazeIndex * words.length;
  expect([...unpackWords(network.room.checkpoint.packed)].slice(start, start + words.length)).toEqual([...words]);
});
