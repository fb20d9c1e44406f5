// Several pages in one room, each with a link of its own: they come and go, and steer at the same moment.

import { describe, expect, test } from 'vitest';
import { LEFT, NONE, PAC, RIGHT, type Direction } from '#simulation';
import { expectSameWorlds } from './same-worlds.ts';
import { FRAME_MS, seeded, SimulatedNetwork, type Profile } from './simulated-network.ts';
import type { SimulatedPage } from './simulated-page.ts';
import { isLate } from './simulated-play.ts';

const SEEDS = [1, 2, 3, 4, 5];
const COUNTDOWN_MS = 3200;
const TURN_FRAMES = 20;
const NEAR: Profile = { delayMs: 5, jitterMs: 2 };
const FAR: Profile = { delayMs: 75, jitterMs: 30, stallMs: 100, stallEveryMs: 5000 };
const LINKS: readonly Profile[] = [
  { ...NEAR, driftPpm: 300 },
  { delayMs: 40, jitterMs: 10, driftPpm: -300 },
  { ...FAR, driftPpm: 100 },
  { delayMs: 60, jitterMs: 10, bytesPerSecond: 900 },
];

/** A match of Ann, the host, with others on links of their own, after the countdown. */
function matchOver(seed: number, links: readonly Profile[]): { network: SimulatedNetwork; pages: SimulatedPage[] } {
  const network = new SimulatedNetwork(seed, links[0]!);
  const ann = network.createRoom('Ann');
  for (const [i, link] of links.slice(1).entries())
    network.join({ name: `Guest ${i + 1}`, entry: network.roomEntry }, link);
  ann.session.send({ type: 'start' });
  network.frames(COUNTDOWN_MS + 500);
  return { network, pages: [...network.pages] };
}

/** All pages turn about twice a second, for so long. */
function steerFor(network: SimulatedNetwork, rng: (below: number) => number, ms: number): void {
  network.frames(ms, (frame) => {
    for (const [i, { session }] of network.pages.entries()) {
      if ((frame + 5 * i) % TURN_FRAMES === 0 && rng(3) < 2) session.steer(rng(4) as Direction);
    }
  });
}

test.each(SEEDS)('[W21] a near, a usual, a far and a thin link lead to one world (seed %i)', (seed) => {
  const { network, pages } = matchOver(seed, LINKS);
  steerFor(network, seeded(seed + 100), 20_000);
  const late = (page: SimulatedPage): number => {
    const inputs = network.inputs.filter((input) => input.page === page);
    return inputs.filter(isLate).length / inputs.length;
  };
  // The pages with good links notice nothing of the others.
  expect(pages.slice(0, 2).map(late)).toEqual([0, 0]);
  for (const { match } of pages.slice(0, 2)) expect(match.figures.smallCorrections).toBe(0);
  expectSameWorlds(network);
});

describe.each([
  ['a near link', NEAR],
  ['a far link', FAR],
])('a page that joins a running match over %s', (_name, link) => {
  test.each(SEEDS)('[W3] has the world of the server, and its inputs count on their tick (seed %i)', (seed) => {
    const { network, pages } = matchOver(seed, [NEAR, FAR]);
    const rng = seeded(seed + 100);
    steerFor(network, rng, 3000);
    const late = network.open({ name: 'Late', entry: network.roomEntry }, link);
    steerFor(network, rng, 1500);
    expect(late.isInRoom).toBe(true);
    expect(network.room.tickNow - late.match.seenTick).toBeLessThan(20);
    network.frames(1000);
    const { seat, prediction } = late.match;
    expect(prediction.predicted.tick).toBeGreaterThanOrEqual(network.room.tickNow);
    const { length } = network.inputs;
    steerFor(network, rng, 5000);
    const inputs = network.inputs.slice(length).filter(({ page }) => page === late);
    expect(inputs.length).toBeGreaterThan(5);
    expect(inputs.filter(isLate).length).toBeLessThanOrEqual(0.1 * inputs.length);
    expect(pages.map(({ match }) => match.seat)).not.toContain(seat);
    expect(network.world.pacState[seat]).not.toBe(PAC.empty);
    expectSameWorlds(network);
  });

  test.each(SEEDS)('[W3] watches the world of the server, and does not disturb the players (seed %i)', (seed) => {
    const { network, pages } = matchOver(seed, [NEAR, NEAR]);
    const rng = seeded(seed + 100);
    steerFor(network, rng, 2000);
    const watcher = network.join({ name: 'Late', entry: { ...network.roomEntry, type: 'watch' } }, link);
    steerFor(network, rng, 5000);
    expect(watcher.match.seat).toBe(-1);
    expect(network.inputs.filter(({ page }) => page === watcher)).toEqual([]);
    for (const { match } of pages) expect(match.figures.smallCorrections).toBe(0);
    watcher.session.leave();
    network.until(() => !watcher.isInRoom);
    network.close(watcher);
    expectSameWorlds(network);
  });
});

describe.each([
  ['near links', [NEAR, NEAR]],
  ['a near and a far link', [NEAR, { delayMs: 75, jitterMs: 0 }]],
])('two pages that steer in the same frame, over %s', (_name, links) => {
  test.each(SEEDS)(
    '[W2] each sees its own Pac-Man turn at once, and both inputs count on their tick (seed %i)',
    (seed) => {
      const { network, pages } = matchOver(seed, links);
      const rng = seeded(seed);
      for (let turn = 0; turn < 20; turn++) {
        const { length } = network.inputs;
        const direction = rng(2) === 0 ? LEFT : RIGHT;
        for (const { session } of pages) session.steer(direction);
        network.frames(FRAME_MS);
        for (const { match } of pages) expect(match.prediction.predicted.pacWish[match.seat]).toBe(direction);
        network.frames(500);
        const inputs = network.inputs.slice(length);
        expect(inputs).toHaveLength(2);
        expect(inputs.filter(isLate)).toEqual([]);
        for (const { match } of pages) {
          // Each page has received the other's input.
          const wishes = pages.map((other) => match.prediction.confirmed.pacWish[other.match.seat]);
          expect(wishes.every((wish) => wish === direction || wish === NONE)).toBe(true);
        }
      }
      for (const { match } of pages) expect(match.figures.corrections).toBe(0);
      expectSameWorlds(network);
    },
  );
});

test.each(SEEDS)(
  '[W9] pages that lose their connections one after another come back to their own seats (seed %i)',
  (seed) => {
    const { network, pages } = matchOver(seed, LINKS);
    const rng = seeded(seed + 100);
    const seats = pages.map(({ match }) => match.seat);
    for (let cut = 0; cut < 6; cut++) {
      pages[rng(pages.length)]!.link.cut();
      steerFor(network, rng, rng(2000));
    }
    network.until(() => pages.every(({ isInRoom }) => isInRoom));
    expect(pages.map(({ match }) => match.seat)).toEqual(seats);
    expectSameWorlds(network);
  },
);
