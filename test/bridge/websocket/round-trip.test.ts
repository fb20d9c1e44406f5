import { expect, test } from 'vitest';
import { metric, openBridge, openBrowser, openEchoTarget } from '../support.ts';

test('[B12] the end of a tunnel tells the last round trip in milliseconds with one decimal, or null without a ping', async () => {
  const bridge = await openBridge(await openEchoTarget(), { pingEveryMs: 20 });
  const browser = await openBrowser(bridge);
  await expect.poll(() => metric(bridge, 'bridge_round_trip_seconds_count')).toBeGreaterThan(0);
  browser.socket.close();
  const rttMs = Number((await bridge.nextEnd())['rttMs']);
  expect(rttMs).toBeGreaterThanOrEqual(0);
  expect(Math.round(rttMs * 10) / 10).toBe(rttMs);

  const quiet = await openBridge(await openEchoTarget(), { pingEveryMs: 60_000 });
  const other = await openBrowser(quiet);
  other.socket.close();
  expect(await quiet.nextEnd()).toMatchObject({ rttMs: null });
});

test('[B4] a browser whose connection breaks is lost, not silent', async () => {
  const bridge = await openBridge(await openEchoTarget());
  const browser = await openBrowser(bridge);
  browser.socket.terminate();
  expect(await bridge.nextEnd()).toMatchObject({ id: 'browser-lost', code: 1006 });
});
