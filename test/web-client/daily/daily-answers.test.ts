import { expect, onTestFinished, test, vi } from 'vitest';
import { fetchDaily } from '../../../web-client/daily/records-api.ts';

/** What the page takes for the daily match if the server answers with this. */
async function dailyOf(answer: unknown): Promise<unknown> {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(answer)));
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {} });
  onTestFinished(() => void vi.unstubAllGlobals());
  return await fetchDaily();
}

test.each([null, [], 'text', {}, { date: 'today', modes: [] }, { date: '2026-11-30' }])(
  '[W175] an answer of another program is no daily match: %j',
  async (answer) => {
    expect(await dailyOf(answer)).toBeNull();
  },
);

test('[W175] the answer of the API is', async () => {
  const daily = { date: '2026-11-30', modes: [] };
  expect(await dailyOf(daily)).toEqual(daily);
});
