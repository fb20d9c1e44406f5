import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { LOG_RATE } from '#protocol';
import { PLAYER_THINK_TIMES } from '../../bots/brains/walker.ts';
import { limitText } from '../../load/limit-search.ts';
import { runLoad, type LoadOptions } from '../../load/load.ts';
import { parseExpectation, type Expectation } from '../../load/report/measures.ts';
import type { LoadStep } from '../../load/report/page.ts';
import type { LoadReport } from '../../load/report/report.ts';
import type { ServerStats } from '../../load/server-stats.ts';
import { gameServerConfig } from '../../game-server/config.ts';
import { startGameServer } from '../../game-server/main.ts';

const ALONE = { workers: 1, bots: 0, think: PLAYER_THINK_TIMES } as const;
const CROWD = {
  giveUp: false,
  modes: ['coop'],
  seats: 0,
  ramp: 1000,
  churn: 0,
  slow: 0,
  rate: 60,
  seed: 1,
  ...ALONE,
} as const;

test('[LD4] a report is a file for programs and a page that is whole in itself', async () => {
  const { run, out, lines } = await startLoad();
  expect(await run({ clients: 6, slow: 1, expect: [expected('lost<=0'), expected('bytes_in<1B/s')] })).toBe(1);
  expect(lines.join('\n')).toMatch(/^as expected: lost<=0, was 0$/m);
  expect(lines.join('\n')).toMatch(/^NOT AS EXPECTED: bytes_in<1B\/s, was \d+ B\/s$/m);
  const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as {
    expected: { ok: boolean }[];
    steps: {
      clients: number;
      measures: Record<string, number>;
      report: LoadReport;
    }[];
  };
  expect(report.expected.map(({ ok }) => ok)).toEqual([true, false]);
  expect(report.steps[0]).toMatchObject({ clients: 6, measures: { lost: 0 } });
  const { connectMs, connectsLeftOut, updateIntervalMs, inputToUpdateMs } = report.steps[0]!.report;
  // On a busy machine the generator stands still itself.
  expect(connectMs.count + connectsLeftOut).toBe(6);
  for (const { count, bars } of [connectMs, updateIntervalMs, inputToUpdateMs]) {
    expect(bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(count);
  }
  const page = readFileSync(join(out, 'report.html'), 'utf8');
  expect(page).toContain('<h1>6 clients</h1>');
  expect(page).toContain('bytes_in&lt;1B/s');
  expect(page).toContain('1 of 2 not as expected');
  expect(page).toContain('<b>From an input to its effect, %</b>');
  expect(page).not.toMatch(
    /src=|@import|url\(|href="(?!data:,")|\bfetch\(|XMLHttpRequest|sendBeacon|WebSocket|\bimport\(/,
  );
});

test('[LD5] the search for the limit ends where an expectation breaks, or all are there', async () => {
  const { run, out, lines } = await startLoad();
  expect(await run({ clients: 3, findLimit: true, expect: [expected('lost<=0')] })).toBe(0);
  // A busy machine may be the limit itself.
  expect(lines.join('\n')).toMatch(/^No limit up to 3 clients|^The generator is the limit, at 3 clients/m);
  expect(await run({ clients: 3, findLimit: true, expect: [expected('connect_p99<0')] })).toBe(0);
  expect(lines).toContain('The limit is between 0 and 3 clients.');
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('>The limit is between 0 and 3 clients.<');
});

test('[LD5] the result of a search is that of its last step', () => {
  const fine = stepOf(100);
  const broken = { ...stepOf(150), ok: false };
  const late = { clients: 75, loopLagMsP99: 21, loopUtilization: 0.5 };
  expect(limitText([fine, stepOf(150)], false)).toBe('No limit up to 150 clients.');
  expect(limitText([fine, broken], false)).toBe('The limit is between 100 and 150 clients.');
  expect(limitText([broken], false)).toBe('The limit is between 0 and 150 clients.');
  expect(limitText([fine, stepOf(150, { workers: [late] })], false)).toBe(
    'The generator is the limit, at 150 clients.',
  );
  const after = { ...STATS, cpuSeconds: 2, uptimeSeconds: 20 };
  const servers = [{ ...NO_SERVER, idle: STATS, before: STATS, after }];
  expect(limitText([fine, stepOf(150, { workers: [late], servers })], false)).toBe(
    'The generator is the limit, at 150 clients: the server uses 10 % of one core.',
  );
  expect(limitText([fine, stepOf(150, { seconds: 0 })], true)).toBe('Stopped. No limit up to 100 clients.');
});

test('[LD6] a client that churns resumes or is replaced, and is not lost', async () => {
  const { run, lines } = await startLoad();
  expect(await run({ clients: 5, churn: 20, seconds: 1.5 })).toBe(0);
  expect(lines.join('\n')).toMatch(/5 of 5 connected, 0 lost, [1-9]\d* resumed/);
});

test('[LD11] clients get the match log: pieces are counted, and hashes of some Worlds are checked', async () => {
  const { run, lines, out } = await startLoad();
  expect(await run({ clients: 5, bots: 20, rate: LOG_RATE, seconds: 2.5 })).toBe(0);
  expect(lines.join('\n')).toMatch(/stream +match log\n/);
  const { steps } = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as { steps: { report: LoadReport }[] };
  const { onLog, pieces, hashesChecked, hashesWrong, inputToUpdateMs } = steps[0]!.report;
  expect({ onLog, hashesWrong }).toEqual({ onLog: 5, hashesWrong: 0 });
  expect(pieces).toBeGreaterThan(5);
  expect(hashesChecked).toBeGreaterThan(0);
  expect(inputToUpdateMs.count).toBeGreaterThan(0);
});

test('[LD11] a client at a rate of its own gets snapshots, though the server sends the log to others', async () => {
  const { run, lines } = await startLoad();
  expect(await run({ clients: 2, rate: 30 })).toBe(0);
  expect(lines.join('\n')).toMatch(/stream +30 snapshots a second\n/);
});

test('[LD10] a window ends when it ends, however long the server takes to say what it has counted', async () => {
  const { run, out } = await startLoad();
  expect(await run({ clients: 2, adminUrls: [await startSlowAdmin()] })).toBe(0);
  const { steps } = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as { steps: { report: LoadReport }[] };
  const { seconds, traffic, rate, updateIntervalMs, servers } = steps[0]!.report;
  expect(servers[0]!.after).not.toBe(null);
  // With what comes while it waits for the figures it would be five times as much.
  expect(updateIntervalMs.count).toBeLessThan(2 * 2 * rate * seconds);
  expect(traffic.messagesIn).toBeLessThan(2 * 2 * rate * seconds);
});

const COUNTS = { boundsMs: [1], counts: [0, 0], sumMs: 0 };
const NO_SERVER = { url: 'http://127.0.0.1:1981', idle: null, before: null, after: null };
const STATS = { cpuSeconds: 1, uptimeSeconds: 10 } as ServerStats;

function stepOf(clients: number, more: Partial<LoadReport> = {}): LoadStep {
  const report = {
    clients,
    connected: clients,
    seconds: 5,
    workers: [],
    watched: {
      kills: 0,
      restarts: 0,
      frames: 0,
      faults: new Map(),
      firstFault: '',
      gapAfterEndMs: { count: 0, p50: 0, p99: 0, max: 0, bars: [] },
    },
    servers: [NO_SERVER],
    ...more,
  } as Partial<LoadReport> as LoadReport;
  return { clients, report, ok: true };
}

/** An admin port that answers twice at once, before clients and before the window, and then late. @returns its URL */
async function startSlowAdmin(): Promise<string> {
  const numbers = { ticks: 1, ticksDropped: 0, connections: 0, rooms: 0, cpuSeconds: 1, rssBytes: 1, uptimeSeconds: 1 };
  const answer = JSON.stringify({
    startId: 'a',
    ...numbers,
    tickMs: COUNTS,
    latenessMs: COUNTS,
    inputToWireMs: COUNTS,
  });
  let asked = 0;
  const server = createServer((_, response) => {
    setTimeout(() => response.end(answer), ++asked <= 2 ? 0 : 1500);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function startLoad() {
  const config = gameServerConfig({ host: '127.0.0.1', port: 0, adminPort: 0 });
  const server = await startGameServer(config, pino({ level: 'silent' }));
  onTestFinished(() => server.drain());
  const out = mkdtempSync(join(tmpdir(), 'packetman-load-'));
  onTestFinished(() => rmSync(out, { recursive: true }));
  const lines: string[] = [];
  const options: LoadOptions = {
    ...{ ...CROWD, clients: 1, seconds: 0.3, settle: 0, expect: [], findLimit: false, out },
    ...{ host: '127.0.0.1', port: server.port, adminUrls: [`http://127.0.0.1:${server.adminPort}`] },
  };
  return {
    run: (more: Partial<LoadOptions>) => runLoad({ ...options, ...more }, (line) => lines.push(line)),
    out,
    lines,
  };
}

function expected(text: string): Expectation {
  const parsed = parseExpectation(text);
  if ('wrong' in parsed) throw new Error(parsed.wrong);
  return parsed;
}
