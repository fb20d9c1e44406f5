// What operators and the load generator ask for.

import { expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';

test('[A1] health, readiness, and nothing else than what is listed', async () => {
  const server = await startTestServer();
  expect(await server.admin('/healthz')).toEqual({ status: 200, text: 'ok\n' });
  expect(await server.admin('/readyz')).toEqual({ status: 200, text: 'ok\n' });
  expect((await server.admin('/')).status).toBe(404);
  const response = await fetch(`http://127.0.0.1:${server.adminPort}/api/rooms`, { method: 'POST' });
  expect(response.status).toBe(405);
});

test('[A2] the metrics count what happened', async () => {
  const server = await startTestServer();
  const ann = await server.enter();
  await ann.play('coop', 20);
  await server.run(60, ann);
  const { text } = await server.admin('/metrics');
  for (const line of [
    'packetman_ticks_total 60',
    'packetman_rooms 1',
    'packetman_sessions 1',
    'packetman_connections 1',
    'packetman_snapshots_sent_total 20',
    'packetman_messages_in_total{type="hello"} 1',
    'packetman_tick_seconds_count 60',
    'packetman_tick_lateness_seconds_count 60',
    'packetman_errors_total{code="flood"} 0',
  ]) {
    expect(text.split('\n')).toContain(line);
  }
});

test('[A3] the rooms are listed with their seats', async () => {
  const server = await startTestServer();
  const ann = await server.enter();
  const { code } = await ann.create(2, true);
  server.ticks(20);
  expect(JSON.parse((await server.admin('/api/rooms')).text)).toEqual([
    {
      ...{ code, mode: 'coop', state: 'countdown', taken: 2, seatCount: 2, watchers: 0 },
      ...{ locked: false, drivers: 'any', listed: false },
      seats: [
        { name: 'Ann', driver: 'human', absent: false, ready: false },
        { name: 'Nibble', driver: 'ai', absent: false, ready: true },
      ],
    },
  ]);
});

test('[A4] the figures for a load test cover the time since they were last reset', async () => {
  const server = await startTestServer();
  server.ticks(30);
  const first = JSON.parse((await server.admin('/api/stats?reset=1')).text) as Record<string, number>;
  expect(first).toMatchObject({ ticks: 30, ticksDropped: 0, connections: 0, rooms: 0 });
  expect(first['latenessMsP99']).toBeGreaterThan(0);
  expect(first['cpuSeconds']).toBeGreaterThan(0);
  const second = JSON.parse((await server.admin('/api/stats')).text) as Record<string, number>;
  expect(second).toMatchObject({ ticks: 30, latenessMsP99: 0, tickMsP50: 0 });
});
