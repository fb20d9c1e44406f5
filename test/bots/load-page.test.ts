import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { PERSON_THINKS } from '../../bots/brains/walker.ts';
import type { Distribution } from '../../bots/histogram.ts';
import { limitText } from '../../bots/limit-search.ts';
import { runLoad, type LoadOptions } from '../../bots/load.ts';
import { parseExpectation, type Expectation } from '../../bots/load-measures.ts';
import type { LoadStep } from '../../bots/load-page.ts';
import type { LoadReport } from '../../bots/load-report.ts';
import type { ServerStats } from '../../bots/server-stats.ts';
import { gameServerConfig } from '../../game-server/config.ts';
import { startGameServer } from '../../game-server/main.ts';

const ALONE = { workers: 1, bots: 0, think: PERSON_THINKS } as const;
const CROWD = { modes: ['coop'], ramp: 1000, churn: 0, slow: 0, rate: 60, seed: 1, ...ALONE } as const;

test('[P13] a report is a file for programs and a page that is whole in itself', async () => {
  const { run, out, lines } = await startLoad();
  expect(await run({ clients: 6, slow: 1, expect: [expected('lost<=0'), expected('bytes_in<1B/s')] })).toBe(1);
  expect(lines.join('\n')).toMatch(/^as expected: lost<=0, was 0$/m);
  expect(lines.join('\n')).toMatch(/^NOT AS EXPECTED: bytes_in<1B\/s, was \d+ B\/s$/m);
  const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as {
    expected: { ok: boolean }[];
    steps: {
      clients: number;
      measures: Record<string, number>;
      report: Record<'connectMs' | 'snapshotIntervalMs' | 'inputToSnapshotMs', Distribution>;
    }[];
  };
  expect(report.expected.map(({ ok }) => ok)).toEqual([true, false]);
  expect(report.steps[0]).toMatchObject({ clients: 6, measures: { lost: 0 } });
  const { connectMs, snapshotIntervalMs, inputToSnapshotMs } = report.steps[0]!.report;
  expect(connectMs.count).toBe(6);
  for (const { count, bars } of [connectMs, snapshotIntervalMs, inputToSnapshotMs]) {
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

test('[P14] the search for the limit ends where an expectation breaks, or all are there', async () => {
  const { run, out, lines } = await startLoad();
  expect(await run({ clients: 3, findLimit: true, expect: [expected('lost<=0')] })).toBe(0);
  // A busy machine may be the limit itself.
  expect(lines.join('\n')).toMatch(/^No limit up to 3 clients|^The generator is the limit, at 3 clients/m);
  expect(await run({ clients: 3, findLimit: true, expect: [expected('connect_p99<0')] })).toBe(0);
  expect(lines).toContain('The limit is between 0 and 3 clients.');
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('>The limit is between 0 and 3 clients.<');
});

test('[P14] what a search came to is told of its last step', () => {
  const fine = stepOf(100);
  const broken = { ...stepOf(150), ok: false };
  const late = { clients: 75, loopLagMsP99: 21, loopUtilization: 0.5 };
  expect(limitText([fine, stepOf(150)], false)).toBe('No limit up to 150 clients.');
  expect(limitText([fine, broken], false)).toBe('The limit is between 100 and 150 clients.');
  expect(limitText([broken], false)).toBe('The limit is between 0 and 150 clients.');
  expect(limitText([fine, stepOf(150, { workers: [late] })], false)).toBe(
    'The generator is the limit, at 150 clients.',
  );
  const server = { idle: STATS, before: STATS, after: { ...STATS, cpuSeconds: 2, uptimeSeconds: 20 } };
  expect(limitText([fine, stepOf(150, { workers: [late], server })], false)).toBe(
    'The generator is the limit, at 150 clients: the server uses 10 % of one core.',
  );
  expect(limitText([fine, stepOf(150, { seconds: 0 })], true)).toBe('Stopped. No limit up to 100 clients.');
});

test('[P15] who churns comes back or is followed by a newcomer, and is not lost', async () => {
  const { run, lines } = await startLoad();
  expect(await run({ clients: 5, churn: 20, seconds: 1.5 })).toBe(0);
  expect(lines.join('\n')).toMatch(/5 of 5 connected, 0 lost, [1-9]\d* resumed/);
});

const NO_SERVER = { idle: null, before: null, after: null };
const STATS = { cpuSeconds: 1, uptimeSeconds: 10 } as ServerStats;

function stepOf(clients: number, more: Partial<LoadReport> = {}): LoadStep {
  const report = {
    clients,
    connected: clients,
    seconds: 5,
    workers: [],
    server: NO_SERVER,
    ...more,
  } as Partial<LoadReport> as LoadReport;
  return { clients, report, ok: true };
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
    ...{ host: '127.0.0.1', port: server.port, adminUrl: `http://127.0.0.1:${server.adminPort}` },
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
