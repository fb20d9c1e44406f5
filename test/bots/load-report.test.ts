import { expect, test } from 'vitest';
import { isBottleneck, lostCount, reportLines, type LoadReport } from '../../bots/load-report.ts';
import type { ServerStats } from '../../bots/server-stats.ts';

const IDLE: ServerStats = {
  ticks: 60,
  tickMsP50: 0.1,
  tickMsP99: 0.2,
  latenessMsP50: 0.3,
  latenessMsP99: 0.4,
  ticksDropped: 2,
  connections: 0,
  rooms: 0,
  cpuSeconds: 1,
  rssBytes: 50 * 2 ** 20,
  uptimeSeconds: 10,
};
const AFTER: ServerStats = {
  ...IDLE,
  ticksDropped: 5,
  connections: 8,
  rooms: 2,
  cpuSeconds: 3,
  uptimeSeconds: 20,
  rssBytes: 50.5 * 2 ** 20,
};

const REPORT: LoadReport = {
  clients: 10,
  connected: 8,
  resumed: 5,
  lost: new Map([
    ['server-full', 2],
    ['connection-lost', 1],
  ]),
  seconds: 10,
  rate: 20,
  traffic: { messagesIn: 1600, bytesIn: 64_000, messagesOut: 320, bytesOut: 4000 },
  snapshotIntervalMs: { p50: 50.04, p99: 61.5 },
  inputToSnapshotMs: { p50: 25, p99: 1.234 },
  generator: { loopLagMsP99: 1.5, loopUtilization: 0.123 },
  server: { idle: IDLE, before: IDLE, after: AFTER },
};

test('[P8] the report has rates by client and second, and the server’s share', () => {
  expect(reportLines(REPORT).join('\n')).toBe(
    [
      '  clients            8 of 10 connected, 3 lost (2 server-full, 1 connection-lost), 5 resumed',
      '  received           20.0 messages and 800 bytes a second and client',
      '  sent               4.0 messages and 50 bytes a second and client',
      '  snapshot interval  p50 50.0 ms, p99 61.5 ms (asked for 50.0 ms)',
      '  input to snapshot  p50 25.0 ms, p99 1.23 ms',
      '  server tick        p50 0.10 ms, p99 0.20 ms',
      '  server lateness    p99 0.40 ms, 3 ticks dropped',
      '  server CPU         20 % of one core, 2 rooms, 8 connections',
      '  server memory      51 MiB, grown by 64 KiB a client',
      '  generator          event loop 12 % busy, lag p99 1.50 ms',
    ].join('\n'),
  );
  expect(lostCount(REPORT)).toBe(3);
});

test('[P9] a generator that is late or busy says that it was the bottleneck', () => {
  const late = { ...REPORT.generator, loopLagMsP99: 21 };
  const busy = { ...REPORT.generator, loopUtilization: 0.9 };
  expect([REPORT.generator, late, busy].map(isBottleneck)).toEqual([false, true, true]);
  expect(reportLines({ ...REPORT, generator: late }).at(-1)).toContain('The generator was the bottleneck');
});
