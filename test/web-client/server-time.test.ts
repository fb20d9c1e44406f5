// Server time that is not wall time: a process that was stopped, ticks that were dropped, clocks of different speeds. The
// page follows the server, and does not mistake a slow link for a slow server.

import { describe, expect, test } from 'vitest';
import { PAC, type Direction } from '#simulation';
import { ServerClock } from '../../web-client/netcode/server-clock.ts';
import { CALM, FRAME_MS, seeded, SimulatedNetwork, type Profile } from './simulated-network.ts';
import type { SimulatedPage } from './simulated-page.ts';
import { isLate } from './simulated-play.ts';

/**
 * The last is how many seeds may have another jump: what is pressed while the server stands still is meant for a tick so
 * far ahead that the server moves it up, and by jitter the page may be wrong by a tick about how far.
 */
const LINKS: readonly (readonly [string, Profile, number])[] = [
  ['no delay', CALM, 0],
  ['80 ms, 10 ms jitter', { delayMs: 40, jitterMs: 10 }, 2],
  ['150 ms, 30 ms jitter, 100 ms stalls', { delayMs: 75, jitterMs: 30, stallMs: 100, stallEveryMs: 5000 }, 3],
];
const SEEDS = [1, 2, 3, 4, 5, 6];
const BEFORE_MS = 6000;
/** By then the page must have its usual lead again. */
const BACK_MS = 2000;
const LEAD_TICKS_MAX = 20;
const JUMP_PIXELS = 8;
/** Jumps in one seed after a standstill: of 40 seeds on the worst link three have four. */
const JUMPS_MAX = 4;
/** Late inputs in seven stalls that are jumps. */
const JUMPS_IN_STALLS_MAX = 3;
/** A Pac-Man gets farther than this only through the tunnel. */
const TUNNEL_PIXELS = 150;
const TURN_FRAMES = 20;
/** Divides no period of a stall, so that inputs meet all of its phases. */
const UNALIGNED_TURN_FRAMES = 19;

describe.each(LINKS)('on a link with %s', (_name, profile, twiceMax) => {
  test.each([50, 150, 250, 400, 700, 1000, 2000, 4900])(
    '[W24] a server that stood still for %i ms is followed again within two seconds, with one jump at most',
    (stoppedMs) => {
      let twice = 0;
      for (const seed of SEEDS) {
        const { lead, jumps } = played(seed, profile, stoppedMs + 7000, (network) => network.process.stop(stoppedMs));
        expect(most(lead, stoppedMs + BACK_MS), `seed ${seed}`).toBeLessThan(LEAD_TICKS_MAX);
        expect(jumps, `seed ${seed}`).toBeLessThanOrEqual(JUMPS_MAX);
        if (jumps >= 2) twice++;
      }
      expect(twice).toBeLessThanOrEqual(twiceMax);
    },
  );

  test.each([10, 5, 2, 1, -1, -2, -5, -10])(
    '[W24] a page whose clock is fast by %i percent keeps its lead, and inputs come in time',
    (percent) => {
      const lateShares: number[] = [];
      for (const seed of SEEDS) {
        const { lead, jumps, lateShare } = played(seed, { ...profile, driftPpm: percent * 10_000 }, 15_000);
        expect(most(lead, 0), `seed ${seed}`).toBeLessThan(LEAD_TICKS_MAX);
        expect(jumps, `seed ${seed}`).toBe(0);
        lateShares.push(lateShare);
      }
      expect(mean(lateShares)).toBeLessThanOrEqual(0.1);
    },
  );

  test('[W24] a server that is overloaded is followed at its own speed, and afterwards', () => {
    for (const seed of SEEDS) {
      const { lead, jumps, lateShare } = played(seed, profile, 14_000, (network) => network.overloadServer(55, 8000));
      // Ticks come five at a time.
      expect(most(lead, BACK_MS), `seed ${seed}`).toBeLessThan(LEAD_TICKS_MAX + 5);
      expect(most(lead, 8000 + BACK_MS), `seed ${seed}`).toBeLessThan(LEAD_TICKS_MAX);
      expect(jumps, `seed ${seed}`).toBe(0);
      expect(lateShare, `seed ${seed}`).toBeLessThanOrEqual(0.1);
    }
  });

  test.each([100, 300, 900])('[W24] a page that stutters for %i ms is where it was', (stutterMs) => {
    for (const seed of SEEDS) {
      const { lead, lateShare } = played(seed, profile, 8000, (_network, page) => page.process.stop(stutterMs));
      expect(Math.min(...lead.slice(Math.ceil(stutterMs / FRAME_MS) + 1)), `seed ${seed}`).toBeGreaterThanOrEqual(0);
      expect(lateShare, `seed ${seed}`).toBeLessThanOrEqual(0.1);
    }
  });
});

test('[W24] a connection that stalls looks like a server that stands still, but the lead stays', () => {
  for (const seed of SEEDS) {
    const stalls = { delayMs: 40, jitterMs: 10, stallMs: 300, stallEveryMs: 3000 };
    const { lead, jumps, lateShare } = played(seed, stalls, 20_000, () => {}, UNALIGNED_TURN_FRAMES);
    expect(Math.min(...lead), `seed ${seed}`).toBeGreaterThanOrEqual(3);
    expect(jumps, `seed ${seed}`).toBeLessThanOrEqual(JUMPS_IN_STALLS_MAX);
    // The lead does not cover a stall, a tenth of the time: an input in it is late.
    expect(lateShare, `seed ${seed}`).toBeLessThanOrEqual(0.2);
  }
});

test('[W24] a server that stands still again and again costs one jump each time', () => {
  for (const seed of SEEDS) {
    const { lead, jumps } = played(seed, LINKS[1]![1], 20_000, (network) => {
      for (let i = 0; i < 4; i++) network.clock.after(1 + i * 4000, () => network.process.stop(700));
    });
    expect(jumps, `seed ${seed}`).toBeLessThanOrEqual(4);
    expect(most(lead, 12_700 + BACK_MS), `seed ${seed}`).toBeLessThan(LEAD_TICKS_MAX);
  }
});

test('[W24] a pause in which the server stands still goes on in the present', () => {
  const network = new SimulatedNetwork(1, LINKS[1]![1]);
  const [{ session, match }] = network.beginMatch('Ann');
  network.frames(BEFORE_MS);
  session.send({ type: 'pause', paused: true });
  network.frames(1000);
  network.process.stop(1000);
  network.frames(3000);
  expect(session.room?.state).toBe('paused');
  session.send({ type: 'pause', paused: false });
  network.frames(BACK_MS);
  const lead = match.prediction.predicted.tick - network.room.tickNow;
  expect(lead).toBeGreaterThanOrEqual(0);
  expect(lead).toBeLessThan(15);
});

describe('the clock', () => {
  test('[W24] believes a ping that was slow only as far as it goes', () => {
    const clock = heardFor(1000);
    clock.heard(62, 1700);
    expect(clock.doubts(1700)).toBe(true);
    const before = clock.present(1700);
    // Sent early and delayed: the server may have been at tick 62, or far beyond.
    clock.answered(62, 1000);
    clock.heard(64, 1733);
    expect(clock.present(1733) - before).toBeCloseTo(2, 0);
    // At 1700 ms it cannot have been beyond tick 63, where wall time has 102.
    clock.answered(63, 1700);
    expect(clock.present(1734)).toBeLessThan(70);
  });

  test('[W24] drops no arrival that came after the ping was sent, and none within the tick of the pong', () => {
    const clock = heardFor(1000);
    clock.heard(80, 1100);
    clock.heard(79, 1150);
    // The pong says nothing about the ticks that the server caught up with afterwards.
    clock.answered(60, 1000);
    expect(clock.arrivalTick(1200)).toBeCloseTo(80 + (1200 - 1100 + 20) * 0.06);

    const other = heardFor(980);
    other.heard(56, 1020);
    // A server at tick 60 may nearly have reached 61: as much as the clock assumed, 30 ms before.
    other.answered(60, 990);
    expect(other.arrivalTick(1000)).toBeCloseTo(60 + 20 * 0.06);
  });

  test('[W24] doubts itself at most five times a second', () => {
    const clock = heardFor(1000);
    let doubts = 0;
    for (let ms = 1000; ms < 3000; ms += 10) {
      clock.heard(30, ms);
      if (clock.doubts(ms)) doubts++;
    }
    expect(doubts).toBe(10);
  });

  test.each([-3_600_000, -2000, 2000, 3_600_000])(
    '[W24] is right again two seconds after the page’s clock jumped by %i ms',
    (jumpMs) => {
      const clock = heardFor(4000);
      clock.present(4000);
      for (let ms = 4000; ms < 6000; ms += 100 / 6) {
        const nowMs = ms + jumpMs;
        const tick = Math.floor(ms * 0.06);
        clock.heard(tick, nowMs);
        if (clock.doubts(nowMs)) clock.answered(tick, nowMs);
        expect(clock.present(nowMs)).toBeLessThan(Infinity);
      }
      const ahead = clock.present(6000 + jumpMs) - 360;
      expect(ahead).toBeGreaterThanOrEqual(0);
      expect(ahead).toBeLessThan(LEAD_TICKS_MAX);
    },
  );
});

/** A clock to which every second tick was reported for so long, without delay. */
function heardFor(ms: number): ServerClock {
  const clock = new ServerClock();
  clock.returned(20);
  for (let tick = 0; tick <= ms * 0.06; tick += 2) clock.heard(tick, tick / 0.06);
  return clock;
}

interface Felt {
  /** Ticks by which the picture is ahead of the server's world, for each frame. */
  readonly lead: readonly number[];
  /** How often the own Pac-Man moved by more pixels between two frames than it can go. */
  readonly jumps: number;
  readonly lateShare: number;
}

type Trouble = (network: SimulatedNetwork, page: SimulatedPage) => void;

/** Plays with a turn about twice a second: for some seconds without, then with a trouble. The result covers the second part. */
function played(
  seed: number,
  profile: Profile,
  lengthMs: number,
  trouble: Trouble = () => {},
  turnFrames = TURN_FRAMES,
): Felt {
  const network = new SimulatedNetwork(seed, profile);
  const rng = seeded(seed + 100);
  const [page] = network.beginMatch('Ann');
  const { session, match } = page;
  const { predicted } = match.prediction;
  const steer = (frame: number): void => {
    if (!page.process.isStopped && frame % turnFrames === 0 && rng(3) < 2) session.steer(rng(4) as Direction);
  };
  network.frames(BEFORE_MS, steer);
  const inputsBefore = network.inputs.length;
  trouble(network, page);
  const lead: number[] = [];
  let jumps = 0;
  let last: { readonly x: number; readonly y: number } | null = null;
  network.frames(lengthMs, (frame) => {
    steer(frame);
    lead.push(predicted.tick - network.room.tickNow);
    const isAlive = predicted.pacState[match.seat] === PAC.alive;
    const here = isAlive ? { x: predicted.pacX[match.seat]!, y: predicted.pacY[match.seat]! } : null;
    const pixels = here && last ? Math.abs(here.x - last.x) + Math.abs(here.y - last.y) : 0;
    if (pixels > JUMP_PIXELS && pixels < TUNNEL_PIXELS) jumps++;
    last = here;
  });
  const inputs = network.inputs.slice(inputsBefore);
  return { lead, jumps, lateShare: inputs.filter(isLate).length / inputs.length };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value) / values.length;
}

/** The largest value from a time on, of a list with one value for each frame. */
function most(byFrame: readonly number[], fromMs: number): number {
  return Math.max(...byFrame.slice(Math.ceil(fromMs / FRAME_MS)));
}
