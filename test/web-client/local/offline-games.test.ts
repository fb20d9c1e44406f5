// Scores of games in the page, on their way to a server.

import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { replayFrom, verifyReplay } from '#simulation';
import { GAME_FOR_SCORE, settingsOf } from '../../../web-client/local/local-game.ts';
import { LocalMatch } from '../../../web-client/local/local-match.ts';
import { offlineGame, OfflineGames, type OfflineGame } from '../../../web-client/local/offline-games.ts';
import { sendOfflineGames } from '../../../web-client/local/send-offline-games.ts';

const KEY = 'packetman.offlineGames';

function memoryStorage(most = Infinity) {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem(key: string, value: string) {
      if (value.length > most) throw new DOMException('full', 'QuotaExceededError');
      items.set(key, value);
    },
    removeItem: (key: string) => void items.delete(key),
  };
}

const game = (number: number, data = btoa(String(number))): OfflineGame => ({
  id: number.toString(16).padStart(32, '0'),
  data,
});

/** An API that answers with these, one after the other, and the ids that it was asked with. */
function api(...answers: readonly (readonly [status: number, type?: string] | null)[]) {
  const asked: string[] = [];
  const request = ((path: string, { headers, body }: RequestInit) => {
    const { replay } = JSON.parse(body as string) as { replay: string };
    const device = (headers as Record<string, string>)['x-packetman-device'];
    asked.push(`${path} ${atob(replay)} ${device}`);
    const answer = answers[asked.length - 1] ?? null;
    if (answer === null) return Promise.reject(new TypeError('failed'));
    const [status, type = 'application/json'] = answer;
    return Promise.resolve(new Response(status === 204 ? null : '{}', { status, headers: { 'content-type': type } }));
  }) as typeof fetch;
  return { asked, request };
}

test('[W171] a game that counts is recorded as it was played, and can be verified', async () => {
  const seats = [{ driver: 'human', name: 'Ann' }] as const;
  const match = new LocalMatch({ settings: settingsOf(GAME_FOR_SCORE, 7), seats, seat: 0, records: true });
  for (let i = 0; i < 12; i++) {
    match.steer(0, (i % 4) as 0);
    match.skip(100);
  }
  const text = match.replay()!;
  const score = match.world.score;
  const kept = await offlineGame(text);
  const replay = replayFrom(JSON.parse(gunzipSync(Buffer.from(kept.data, 'base64')).toString()));
  expect(replay).toMatchObject({ ticks: 1200, result: { score, seats: [{ name: 'Ann', place: 1, score }] } });
  expect(replay.players).toMatchObject([{ tick: 0, seat: 0, name: 'Ann', driver: 'human' }]);
  expect(verifyReplay(replay)).toBe(null);
  expect(score).toBeGreaterThan(0);
  expect(kept.id).toMatch(/^[0-9a-f]{32}$/);
  match.skip(1);
  expect(match.replay()).toBe(null);
});

test('[W171] a game of which something was taken back has no replay, nor has practice', () => {
  const seats = [{ driver: 'human', name: 'Ann' }] as const;
  const given = { settings: settingsOf(GAME_FOR_SCORE, 7), seats, seat: 0 };
  const rewound = new LocalMatch({ ...given, records: true, rewindSeconds: 5 });
  rewound.skip(200);
  rewound.rewind(1);
  expect(rewound.replay()).toBe(null);
  expect(new LocalMatch(given).replay()).toBe(null);
});

test('[W171] games wait in a bounded storage, the oldest give way', () => {
  const games = new OfflineGames(memoryStorage());
  for (let i = 1; i <= 25; i++) expect(games.keep(game(i))).toBe(true);
  expect(games.all.map(({ id }) => Number.parseInt(id, 16))).toEqual(Array.from({ length: 20 }, (_, i) => i + 6));
  games.keep(game(30, 'A'.repeat(999_960)));
  expect(games.all.length).toBeLessThan(20);
  expect(games.keep(game(31, 'A'.repeat(1_000_001)))).toBe(false);
});

test('[W171] a storage that is full, forbidden, or has rubbish, breaks nothing', () => {
  expect(new OfflineGames(memoryStorage(10)).keep(game(1))).toBe(false);
  expect(new OfflineGames(null).keep(game(1))).toBe(false);
  expect(new OfflineGames(null).all).toEqual([]);
  const storage = memoryStorage();
  const rubbish = fc.oneof(
    fc.string(),
    fc.json(),
    fc.json().map((text) => `[${text}]`),
  );
  fc.assert(
    fc.property(rubbish, (text) => {
      storage.setItem(KEY, text);
      const games = new OfflineGames(storage);
      expect(games.all).toEqual([]);
      games.keep(game(1));
      expect(games.all).toEqual([game(1)]);
    }),
    { numRuns: 100, seed: 1980 },
  );
});

test('[W171] each game is sent until the API has taken or refused it; after a failure the rest waits', async () => {
  const games = new OfflineGames(memoryStorage());
  for (const number of [1, 2, 3, 4, 5]) games.keep(game(number));
  const first = api([201], [422], [204], null);
  expect(await sendOfflineGames(games, 'secret', first.request)).toBe(2);
  expect(first.asked).toEqual([1, 2, 3, 4].map((number) => `/api/offline-matches ${number} secret`));
  const waits = games.all;
  for (const answer of [[503], [429], [401], [404], [500], [404, 'text/html'], [413, 'text/html'], null] as const) {
    const { asked, request } = api(answer);
    expect(await sendOfflineGames(games, 'secret', request)).toBe(0);
    expect([asked.length, games.all]).toEqual([1, waits]);
  }
  expect(await sendOfflineGames(games, 'secret', api([201], [201]).request)).toBe(2);
  expect(games.all).toEqual([]);
});

test('[W171] without a secret, or without games, nothing is sent', async () => {
  const games = new OfflineGames(memoryStorage());
  const { asked, request } = api([201]);
  expect(await sendOfflineGames(games, 'secret', request)).toBe(0);
  games.keep(game(1));
  expect(await sendOfflineGames(games, '', request)).toBe(0);
  expect([asked, games.all.length]).toEqual([[], 1]);
});
