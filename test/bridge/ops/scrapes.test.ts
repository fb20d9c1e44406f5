import { expect, onTestFinished, test } from 'vitest';
import { openAdmin } from '../../../bridge/ops/admin.ts';

const SCRAPES_MAX = 4;

test('[B28] four readers get the metrics at a time, the fifth is refused; each that ends makes room for one', async () => {
  const waiting: ((text: string) => void)[] = [];
  const admin = await openAdmin(
    { host: '127.0.0.1', port: 0 },
    {
      connectionsMax: 100,
      isReady: () => true,
      metricsText: () => new Promise<string>((resolve) => waiting.push(resolve)),
    },
  );
  onTestFinished(() => admin.close());
  const scrape = () => fetch(`http://127.0.0.1:${admin.port}/metrics`);
  const under = Array.from({ length: SCRAPES_MAX }, scrape);
  await expect.poll(() => waiting.length).toBe(SCRAPES_MAX);
  for (let round = 0; round < 3; round++) {
    expect((await scrape()).status).toBe(503);
    // The answer to one is through, and its connection closed or free.
    waiting.shift()!('some text');
    const answer = await under.shift()!;
    expect([answer.status, await answer.text()]).toEqual([200, 'some text']);
    under.push(scrape());
    await expect.poll(() => waiting.length).toBe(SCRAPES_MAX);
  }
  // Health is answered meanwhile.
  expect((await fetch(`http://127.0.0.1:${admin.port}/healthz`)).status).toBe(200);
  for (const answer of waiting) answer('');
  expect((await Promise.all(under)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
});
