// Pages that follow a match by its log, beside pages on snapshots, and what a wrong hash leads to.

import { describe, expect, test } from 'vitest';
import { PAC, type Direction } from '#simulation';
import { takeWrongHashes } from '../support/wrong-hashes.ts';
import { actorX, actorY } from '../../web-client/netcode/blend.ts';
import type { OnlineMatch } from '../../web-client/netcode/online-match.ts';
import { readAlong } from './read-along.ts';
import { expectSameWorlds } from './same-worlds.ts';
import { seeded, SimulatedNetwork, type Profile } from './simulated-network.ts';
import type { SimulatedPage } from './simulated-page.ts';

const SEEDS = [1, 2, 3, 4, 5];
const COUNTDOWN_MS = 3200;
const TURN_FRAMES = 20;
const LINK: Profile = { delayMs: 40, jitterMs: 10 };
const LINKS: readonly (readonly [string, Profile])[] = [
  ['80 ms, 10 ms jitter', LINK],
  ['150 ms, 30 ms jitter, stalls', { delayMs: 75, jitterMs: 30, stallMs: 100, stallEveryMs: 5000 }],
];

/** All pages turn about twice a second. */
function playFor(network: SimulatedNetwork, seed: number, ms: number, each: () => void = () => {}): void {
  const rng = seeded(seed + 100);
  network.frames(ms, (frame) => {
    for (const [i, { session }] of network.pages.entries()) {
      if ((frame + 5 * i) % TURN_FRAMES === 0 && rng(3) < 2) session.steer(rng(4) as Direction);
    }
    each();
  });
}

/** Messages that reach a page from now on, by type. */
function count(page: SimulatedPage): Map<string, number> {
  const counts = new Map<string, number>();
  readAlong(page, ({ type }) => counts.set(type, (counts.get(type) ?? 0) + 1));
  return counts;
}

describe.each(LINKS)('[W26] on a link with %s', (_name, profile) => {
  test.each(SEEDS)('pages on the log and on snapshots play in one room, with one world (seed %i)', (seed) => {
    const network = new SimulatedNetwork(seed, profile);
    const ann = network.createRoom('Ann');
    const ben = network.join({ name: 'Ben', entry: network.roomEntry, stream: 'snapshots' });
    const eve = network.join({ name: 'Eve', entry: { ...network.roomEntry, type: 'watch' } });
    ann.session.send({ type: 'start' });
    network.frames(COUNTDOWN_MS);
    const [anns, bens, eves] = [ann, ben, eve].map(count);
    playFor(network, seed, 10_000);
    for (const counts of [anns!, eves!]) {
      expect(counts.get('snapshot')).toBe(undefined);
      expect(counts.get('log')).toBeGreaterThan(40);
      expect(counts.get('log')).toBeLessThan(150);
    }
    expect(bens!.get('log')).toBe(undefined);
    expect(bens!.get('snapshot')).toBeGreaterThan(250);
    expectSameWorlds(network);
  });
});

test.each(SEEDS)('[W20] the log names the tick of every input, so late ones are counted exactly (seed %i)', (seed) => {
  const network = new SimulatedNetwork(seed, LINKS[1]![1]);
  const [ann, ben] = network.beginMatch('Ann', ['Ben']);
  playFor(network, seed, 20_000);
  network.settle();
  for (const page of [ann, ben!]) {
    const inputs = network.inputs.filter((input) => input.page === page);
    const late = inputs.filter(({ meantFor, arrivedAt }) => meantFor <= arrivedAt);
    expect(page.match.figures).toMatchObject({ inputs: inputs.length, lateInputs: late.length });
  }
});

/** Ticks after the prediction of a catch at which the page asks the server, and those that messages may wait for the next tick. */
const ASKED_TICKS = 4;
const TICK_BORDERS = 3;

test('[W28] what is predicted is asked for, and so confirmed a round trip later, though no piece comes', () => {
  let catches = 0;
  for (const seed of SEEDS) {
    const network = new SimulatedNetwork(seed, { delayMs: 75, jitterMs: 0 });
    // A player who does not steer is caught, and nobody else turns.
    const [ann] = network.beginMatch('Ann', [], { seatCount: 1, fill: false });
    const roundTripTicks = 9;
    let predictedAt: number | null = null;
    // Then the AI would steer for an idle player.
    network.frames(40_000, (frame) => {
      const { predicted, confirmed } = ann.match.prediction;
      const isCaught = (state: number | undefined) => state === PAC.returning || state === PAC.out;
      if (predictedAt === null && isCaught(predicted.pacState[0])) predictedAt = frame;
      if (predictedAt === null || !isCaught(confirmed.pacState[0])) return;
      expect(frame - predictedAt).toBeLessThanOrEqual(roundTripTicks + ASKED_TICKS + TICK_BORDERS);
      predictedAt = null;
      catches++;
    });
  }
  expect(catches).toBeGreaterThan(0);
});

/** Where an actor is drawn, without the part of a tick. */
function drawnAt({ prediction, blend }: OnlineMatch, actor: number): { readonly x: number; readonly y: number } {
  const { predicted } = prediction;
  return { x: actorX(predicted, actor) + blend.x[actor]!, y: actorY(predicted, actor) + blend.y[actor]! };
}

/** The blend takes back up to 14 pixels in a frame, and an actor goes 2. What is farther is a jump. */
const STEP_PIXELS_MAX = 16;
/** The way through a tunnel. */
const TUNNEL_PIXELS = 150;

describe('[W27] a wrong hash', () => {
  test.each(SEEDS)('is found within a second and corrected, without a jump of the picture (seed %i)', (seed) => {
    const network = new SimulatedNetwork(seed, LINK);
    const [ann, ben] = network.beginMatch('Ann', ['Ben'], { seatCount: 2 });
    const counts = count(ann);
    playFor(network, seed, COUNTDOWN_MS + 3000);
    const { match } = ann;
    const { confirmed } = match.prediction;
    // A cosmic ray: one ghost stands some pixels off.
    const ghost = [0, 1, 2, 3].find((each) => Math.abs(confirmed.ghostX[each]! - 112) > 24) ?? 0;
    confirmed.ghostX[ghost]! += 3;
    match.prediction.confirmedChanged();
    const brokenMs = network.clock.now();
    let foundMs = Infinity;
    let mendedMs = Infinity;
    let last: readonly { x: number; y: number }[] | null = null;
    const jumps: number[] = [];
    let watched = 0;
    playFor(network, seed + 1, 3000, () => {
      if (match.figures.wrongHashes > 0) foundMs = Math.min(foundMs, network.clock.now());
      if ((counts.get('keyframe') ?? 0) > 0) mendedMs = Math.min(mendedMs, network.clock.now());
      // A life that ends or begins places all actors anew.
      const isAlive = confirmed.pacState.every((state) => state === PAC.alive);
      const here = Array.from(match.blend.x, (_, actor) => drawnAt(match, actor));
      for (const [actor, { x, y }] of (last ?? here).entries()) {
        const pixels = Math.abs(here[actor]!.x - x) + Math.abs(here[actor]!.y - y);
        if (isAlive && pixels > STEP_PIXELS_MAX && pixels < TUNNEL_PIXELS) jumps.push(pixels);
      }
      last = here;
      if (isAlive) watched++;
    });
    expect(foundMs - brokenMs).toBeLessThan(1000 + 100);
    expect(mendedMs - foundMs).toBeLessThan(200);
    expect(jumps).toEqual([]);
    expect(watched).toBeGreaterThan(30);
    expect(match.figures.wrongHashes).toBe(1);
    expect(network.core.metrics.logHashMismatches).toBe(1);
    expect(takeWrongHashes()).toHaveLength(1);
    expect(ben!.match.figures.wrongHashes).toBe(0);
    expectSameWorlds(network);
  });
});
