import { describe, expect, test } from 'vitest';
import { DOWN, EVENT, EVENT_LENGTH, hashWorld, LEFT, PAC, RIGHT, UP, type Direction } from '#simulation';
import { PREDICTION_TICKS_MAX } from '../../web-client/netcode/prediction.ts';
import { OnlineMatch, type MatchEvent } from '../../web-client/netcode/online-match.ts';
import { ServerClock } from '../../web-client/netcode/server-clock.ts';
import type { Session } from '../../web-client/netcode/session.ts';
import { CALM, FRAME_MS, SimulatedNetwork, seeded, type Profile } from './simulated-network.ts';

const COUNTDOWN_MS = 3200;
const LONG = { delayMs: 75, jitterMs: 30, stallMs: 100, stallEveryMs: 5000 };
const WEATHERS: readonly (readonly [string, Profile])[] = [
  ['no delay', CALM],
  ['80 ms, 10 ms jitter', { delayMs: 40, jitterMs: 10 }],
  ['150 ms, 30 ms jitter, stalls', LONG],
];
const SEEDS = [1, 2, 3, 4, 5];

describe.each(WEATHERS)('on a line with %s', (_name, profile) => {
  test.each(SEEDS)('[W3] the confirmed world is the server’s, word for word (seed %i)', (seed) => {
    const { network, match } = playFor(seed, profile, 20_000, { fillTo: 4 });
    network.stop();
    expect(match.prediction.confirmed.tick).toBe(network.server.world.tick);
    expect(hashWorld(match.prediction.confirmed)).toBe(hashWorld(network.server.world));
  });

  test.each(SEEDS)(
    '[W3] with nobody else to surprise us, the server comes to the world we predicted (seed %i)',
    (seed) => {
      const { network, match } = playFor(seed, profile, 10_000);
      network.frames(match, 1000);
      const predicted = { tick: match.prediction.predicted.tick, hash: hashWorld(match.prediction.predicted) };
      expect(predicted.tick).toBeGreaterThanOrEqual(network.server.world.tick);
      while (network.server.world.tick < predicted.tick) network.clock.advance(1);
      expect(hashWorld(network.server.world)).toBe(predicted.hash);
    },
  );

  test('[W2] a wish shows in the very next frame', () => {
    const network = new SimulatedNetwork(1, profile);
    const { session, match } = network.join();
    network.frames(match, COUNTDOWN_MS);
    const { prediction, seat } = match;
    expect(prediction.predicted.pacState[seat]).toBe(PAC.waiting);
    session.wish(RIGHT);
    network.frames(match, 1);
    expect(prediction.predicted.pacState[seat]).toBe(PAC.alive);
    expect(prediction.predicted.pacTravel[seat]).toBe(RIGHT);
  });
});

test('[W2] a key shows in the next frame also after the clock went back, as when a slow line became a quick one', () => {
  const clock = new ServerClock();
  clock.heard(0, 0);
  clock.returned(600);
  const match = OnlineMatch.from(new SimulatedNetwork(1, CALM).server.joinedMessage(0), clock, 0)!;
  match.frame(0);
  const { predicted } = match.prediction;
  const reached = predicted.tick;
  expect(reached).toBeGreaterThan(30);
  clock.returned(20);
  match.frame(FRAME_MS);
  // The server is not as far as the picture was: what it has not run is taken back.
  const back = predicted.tick;
  expect(back).toBeLessThan(5);
  expect(match.wish(LEFT, FRAME_MS).tick).toBe(back + 1);
  match.frame(2 * FRAME_MS);
  expect(predicted.tick).toBe(back + 1);
  expect(predicted.pacWish[0]).toBe(LEFT);
  expect(match.figures.keyToPixelFramesMax).toBe(1);
});

test('[W5] own dots are told at once, and every event once', () => {
  const network = new SimulatedNetwork(3, { delayMs: 75, jitterMs: 10 });
  const { session, match } = network.join();
  const told: { kind: number; who: number }[] = [];
  network.frames(match, 25_000, (frame) => {
    if (frame % 30 === 0) session.wish(([LEFT, UP, RIGHT, DOWN] as const)[(frame / 30) % 4]!);
    told.push(...match.takeEvents());
    const dots = told.filter(({ kind }) => kind === EVENT.dotEaten || kind === EVENT.energizerEaten).length;
    expect(dots).toBeGreaterThanOrEqual(244 - match.prediction.confirmed.dotsLeft);
  });
  const { predicted } = match.prediction;
  told.push(...match.takeEvents());
  const dots = told.filter(({ kind, who }) => who === match.seat && kind <= EVENT.energizerEaten).length;
  expect(dots).toBe(244 - predicted.dotsLeft);
  expect(dots).toBeGreaterThan(10);
});

describe.each(WEATHERS)('what happens, on a line with %s', (_name, profile) => {
  test.each(SEEDS)(
    '[W5] is told once: own dots when they are drawn, all else when the server said so (seed %i)',
    (seed) => {
      const network = new SimulatedNetwork(seed, profile, { fillTo: 4 });
      const chance = seeded(seed + 100);
      const { session, match } = network.join();
      const from = network.server.happened.length;
      const told: MatchEvent[] = [];
      let dotsLeft = match.prediction.predicted.dotsLeft;
      network.frames(match, 20_000, (frame) => {
        if (frame % 20 === 0 && chance(3) < 2) session.wish(chance(4) as Direction);
        const events = match.takeEvents();
        told.push(...events);
        // A dot of ours is heard with the frame in which it goes.
        const { predicted } = match.prediction;
        if (events.some(isOwnDot)) expect(predicted.dotsLeft).toBeLessThan(dotsLeft);
        dotsLeft = predicted.dotsLeft;
      });
      network.stop();
      told.push(...match.takeEvents());
      network.frames(match, 2 * FRAME_MS);
      told.push(...match.takeEvents());

      const happened = eventsOf(network.server.happened.slice(from));
      expect(told.filter((event) => !isOwnDot(event))).toEqual(happened.filter((event) => !isOwnDot(event)));
      const dots = told.filter(isOwnDot).map(({ place }) => place);
      expect(new Set(dots).size).toBe(dots.length);
      const eaten = happened.filter(isOwnDot).map(({ place }) => place);
      expect(eaten.filter((place) => !dots.includes(place))).toEqual([]);

      function isOwnDot({ kind, who }: MatchEvent): boolean {
        return who === match.seat && (kind === EVENT.dotEaten || kind === EVENT.energizerEaten);
      }
    },
  );
});

test('[W6] a server that falls silent stops the picture, and a sleeping tab wakes up in the present', () => {
  const network = new SimulatedNetwork(4, { delayMs: 40, jitterMs: 0 });
  const { match } = network.join();
  network.frames(match, 1000);
  network.clock.advance(30_000); // no frames: the tab sleeps, messages arrive
  network.frames(match, 50);
  expect(match.takeEvents()).toEqual([]);
  expect(match.prediction.predicted.tick).toBeGreaterThan(network.server.world.tick);
  expect(match.prediction.predicted.tick).toBeLessThan(network.server.world.tick + 30);
  network.stop();
  network.frames(match, 3000);
  expect(match.prediction.predicted.tick).toBe(match.prediction.confirmed.tick + PREDICTION_TICKS_MAX);
});

test('[W7] sequences rise on through a rematch', () => {
  const { network, session } = playFor(2, CALM, 5000);
  const before = network.server.inputs.at(-1)!.sequence;
  network.server.rematch();
  network.clock.advance(100);
  const match = network.untilInRoom(session);
  network.frames(match, COUNTDOWN_MS);
  session.wish(RIGHT);
  network.frames(match, 500);
  expect(network.server.inputs.at(-1)!.sequence).toBe(before + 1);
  expect(network.server.world.pacInput[match.seat]).toBe(before + 1);
  expect(network.server.world.pacTravel[match.seat]).toBe(RIGHT);
});

interface Played {
  readonly network: SimulatedNetwork;
  readonly session: Session;
  readonly match: OnlineMatch;
}

/** Plays with a turn about twice a second, then lets go. */
function playFor(seed: number, profile: Profile, milliseconds: number, rules: { fillTo?: number } = {}): Played {
  const network = new SimulatedNetwork(seed, profile, rules);
  const chance = seeded(seed + 100);
  const { session, match } = network.join();
  network.frames(match, milliseconds, (frame) => {
    if (frame % 20 === 0 && chance(3) < 2) session.wish(chance(4) as Direction);
  });
  return { network, session, match };
}

function eventsOf(flat: readonly number[]): MatchEvent[] {
  return Array.from({ length: flat.length / EVENT_LENGTH }, (_, i) => {
    const [kind, who, place, value] = flat.slice(i * EVENT_LENGTH) as [number, number, number, number];
    return { kind, who, place, value };
  });
}
