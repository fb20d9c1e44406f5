import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { fetchServerStats } from '../../load/server-stats.ts';
import { startTestServer } from '../support/test-server.ts';

test('[LD1] the figures of a server are read from its admin port', async () => {
  const { adminPort } = await startTestServer();
  expect(await fetchServerStats(`http://127.0.0.1:${adminPort}`)).toMatchObject({ ticks: 0, connections: 0 });
});

const COUNTS = { boundsMs: [1], counts: [0, 0], sumMs: 0 };
const STATS = {
  ...{
    startId: 'a',
    ticks: 1,
    ticksDropped: 0,
    connections: 0,
    rooms: 0,
    cpuSeconds: 1,
    rssBytes: 1,
    uptimeSeconds: 1,
  },
  ...{ tickMs: COUNTS, latenessMs: COUNTS, inputToWireMs: COUNTS },
};

test.each([
  ['nothing', {}],
  ['null', null],
  ['an older version', { ...STATS, startId: undefined, tickMs: undefined, tickMsP99: 1 }],
  ['text for a number', { ...STATS, ticks: '1' }],
  ['counts without bounds', { ...STATS, latenessMs: { counts: [1, 2] } }],
  ['too few counts', { ...STATS, latenessMs: { ...COUNTS, counts: [1] } }],
  ['counts that are no numbers', { ...STATS, tickMs: { ...COUNTS, counts: [null, 1] } }],
])('[LD1] what is not such figures counts as no answer: %s', async (_, answer) => {
  expect(await fetchServerStats(await serve(STATS))).toEqual(STATS);
  expect(await fetchServerStats(await serve(answer))).toBe(null);
});

/** An HTTP server that answers everything with this. @returns its URL */
async function serve(answer: unknown): Promise<string> {
  const server = createServer((_, response) => response.end(JSON.stringify(answer)));
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
