// A page that cannot take all that is sent: the server leaves some out and sends a keyframe when the page has caught up.
// The other pages in the room notice nothing.

import { describe, expect, test } from 'vitest';
import { CHAT_LENGTH_MAX, encodeFrame, encodeServer, SERVER_MESSAGES } from '#protocol';
import { RIGHT, type Direction } from '#simulation';
import type { GameServerConfig } from '../../game-server/config.ts';
import { readAlong } from './read-along.ts';
import { expectSameWorlds } from './same-worlds.ts';
import { seeded, SimulatedNetwork, type Profile } from './simulated-network.ts';
import type { SimulatedPage } from './simulated-page.ts';
import { isLate } from './simulated-play.ts';

const SEEDS = [1, 2, 3, 4, 5];
const LINK: Profile = { delayMs: 40, jitterMs: 10 };
const COUNTDOWN_MS = 3200;
const TURN_FRAMES = 20;
/**
 * Ticks by which a page is behind the server whose link keeps up: half a round trip, jitter, and a snapshot every two
 * ticks, or a piece of the log after 15 at the latest.
 */
const FRESH_TICKS_MAX = { snapshots: 6, log: 19 };
/** By then a page that stood still has reported what it has seen, and has got a keyframe. */
const BACK_MS = { snapshots: 500, log: 900 };
const STREAMS = ['snapshots', 'log'] as const;
type Stream = (typeof STREAMS)[number];
/** The same on a link that is too thin: 30, a round trip, the time to the next input, and that of a keyframe on the link. */
const THIN_TICKS_MAX = 150;
/** Less than a keyframe. */
const SMALL_PACKET_BYTES = 100;
const TEXT = 'x'.repeat(CHAT_LENGTH_MAX);

/** Ann, whose link is good, and Ben in one room, some time after the countdown. */
function twoPages(
  stream: Stream,
  seed: number,
  bensProfile: Profile,
  limits: Partial<GameServerConfig> = {},
): { network: SimulatedNetwork; ann: SimulatedPage; ben: SimulatedPage } {
  const network = new SimulatedNetwork(seed, LINK, limits);
  network.stream = stream;
  const ann = network.createRoom('Ann');
  const ben = network.join({ name: 'Ben', entry: network.roomEntry }, bensProfile);
  ann.session.send({ type: 'start' });
  network.frames(COUNTDOWN_MS + 1000);
  return { network, ann, ben };
}

/** How far a page is behind the server, in ticks. */
function age(network: SimulatedNetwork, page: SimulatedPage): number {
  return network.room.tickNow - page.match.seenTick;
}

/** Both turn about twice a second. @returns the most ticks by which each was behind. */
function play(network: SimulatedNetwork, seed: number, ms: number): { ann: number; ben: number } {
  const rng = seeded(seed + 100);
  const oldest = [0, 0];
  network.frames(ms, (frame) => {
    for (const [i, page] of network.pages.entries()) {
      if (frame % TURN_FRAMES === 0 && !page.process.isStopped && rng(3) < 2) page.session.steer(rng(4) as Direction);
      if (page.isInRoom) oldest[i] = Math.max(oldest[i]!, age(network, page));
    }
  });
  return { ann: oldest[0]!, ben: oldest[1]! };
}

function count(page: SimulatedPage): { updates: number; keyframes: number } {
  const counts = { updates: 0, keyframes: 0 };
  readAlong(page, ({ type }) => {
    if (type === 'snapshot' || type === 'log') counts.updates++;
    if (type === 'keyframe') counts.keyframes++;
  });
  return counts;
}

test.each(SEEDS)(
  '[W25] a link that is too thin gets fewer snapshots, and keyframes when it has caught up; the other page gets all (seed %i)',
  (seed) => {
    const { network, ann, ben } = twoPages('snapshots', seed, { ...LINK, bytesPerSecond: 700 });
    const [anns, bens] = [count(ann), count(ben)];
    const oldest = play(network, seed, 30_000);
    expect(oldest.ann).toBeLessThanOrEqual(FRESH_TICKS_MAX.snapshots);
    expect(oldest.ben).toBeLessThanOrEqual(THIN_TICKS_MAX);
    expect(anns.keyframes).toBe(0);
    expect(bens.updates).toBeLessThan(0.9 * anns.updates);
    expect(bens.keyframes).toBeGreaterThan(0);
    expect(ben.states.some(({ name }) => name === 'disconnected')).toBe(false);
    expectSameWorlds(network);
  },
);

test.each(SEEDS)('[W25] bytes that wait in the server stop the snapshots of one page only (seed %i)', (seed) => {
  // The page may be as far behind as it likes, so that only the queue counts.
  const limits = { queuedBytesHighWater: 1024, behindTicksMax: 10_000 };
  const { network, ann, ben } = twoPages(
    'snapshots',
    seed,
    { ...LINK, bytesPerSecond: 4000, bufferBytes: 500 },
    limits,
  );
  const [anns, bens] = [count(ann), count(ben)];
  // More than the link carries, as where many write at once.
  const text = encodeFrame(encodeServer({ type: 'chat', scope: 'room', from: 'Ann', to: '', text: TEXT }));
  network.frames(2000, () => void ben.link.serverSide.write(text));
  expect(play(network, seed, 5000).ann).toBeLessThanOrEqual(FRESH_TICKS_MAX.snapshots);
  expect(anns.keyframes).toBe(0);
  expect(bens.keyframes).toBe(1);
  expect(bens.updates).toBeLessThan(anns.updates - 30);
  expectSameWorlds(network);
});

describe.each(STREAMS)('with %s', (stream) => {
  test.each([600, 800, 1000, 1400, 2000])(
    '[W25] a page that stood still for %i ms is soon sent news again',
    (stoppedMs) => {
      for (const seed of SEEDS) {
        const { network, ben } = twoPages(stream, seed, LINK);
        play(network, seed, 2000);
        ben.process.stop(stoppedMs);
        // What is processed first after the stop is old, and a ping may report it: the server takes the page for behind.
        expect(play(network, seed, stoppedMs + BACK_MS[stream]).ann, `seed ${seed}`).toBeLessThanOrEqual(
          FRESH_TICKS_MAX[stream],
        );
        network.frames(3000, () =>
          expect(age(network, ben), `seed ${seed}`).toBeLessThanOrEqual(FRESH_TICKS_MAX[stream]),
        );
        expectSameWorlds(network);
      }
    },
  );

  test.each(SEEDS)(
    '[W25] a page that is frozen for longer is cut off, and comes back to its seat (seed %i)',
    (seed) => {
      const { network, ben } = twoPages(stream, seed, LINK);
      const { seat } = ben.match;
      ben.process.stop(9000);
      expect(play(network, seed, 12_000).ann).toBeLessThanOrEqual(FRESH_TICKS_MAX[stream]);
      expect(network.core.metrics.errors['too-far-behind']).toBe(1);
      expect(ben.states.some(({ name }) => name === 'disconnected')).toBe(true);
      expect(ben.match.seat).toBe(seat);
      const { length } = network.inputs;
      ben.session.steer(RIGHT);
      network.frames(1000);
      expect(network.inputs.slice(length)).toMatchObject([{ page: ben }]);
      expectSameWorlds(network);
    },
  );
});

test.each(SEEDS)('[W9] a connection that breaks in the middle of a keyframe is made anew (seed %i)', (seed) => {
  const { network, ben } = twoPages('snapshots', seed, {
    ...LINK,
    bytesPerSecond: 700,
    packetBytes: SMALL_PACKET_BYTES,
  });
  const { seat } = ben.match;
  for (let cut = 0; cut < 3; cut++) {
    const broken = cutInKeyframe(ben);
    for (let tries = 0; tries < 60 && !broken(); tries++) play(network, seed, 500);
    expect(['disconnected', 'resuming']).toContain(ben.session.state.name);
    network.until(() => ben.isInRoom);
    expect(ben.match.seat).toBe(seat);
  }
  expectSameWorlds(network);
});

test('[W21] a page that floods the server with inputs is closed, and does not disturb the other', () => {
  for (const seed of SEEDS) {
    const { network, ann, ben } = twoPages('log', seed, LINK);
    const rng = seeded(seed);
    const before = network.inputs.length;
    let sequence = ben.saved!.sequence;
    const flood = (): void => {
      for (let i = 0; i < 12; i++) {
        const tick = network.world.tick + rng(60);
        ben.session.send({
          type: 'input',
          sequence: ++sequence,
          tick,
          direction: rng(5),
          seenTick: ben.match.seenTick,
        });
      }
    };
    const turns = seeded(seed + 100);
    network.frames(5000, (frame) => {
      if (!ben.link.clientSide.destroyed) flood();
      if (frame % TURN_FRAMES === 0) ann.session.steer(turns(4) as Direction);
      expect(age(network, ann)).toBeLessThanOrEqual(FRESH_TICKS_MAX.log);
    });
    expect(ben.session.state).toMatchObject({ name: 'ended', reason: 'flood' });
    expect(network.core.metrics.inputsDropped).toBeGreaterThan(0);
    const anns = network.inputs.slice(before).filter(({ page }) => page === ann);
    expect(anns.length).toBeGreaterThan(10);
    expect(anns.filter(isLate)).toEqual([]);
    expect(ann.match.figures.smallCorrections).toBe(0);
    network.pages.splice(1);
    expectSameWorlds(network);
  }
});

/** Breaks the page’s connection when the first packet of a keyframe has arrived. @returns whether that has happened. */
function cutInKeyframe({ link }: SimulatedPage): () => boolean {
  let isBroken = false;
  link.clientSide.on('data', (bytes: Uint8Array) => {
    // A frame begins a packet. Behind its length, four bytes, and the head of an array stands the type of the message.
    if (isBroken || bytes.length < SMALL_PACKET_BYTES || bytes[5] !== SERVER_MESSAGES.keyframe.type) return;
    isBroken = true;
    link.cut();
  });
  return () => isBroken;
}
