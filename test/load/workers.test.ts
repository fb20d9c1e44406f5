import fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createWalker, PLAYER_THINK_TIMES } from '../../bots/brains/walker.ts';
import { clientPlan, type ClientPlan } from '../../load/client-plan.ts';
import { countsBetween, distributionOf, emptyCounts, recordMs, sumOfCounts } from '../../load/histogram.ts';
import { runLoad, type LoadOptions } from '../../load/load.ts';
import { gameServerConfig } from '../../game-server/config.ts';
import { startGameServer } from '../../game-server/main.ts';

/** Processes run what was built: Node cannot run the sources in all its versions. */
const BUILT_WORKER = new URL('../../dist/load/worker-process.js', import.meta.url);
const HANGING_WORKER = new URL('hanging-worker.js', import.meta.url);
const MORTAL_WORKER = new URL('mortal-worker.js', import.meta.url);

const PLAN: ClientPlan = {
  ...{ host: '127.0.0.1', port: 1, rate: 20, seed: 7, modes: ['coop', 'classic'], seats: 0 },
  ...{ bots: 25, think: PLAYER_THINK_TIMES, slow: 3, giveUp: false },
};

describe('the clients', () => {
  test('[LD8] a percentage of the clients are bots, in each mode, and the first ones are slow', () => {
    const clients = Array.from({ length: 200 }, (_, place) => clientPlan(PLAN, place, place));
    for (const mode of PLAN.modes) {
      const players = clients.filter((client) => client.mode === mode);
      expect(players.length).toBe(100);
      expect(players.filter(({ isBot }) => isBot).length).toBe(25);
    }
    expect(clients.filter(({ isSlow }) => isSlow)).toEqual(clients.slice(0, 3));
  });

  test('[LD7] a newcomer plays the part of the place it takes, under a name and a seed of its own', () => {
    const first = clientPlan(PLAN, 2, 2);
    expect(clientPlan(PLAN, 2, 500)).toEqual({ ...first, name: 'load-501', seed: 507 });
  });

  test('[LD8] pauses are as long as they were asked to be', () => {
    const walker = createWalker(3, { minMs: 40, maxMs: 60 });
    const pauses = Array.from({ length: 1000 }, () => walker.thinkMs());
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(40);
    expect(Math.max(...pauses)).toBeLessThan(60);
    expect(createWalker(3, { minMs: 9, maxMs: 9 }).thinkMs()).toBe(9);
  });
});

describe('histograms', () => {
  const times = fc.array(fc.double({ min: 0.001, max: 60_000, noNaN: true }), { minLength: 1 });

  test('[LD7] those of several workers added up are the one of all times', () => {
    fc.assert(
      fc.property(fc.array(times, { minLength: 1, maxLength: 4 }), (workers) => {
        expect(sumOfCounts(workers.map(countsOf))).toEqual(countsOf(workers.flat()));
      }),
    );
  });

  test('[LD7] a window has what came between its two moments, within 1.6 %', () => {
    fc.assert(
      fc.property(times, times, (before, window) => {
        const counts = countsBetween(countsOf(before), countsOf([...before, ...window]));
        const { count, p99, max, bars } = distributionOf(counts);
        const sorted = window.toSorted((a, b) => a - b);
        const exact = sorted[Math.ceil(sorted.length * 0.99) - 1]!;
        expect(Math.abs(p99 - exact)).toBeLessThanOrEqual(0.001 + exact * 0.016);
        expect(Math.abs(max - sorted.at(-1)!)).toBeLessThanOrEqual(0.001 + max * 0.016);
        expect(count).toBe(window.length);
        expect(bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(count);
      }),
    );
  });

  test('[LD7] an empty one has no bars, and zeros for percentiles', () => {
    expect(distributionOf(emptyCounts())).toEqual({ count: 0, p50: 0, p99: 0, max: 0, bars: [] });
  });
});

describe('rooms with a number of seats', () => {
  test('[LD12] one client makes each room, and the others take the seats of AI', async () => {
    const { run, lines } = await startLoad();
    expect(await run({ clients: 12, modes: ['mega'], seats: 6, workers: 2 }, BUILT_WORKER)).toBe(0);
    expect(lines.join('\n')).toContain('12 of 12 connected, 0 lost');
    expect(lines.join('\n')).toMatch(/server CPU .*, 2 rooms, 12 connections/);
  });

  test('[LD12] a number of seats that the mode does not have is an error of the client that asks for it', async () => {
    const { run, lines } = await startLoad();
    expect(await run({ clients: 1, modes: ['mega'], seats: 3 }, BUILT_WORKER)).toBe(1);
    expect(lines.join('\n')).toContain('1 bad-settings');
  });

  test('[LD12] who replaces the maker of a room finds a room', () => {
    const plan = { ...PLAN, modes: ['mega', 'battle'], seats: 8 };
    const makers = Array.from({ length: 40 }, (_, place) => clientPlan(plan, place, place).makesSeats);
    expect(makers.flatMap((seats, place) => (seats > 0 ? [place] : []))).toEqual([0, 1, 16, 17, 32, 33]);
    expect(clientPlan(plan, 16, 100)).toMatchObject({ mode: 'mega', makesSeats: 0 });
  });
});

describe('worker processes', () => {
  test('[LD7] share the clients, and their figures are one report', async () => {
    const { run, lines } = await startLoad();
    expect(await run({ clients: 7, workers: 3, seconds: 2, bots: 50 }, BUILT_WORKER)).toBe(0);
    const report = lines.join('\n');
    expect(report).toContain('7 of 7 connected, 0 lost');
    expect(report).toMatch(/worker 1 +3 clients.*\n.*worker 2 +2 clients.*\n.*worker 3 +2 clients/);
    expect(report).toMatch(/server CPU .* 7 connections/);
    expect(report).toMatch(/update interval +p50 [1-9]/);
  });

  test('[LD7] a worker that dies is reported, ends the test and fails it: its clients are lost', async () => {
    const { run, lines } = await startLoad();
    expect(await run({ clients: 6, workers: 2, seconds: 60, churn: 4 }, MORTAL_WORKER)).toBe(1);
    expect(lines.join('\n')).toMatch(/worker 1 died \(code 3\)/);
    expect(lines.join('\n')).toMatch(/3 worker-died/);
  });

  test('[LD7] a worker that hangs is ended and reported, and fails the test', async () => {
    const { run, lines } = await startLoad();
    expect(await run({ clients: 6, workers: 2, seconds: 60, churn: 4 }, HANGING_WORKER)).toBe(1);
    expect(lines.join('\n')).toMatch(/worker [12] hung \(no answer for 5 s\)/);
  });

  test('[LD7] workers end when the test is stopped, and no client is lost', async () => {
    const stop = new AbortController();
    const { run, lines } = await startLoad((line) => line.startsWith('connecting: 4 of 4') && stop.abort());
    expect(await run({ clients: 4, workers: 2, seconds: 60, signal: stop.signal }, BUILT_WORKER)).toBe(0);
    expect(lines.join('\n')).toContain('4 of 4 connected, 0 lost');
  });
});

function countsOf(times: readonly number[]) {
  const counts = emptyCounts();
  for (const ms of times) recordMs(counts, ms);
  return counts;
}

async function startLoad(told: (line: string) => void = () => {}) {
  const config = gameServerConfig({ host: '127.0.0.1', port: 0, adminPort: 0 });
  const server = await startGameServer(config, pino({ level: 'silent' }));
  onTestFinished(() => server.drain());
  const lines: string[] = [];
  const options: LoadOptions = {
    ...{
      ...PLAN,
      bots: 0,
      slow: 0,
      giveUp: false,
      clients: 1,
      workers: 1,
      ramp: 1000,
      churn: 0,
      seconds: 0.3,
      settle: 0,
    },
    ...{ expect: [], findLimit: false },
    ...{ port: server.port, adminUrls: [`http://127.0.0.1:${server.adminPort}`] },
  };
  const print = (line: string) => {
    lines.push(line);
    told(line);
  };
  const run = (more: Partial<LoadOptions>, program: URL) => runLoad({ ...options, ...more }, print, program);
  return { run, lines };
}
