import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isBottleneck, lostCount, reportLines, type LoadReport } from '../../load/report/report.ts';
import { check, markText, MEASURES, parseExpectation, type Expectation } from '../../load/report/measures.ts';
import { writeReports } from '../../load/report/page.ts';
import type { SeriesGap } from '../../load/report/series.ts';
import type { ServerStats } from '../../load/server-stats.ts';

const IDLE: ServerStats = {
  ticks: 60,
  startId: 'one',
  tickMs: { boundsMs: [0.1, 0.2, 0.4], counts: [5, 0, 0, 0], sumMs: 1 },
  latenessMs: { boundsMs: [0.1, 0.2, 0.4], counts: [0, 5, 0, 0], sumMs: 1 },
  inputToWireMs: { boundsMs: [0.1, 0.2, 0.4], counts: [0, 0, 5, 0], sumMs: 1 },
  ticksDropped: 2,
  connections: 0,
  rooms: 0,
  cpuSeconds: 1,
  rssBytes: 50 * 2 ** 20,
  uptimeSeconds: 10,
};
const AFTER: ServerStats = {
  ...IDLE,
  tickMs: { boundsMs: [0.1, 0.2, 0.4], counts: [55, 50, 0, 0], sumMs: 1 },
  latenessMs: { boundsMs: [0.1, 0.2, 0.4], counts: [0, 5, 100, 0], sumMs: 1 },
  inputToWireMs: { boundsMs: [0.1, 0.2, 0.4], counts: [0, 50, 5, 0], sumMs: 1 },
  ticksDropped: 5,
  connections: 8,
  rooms: 2,
  cpuSeconds: 3,
  uptimeSeconds: 20,
  rssBytes: 50.5 * 2 ** 20,
};

const URL_OF_ADMIN = 'http://127.0.0.1:1981';
const serverOf = (after: ServerStats) => ({ url: URL_OF_ADMIN, idle: IDLE, before: IDLE, after });

const TIMES = { count: 10, max: 70, bars: [] } as const;
const REPORT: LoadReport = {
  clients: 10,
  connected: 8,
  resumed: 5,
  movedOn: 0,
  lost: new Map([
    ['server-full', 2],
    ['connection-lost', 1],
  ]),
  firstLoss: 'server-full: no place left',
  seconds: 10,
  rate: 20,
  ...{ onLog: 0, pieces: 0, hashesChecked: 0, hashesWrong: 0 },
  traffic: { messagesIn: 1600, bytesIn: 64_000, messagesOut: 320, bytesOut: 4000 },
  connectMs: { ...TIMES, p50: 3, p99: 12 },
  updateIntervalMs: { ...TIMES, p50: 50.04, p99: 61.5 },
  inputToUpdateMs: { ...TIMES, p50: 25, p99: 1.234 },
  ...{ gaps: [], stalls: [], leftOut: 0, connectsLeftOut: 0 },
  workers: [{ clients: 8, loopLagMsP99: 1.5, loopUtilization: 0.123 }],
  watched: {
    kills: 0,
    restarts: 0,
    frames: 0,
    faults: new Map(),
    firstFault: '',
    gapAfterEndMs: { ...TIMES, count: 0, p50: 0, p99: 0 },
  },
  servers: [{ url: URL_OF_ADMIN, idle: IDLE, before: IDLE, after: AFTER }],
};

test('[LD1] the report has rates by client and second, and the server’s share', () => {
  expect(reportLines(REPORT).join('\n')).toBe(
    [
      '  clients            8 of 10 connected, 3 lost (2 server-full, 1 connection-lost), 5 resumed',
      '  first loss         server-full: no place left',
      '  connecting         p50 3.00 ms, p99 12.0 ms',
      '  measured           10.0 s',
      '  received           20.0 messages and 800 bytes a second and client',
      '  sent               4.0 messages and 50 bytes a second and client',
      '  stream             20 snapshots a second',
      '  update interval    p50 50.0 ms, p99 61.5 ms',
      '  input to update    p50 25.0 ms, p99 1.23 ms',
      '  server tick        p50 0.10 ms, p99 0.20 ms',
      '  server lateness    p99 0.40 ms, 3 ticks dropped',
      '  server CPU         20 % of one core, 2 rooms, 8 connections',
      '  server memory      51 MiB, grown by 64 KiB a client',
      '  generator          8 clients, event loop 12 % busy, lag p99 1.50 ms',
    ].join('\n'),
  );
  expect(lostCount(REPORT)).toBe(3);
});

test('[LD2] a generator with a worker that is late or busy says that it was the bottleneck', () => {
  const calm = REPORT.workers[0]!;
  const late = { ...calm, loopLagMsP99: 21 };
  const busy = { ...calm, loopUtilization: 0.9 };
  const told = [calm, late, busy].map((worker) => isBottleneck({ ...REPORT, workers: [calm, worker] }));
  expect(told).toEqual([false, true, true]);
  const lines = reportLines({ ...REPORT, workers: [calm, late] });
  expect(lines.at(-2)).toBe('  worker 2           8 clients, event loop 12 % busy, lag p99 21.0 ms');
  expect(lines.at(-1)).toContain('The generator was the bottleneck');
});

test('[LD10] figures that the generator has made incomplete are marked as such, those of the server are not', () => {
  const stalls = [{ fromSeconds: 3, toSeconds: 5 }];
  const mark = "without the generator's own stalls";
  expect(markText('update_interval_p99', { stalls, connectsLeftOut: 0 })).toBe(mark);
  expect(markText('input_latency_p99', { stalls, connectsLeftOut: 0 })).toBe(mark);
  expect(markText('tick_lateness_p99', { stalls, connectsLeftOut: 0 })).toBe('');
  expect(markText('connect_p99', { stalls, connectsLeftOut: 0 })).toBe('');
  expect(markText('connect_p99', { stalls: [], connectsLeftOut: 1 })).toBe(mark);
  expect(reportLines({ ...REPORT, connectsLeftOut: 4 }).join('\n')).toMatch(
    /connecting +p50 3.00 ms, p99 12.0 ms, without 4 while the generator itself stood still/,
  );
  expect(markText('update_interval_p99', { stalls: [], connectsLeftOut: 0 })).toBe('');
});

test('[LD11] the report says which stream the clients got, and how many hashes in it were wrong', () => {
  const onLog = { ...REPORT, rate: 0, onLog: 8, pieces: 1200, hashesChecked: 40, hashesWrong: 1 };
  const lines = reportLines(onLog);
  expect(lines).toContain('  stream             match log');
  expect(lines).toContain('  log pieces         15.0 a second and client');
  expect(lines).toContain('  hashes             40 checked, 1 wrong');
  expect(lines.find((line) => line.startsWith('  server log'))).toMatch(/input to wire p99 0\.\d+ ms/);
  expect(reportLines({ ...onLog, onLog: 6 })).toContain(
    '  stream             match log for 6 clients, 20 snapshots a second for the others',
  );
  const expected = (text: string, report = onLog) => check(parseExpectation(text) as Expectation, report);
  expect(expected('hashes_wrong<=0')).toEqual({ value: 1, ok: false });
  expect(expected('hashes_checked>=40')).toEqual({ value: 40, ok: true });
  expect(expected('pieces_in<16/s')).toEqual({ value: 15, ok: true });
  // Without the log there is nothing to check.
  expect(expected('hashes_wrong<=0', { ...onLog, onLog: 0 })).toEqual({ value: null, ok: false });
});

test('[LD10] the page says which times were without updates, and which the generator stood still', async () => {
  const out = mkdtempSync(join(tmpdir(), 'packetman-report-'));
  onTestFinished(() => rmSync(out, { recursive: true }));
  const pageWith = async (...gaps: SeriesGap[]) => {
    const steps = [{ clients: 10, report: REPORT, ok: true }];
    return readFileSync(await writeReports(out, { steps, samples: [], gaps, expect: [] }), 'utf8');
  };
  const away = { fromSeconds: 3, toSeconds: 5, isOwn: false };
  const own = { fromSeconds: 7, toSeconds: 8, isOwn: true };
  expect(await pageWith()).not.toContain('class="gaps"');
  expect(await pageWith(away, away)).toContain('>No updates came 2 times, for 4.0 s in all. Shaded below.<');
  expect(await pageWith(own)).toContain('>The generator itself stood still once, for 1.0 s in all. Shaded below.<');
});

test('[LD3] a server that ran no tick in the window has no tick times, and is not as expected', () => {
  const still = {
    ...REPORT,
    servers: [serverOf({ ...AFTER, tickMs: IDLE.tickMs, latenessMs: IDLE.latenessMs })],
  };
  for (const text of ['tick_p99<8ms', 'tick_lateness_p99<8ms']) {
    const expectation = parseExpectation(text);
    expect('wrong' in expectation ? null : check(expectation, still)).toEqual({ value: null, ok: false });
  }
  expect(reportLines(still).join('\n')).toMatch(/server lateness +p99 not measured/);
});

test('[LD2] if no client has connected, the generator is not blamed', () => {
  const workers = [{ clients: 0, loopLagMsP99: 500, loopUtilization: 1 }];
  expect(isBottleneck({ connected: 0, workers })).toBe(false);
});

test('[LD3] expectations are about named figures, in their units, and what was not measured is not as expected', () => {
  const verdict = (text: string, report = REPORT) => {
    const expectation = parseExpectation(text);
    return 'wrong' in expectation ? expectation.wrong : check(expectation, report);
  };
  expect(verdict('tick_lateness_p99<8ms')).toEqual({ value: expect.closeTo(0.398, 5), ok: true });
  expect(verdict('tick_lateness_p99 < 0.39 ms')).toMatchObject({ ok: false });
  expect(verdict('lost<=3')).toEqual({ value: 3, ok: true });
  expect(verdict('cpu>=20%')).toEqual({ value: 20, ok: true });
  expect(verdict('bytes_in>800')).toEqual({ value: 800, ok: false });
  const alone = { ...REPORT, servers: [{ url: URL_OF_ADMIN, idle: null, before: null, after: null }] };
  expect(verdict('cpu<100%', alone)).toEqual({ value: null, ok: false });
  const unseen = { ...REPORT, inputToUpdateMs: { count: 0, p50: 0, p99: 0, max: 0, bars: [] } };
  expect(verdict('input_latency_p99<80ms', unseen)).toEqual({ value: null, ok: false });
  expect(verdict('cpu<100ms')).toContain('The unit of cpu is %');
  expect(verdict('toString<1')).toContain('It must be about one of');
  expect(verdict('fast')).toContain('It must be like');
});

test('[LD10] counters of a server that was restarted in the window are not subtracted, and the report says so', () => {
  const after = { ...AFTER, startId: 'two', ticksDropped: 0, cpuSeconds: 0.1, uptimeSeconds: 2 };
  const report = { ...REPORT, servers: [serverOf(after)] };
  expect(reportLines(report).join('\n')).toContain('no figures: it was restarted while it was measured');
  for (const name of ['cpu', 'ticks_dropped', 'tick_p99', 'tick_lateness_p99', 'memory']) {
    expect(MEASURES[name]!.read(report)).toBeNull();
  }
});

test('[LN9] several nodes have a line each; times are those of the worst, amounts the sum, and a restarted one is left out', () => {
  const slow = { ...AFTER, latenessMs: { boundsMs: [0.1, 0.2, 0.4], counts: [0, 5, 0, 100], sumMs: 1 }, cpuSeconds: 5 };
  const restarted = { ...AFTER, startId: 'two' };
  const servers = [AFTER, slow, restarted].map((after, i) => ({ ...serverOf(after), url: `http://n${i + 1}:1981` }));
  const report = { ...REPORT, servers };
  expect(reportLines(report).filter((line) => line.startsWith('  node'))).toEqual([
    '  node               n1:1981: 20 % of one core, tick p99 0.20 ms, lateness p99 0.40 ms, 3 ticks dropped, 51 MiB, 2 rooms, 8 connections',
    expect.stringContaining('n2:1981: 40 % of one core, tick p99 0.20 ms'),
    '  node               n3:1981: restarted while it was measured',
  ]);
  expect(MEASURES['cpu']!.read(report)).toBe(60);
  expect(MEASURES['ticks_dropped']!.read(report)).toBe(6);
  expect(MEASURES['tick_lateness_p99']!.read(report)).toBeGreaterThan(0.398);
});

test('[LD10] gaps, and what the generator stood still itself, are named with their length', () => {
  const span = { fromSeconds: 3, toSeconds: 5.04 };
  const lines = reportLines({ ...REPORT, gaps: [span], stalls: [span], leftOut: 12 }).join('\n');
  expect(lines).toContain('  gaps               no updates for 2.0 s from second 3.0');
  expect(lines).toContain('stood still for 2.0 s from second 3.0: 12 intervals and latencies are left out.');
});

test('[LN10] the longest gaps are those of kills, or those of restarts', () => {
  const gaps = { ...TIMES, p50: 30, p99: 60 };
  const after = (kills: number, restarts: number): LoadReport => ({
    ...REPORT,
    watched: { ...REPORT.watched, frames: 100, kills, restarts, gapAfterEndMs: gaps },
  });
  const text = '2, longest gap of a client p50 30.0 ms, p99 60.0 ms, max 70.0 ms';
  expect(reportLines(after(2, 0))).toContain(`  killed nodes       ${text}`);
  expect(reportLines(after(0, 2))).toContain(`  restarted nodes    ${text}`);
  const names = ['gap_after_kill_p99', 'gap_after_kill_max', 'gap_after_restart_p50', 'gap_after_restart_p99'];
  const values = (report: LoadReport) =>
    [...names, 'gap_after_restart_max'].map((name) => MEASURES[name]!.read(report));
  expect(values(after(2, 0))).toEqual([60, 70, null, null, null]);
  expect(values(after(0, 2))).toEqual([null, null, 30, 60, 70]);
});
