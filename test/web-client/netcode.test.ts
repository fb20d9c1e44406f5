import { describe, expect, test } from 'vitest';
import { MatchModel } from '#client';
import type { RoomSettings } from '#protocol';
import {
  cloneWorld,
  copyWorld,
  decodedWorld,
  DOWN,
  EVENT,
  EVENT_LENGTH,
  hashWorld,
  LEFT,
  PAC,
  RIGHT,
  tileOfPixel,
  UP,
  type Direction,
  type Tile,
  type World,
} from '#simulation';
import { hasDot } from '../../simulation/actors/eating.ts';
import { PREDICTION_TICKS_MAX } from '../../web-client/netcode/prediction.ts';
import { OnlineMatch, type MatchCalls, type MatchEvent } from '../../web-client/netcode/online-match.ts';
import { ServerClock } from '../../web-client/netcode/server-clock.ts';
import { joinedMessage } from './joined-message.ts';
import { readAlong } from './read-along.ts';
import { CALM, FRAME_MS, SimulatedNetwork, seeded, type Profile } from './simulated-network.ts';
import type { SimulatedPage } from './simulated-page.ts';

const CALLS: MatchCalls = {
  broke(error) {
    throw error;
  },
  awaitsNews() {},
  goesOn() {},
};

/** A page cannot predict the inputs of an AI. */
const AI_IN_ALL_SEATS: Partial<RoomSettings> = { fill: true };
const COUNTDOWN_MS = 3200;
const LONG = { delayMs: 75, jitterMs: 30, stallMs: 100, stallEveryMs: 5000 };
const LINKS: readonly (readonly [string, Profile])[] = [
  ['no delay', CALM],
  ['80 ms, 10 ms jitter', { delayMs: 40, jitterMs: 10 }],
  ['150 ms, 30 ms jitter, stalls', LONG],
];
const SEEDS = [1, 2, 3, 4, 5];

describe.each(LINKS)('on a link with %s', (_name, profile) => {
  test.each(SEEDS)('[W3] the confirmed world is the server’s, word for word (seed %i)', (seed) => {
    const { network, page } = playFor(seed, profile, 20_000, AI_IN_ALL_SEATS);
    network.settle();
    expect(hashWorld(page.match.prediction.confirmed)).toBe(hashWorld(network.world));
  });

  test.each(SEEDS)(
    '[W3] with no other players, the server reaches the world that the page predicted (seed %i)',
    (seed) => {
      const { network, page } = playFor(seed, profile, 10_000);
      network.frames(1000);
      const { predicted } = page.match.prediction;
      expect(predicted.tick).toBeGreaterThanOrEqual(network.room.tickNow);
      // The server steps up to 15 ticks at a time, so it comes past one of these.
      const hashes = new Map<number, number>();
      network.frames(20 * FRAME_MS, () => hashes.set(predicted.tick, hashWorld(predicted)));
      network.until(() => hashes.has(network.world.tick));
      expect(hashWorld(network.world)).toBe(hashes.get(network.world.tick));
    },
  );

  test('[W2] a key shows in the very next frame', () => {
    const network = new SimulatedNetwork(1, profile);
    const [{ session, match }] = network.beginMatch('Ann');
    network.frames(COUNTDOWN_MS);
    const { prediction, seat } = match;
    expect(prediction.predicted.pacState[seat]).toBe(PAC.waiting);
    session.steer(RIGHT);
    network.frames(FRAME_MS);
    expect(prediction.predicted.pacState[seat]).toBe(PAC.alive);
    expect(prediction.predicted.pacTravel[seat]).toBe(RIGHT);
  });
});

test('[W2] a key shows in the next frame also after the clock went back, as when a slow link became fast', () => {
  const clock = new ServerClock();
  clock.heard(0, 0);
  clock.returned(600);
  const joined = joinedMessage();
  const match = new OnlineMatch(joined, decodedWorld(joined)!, clock, CALLS);
  match.frame(0);
  const { predicted } = match.prediction;
  const reached = predicted.tick;
  expect(reached).toBeGreaterThan(30);
  clock.returned(20);
  match.frame(FRAME_MS);
  // The server is not as far as the picture was: what it has not run is taken back.
  const back = predicted.tick;
  expect(back).toBeLessThan(5);
  expect(match.steer(LEFT, 1, FRAME_MS).tick).toBe(back + 1);
  match.frame(2 * FRAME_MS);
  expect(predicted.tick).toBe(back + 1);
  expect(predicted.pacWish[0]).toBe(LEFT);
  expect(match.figures.keyToPixelFramesMax).toBe(1);
});

test('[W5] own dots are reported at once, and every event once', () => {
  const network = new SimulatedNetwork(3, { delayMs: 75, jitterMs: 10 });
  const [{ session, match }] = network.beginMatch('Ann');
  const reported: { kind: number; who: number }[] = [];
  network.frames(25_000, (frame) => {
    if (frame % 30 === 0) session.steer(([LEFT, UP, RIGHT, DOWN] as const)[(frame / 30) % 4]!);
    reported.push(...match.takeEvents());
    const dots = reported.filter(({ kind }) => kind === EVENT.dotEaten || kind === EVENT.energizerEaten).length;
    expect(dots).toBeGreaterThanOrEqual(244 - match.prediction.confirmed.dotsLeft);
  });
  const { predicted } = match.prediction;
  reported.push(...match.takeEvents());
  const dots = reported.filter(({ kind, who }) => who === match.seat && kind <= EVENT.energizerEaten).length;
  expect(dots).toBe(244 - predicted.dotsLeft);
  expect(dots).toBeGreaterThan(10);
});

describe.each(LINKS)('events, on a link with %s', (_name, profile) => {
  test.each(SEEDS)(
    '[W5] are reported once: own dots when they are drawn, all others when the server sent them (seed %i)',
    (seed) => {
      const network = new SimulatedNetwork(seed, profile);
      const rng = seeded(seed + 100);
      const [page] = network.beginMatch('Ann', [], AI_IN_ALL_SEATS);
      const { session, match } = page;
      const received = receivedEvents(page);
      const reported: MatchEvent[] = [];
      const eaten: number[] = [];
      const { predicted } = match.prediction;
      const drawn = cloneWorld(predicted);
      const takeEvents = (): void => {
        const events = match.takeEvents();
        reported.push(...events);
        // An own dot is reported with the frame in which it disappears.
        for (const { place } of events.filter(isOwnDot)) {
          expect(hasDot(drawn, place)).toBe(true);
          expect(hasDot(predicted, place)).toBe(false);
        }
        copyWorld(drawn, predicted);
      };
      const watchServer = dotWatch(network.world, match.seat);
      network.frames(20_000, (frame) => {
        if (frame % 20 === 0 && rng(3) < 2) session.steer(rng(4) as Direction);
        takeEvents();
        eaten.push(...watchServer().filter(isUncontested));
      });
      network.settle();
      network.frames(2 * FRAME_MS);
      takeEvents();
      eaten.push(...watchServer().filter(isUncontested));

      expect(reported.filter((event) => !isOwnDot(event))).toEqual(received.filter((event) => !isOwnDot(event)));
      expect(received.length).toBeGreaterThan(0);
      const dots = reported.filter(isOwnDot).map(({ place }) => place);
      expect(new Set(dots).size).toBe(dots.length);
      expect(eaten.filter((place) => !dots.includes(place))).toEqual([]);
      expect(eaten.length).toBeGreaterThan(0);

      // A dot that another Pac-Man reaches at the same time may be predicted to be theirs.
      function isUncontested(place: Tile): boolean {
        const { pacX, pacY } = network.world;
        return !pacX.some((x, pac) => pac !== match.seat && tileOfPixel(x, pacY[pac]!) === place);
      }

      function isOwnDot({ kind, who }: MatchEvent): boolean {
        return who === match.seat && (kind === EVENT.dotEaten || kind === EVENT.energizerEaten);
      }
    },
  );
});

test('[W6] a silent server stops the picture, and a hidden page that is shown again is in the present', () => {
  const network = new SimulatedNetwork(4, { delayMs: 40, jitterMs: 0 });
  const [page] = network.beginMatch('Ann');
  const { match } = page;
  const { predicted, confirmed } = match.prediction;
  network.frames(1000);
  network.clock.advance(30_000);
  network.frames(50);
  expect(match.takeEvents()).toEqual([]);
  expect(predicted.tick).toBeGreaterThan(network.room.tickNow);
  expect(predicted.tick).toBeLessThan(network.room.tickNow + 30);
  network.process.stop(4000);
  network.frames(3000);
  expect(predicted.tick).toBe(confirmed.tick + PREDICTION_TICKS_MAX);
});

test('[W7] sequences rise on through a rematch', () => {
  const { network, page } = playFor(2, CALM, 5000);
  const before = network.inputs.at(-1)!.sequence;
  network.endMatch();
  network.until(() => page.session.room?.state === 'result');
  page.session.send({ type: 'ready', ready: true });
  network.until(() => page.session.room?.state === 'countdown');
  network.frames(COUNTDOWN_MS);
  page.session.steer(RIGHT);
  network.frames(500);
  expect(network.inputs.at(-1)!.sequence).toBe(before + 1);
  expect(network.world.seatInput[page.match.seat]).toBe(before + 1);
  expect(network.world.pacTravel[page.match.seat]).toBe(RIGHT);
});

interface Played {
  readonly network: SimulatedNetwork;
  readonly page: SimulatedPage;
}

/** One page plays for so long, with a turn about twice a second. */
function playFor(seed: number, profile: Profile, milliseconds: number, settings: Partial<RoomSettings> = {}): Played {
  const network = new SimulatedNetwork(seed, profile);
  const rng = seeded(seed + 100);
  const [page] = network.beginMatch('Ann', [], settings);
  network.frames(milliseconds, (frame) => {
    if (frame % 20 === 0 && rng(3) < 2) page.session.steer(rng(4) as Direction);
  });
  return { network, page };
}

/** The events in all that reaches a page from now on. */
function receivedEvents(page: SimulatedPage): MatchEvent[] {
  const received: MatchEvent[] = [];
  const model = new MatchModel(joinedMessage(), cloneWorld(page.match.world));
  readAlong(page, (message) => {
    if (message.type !== 'snapshot' && message.type !== 'keyframe' && message.type !== 'log') return;
    model.receive(message);
    received.push(...eventsOf(model.events));
  });
  return received;
}

/** @returns a function that returns the tile on which this seat has eaten on the server since the last call, in a list. */
function dotWatch(world: World, seat: number): () => Tile[] {
  const before = cloneWorld(world);
  return () => {
    const tile = tileOfPixel(world.pacX[seat]!, world.pacY[seat]!);
    const isEaten = hasDot(before, tile) && !hasDot(world, tile);
    copyWorld(before, world);
    return isEaten ? [tile] : [];
  };
}

function eventsOf(flat: ArrayLike<number>): MatchEvent[] {
  return Array.from({ length: flat.length / EVENT_LENGTH }, (_, i) => {
    const [kind, who, place, value] = Array.from(flat).slice(i * EVENT_LENGTH) as [number, number, number, number];
    return { kind, who, place, value };
  });
}
