// What the page gets of replays: from the API, from files, and from whatever else somebody gives it.

import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RULES_VERSION } from '#simulation';
import {
  fetchReplay,
  readReplay,
  readReplayLink,
  type LoadedReplay,
  type ReplayTrouble,
} from '../../../web-client/replay/load-replay.ts';
import { fetchReplays } from '../../../web-client/replay/replay-list.ts';
import { canTryAgain, troubleText } from '../../../web-client/replay/replay-troubles.ts';
import { linkTime, tickOfTime, timeText } from '../../../web-client/replay/playing-time.ts';
import { serverKeepsReplays } from '../../../web-client/replays-on-screen.ts';

const TEXT = readFileSync(new URL('../../golden/replays/no-dot-timer.json', import.meta.url), 'utf8');
const REPLAY = JSON.parse(TEXT) as Record<string, unknown>;

const JSON_TYPE = { 'content-type': 'application/json' };
const answering = (status: number, body: string, headers: Record<string, string> = JSON_TYPE) =>
  (() => Promise.resolve(new Response(body, { status, headers }))) as typeof fetch;
const load = (get: typeof fetch): Promise<LoadedReplay> => fetchReplay('ABCDE', new AbortController().signal, get);
const troubleOf = (loaded: LoadedReplay): string | null => ('trouble' in loaded ? loaded.trouble : null);

describe('[PB7] a replay of the server', () => {
  test('is asked for by its id, and can be played', async () => {
    const asked: unknown[] = [];
    const get = ((url: string) => {
      asked.push(url);
      return Promise.resolve(new Response(TEXT));
    }) as typeof fetch;
    const loaded = await fetchReplay('A-B/..', new AbortController().signal, get);
    expect(asked).toEqual(['/api/replays/A-B%2F..']);
    expect(loaded).toMatchObject({ replay: { ticks: REPLAY['ticks'] } });
  });

  test('of a match is asked for at the game server, then at the API', async () => {
    const match = 'f00d'.repeat(8);
    const asked: string[] = [];
    const get = ((url: string) => {
      asked.push(url);
      return Promise.resolve(new Response(TEXT, { status: asked.length === 1 ? 404 : 200 }));
    }) as typeof fetch;
    expect(await fetchReplay(match, new AbortController().signal, get)).toMatchObject({ rules: { RULES_VERSION } });
    expect(asked).toEqual([`/api/replays/${match}`, `/api/matches/${match}/replay`]);
  });

  test.each([
    [404, 'not found', 'unknown'],
    [429, 'slow down', 'busy'],
    [503, '', 'busy'],
    [500, '', 'unreachable'],
    [200, '<!doctype html><title>No API here</title>', 'broken'],
    [200, '', 'broken'],
    [200, 'null', 'broken'],
    [200, '[]', 'broken'],
    [200, TEXT.slice(0, 1000), 'broken'],
    [200, JSON.stringify({ ...REPLAY, version: 2 }), 'other-version'],
    [200, JSON.stringify({ ...REPLAY, rules: RULES_VERSION + 1 }), 'other-rules'],
    [200, JSON.stringify({ ...REPLAY, ticks: -1 }), 'broken'],
    [200, JSON.stringify({ ...REPLAY, log: [[1, [9, 0, 0]]] }), 'broken'],
  ])('that comes as %i %.30s is %s, which has a sentence', async (status, body, expected) => {
    const trouble = troubleOf(await load(answering(status, body)));
    expect(trouble).toBe(expected);
    expect(troubleText(trouble as ReplayTrouble)).toMatch(/^[A-Z].+[.?]$/);
  });

  test('cannot be loaded without a network, and can be tried again', async () => {
    const trouble = troubleOf(await load(() => Promise.reject(new TypeError('failed'))));
    expect(trouble).toBe('unreachable');
    expect([canTryAgain('unreachable'), canTryAgain('busy'), canTryAgain('broken')]).toEqual([true, true, false]);
  });

  test('is not awaited any more when the player has left', async () => {
    const left = new AbortController();
    const get = ((_: string, { signal }: RequestInit) =>
      new Promise((_resolve, reject) =>
        signal!.addEventListener('abort', () => reject(signal!.reason)),
      )) as typeof fetch;
    const loading = fetchReplay('ABCDE', left.signal, get);
    left.abort();
    expect(troubleOf(await loading)).toBe('unreachable');
  });
});

describe('[PB7] a file', () => {
  test.each([
    ['plain', TEXT],
    ['compressed', gzipSync(TEXT)],
    ['with a byte order mark', `\uFEFF${TEXT}`],
  ])('that is %s can be played', async (_, content) => {
    expect(await readReplay(new Blob([content]))).toMatchObject({ replay: { ticks: REPLAY['ticks'] } });
  });

  test.each([TEXT, gzipSync(TEXT)])('that is in a link can be played', async (content) => {
    const data = Buffer.from(content).toString('base64url');
    expect(await readReplayLink(data)).toMatchObject({ replay: { ticks: REPLAY['ticks'] } });
    for (const broken of ['', '%', 'A', data.slice(0, data.length >> 1), `${data}!`]) {
      expect(troubleOf(await readReplayLink(broken))).toBe('broken');
    }
  });

  test('that unpacks to more than a replay may have is not read to its end', async () => {
    const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(200_000);
    expect(troubleOf(await readReplay(new Blob([bomb])))).toBe('too-large');
  });

  test('of any content never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (bytes, isGzip) => {
        const content = isGzip ? new Uint8Array([0x1f, 0x8b, ...bytes]) : bytes;
        expect(troubleOf(await readReplay(new Blob([content])))).toBe('broken');
      }),
      { numRuns: 50, seed: 1980 },
    );
  });
});

describe('[PB8] the list of kept replays', () => {
  const ROW = {
    id: 'ABCDE',
    ...{ rules: 1, mode: 'coop', variant: 'none', maze: 'classic', playedAtMs: 5, seconds: 61, score: 70, level: 2 },
    players: [{ name: 'Ann', place: 1, score: 70 }, { name: '' }, null, { name: 7 }],
  };

  test('has its rows, and leaves out what is none', async () => {
    const rows = [ROW, null, 7, { ...ROW, id: 7 }, { ...ROW, score: '70' }, { ...ROW, players: 'Ann' }];
    const listed = await fetchReplays(null, answering(200, JSON.stringify(rows)));
    expect(listed?.map(({ id, players }) => [id, players])).toEqual([
      ['ABCDE', ['Ann']],
      ['ABCDE', []],
    ]);
  });

  test('goes on after a row', async () => {
    const asked: string[] = [];
    const get = ((url: string) => {
      asked.push(url);
      return Promise.resolve(new Response('[]'));
    }) as typeof fetch;
    await fetchReplays(null, get);
    await fetchReplays('A B', get);
    expect(asked).toEqual(['/api/replays', '/api/replays?before=A%20B']);
  });

  test.each([
    [404, 'not found'],
    [200, '<!doctype html>'],
    [200, '{}'],
  ])('cannot be had from %i %s', async (status, body) => {
    expect(await fetchReplays(null, answering(status, body))).toBeNull();
  });

  test.each([
    [200, JSON_TYPE, true],
    [404, JSON_TYPE, false],
    [200, { 'content-type': 'text/html' }, false],
  ])('is offered where the API answers: %i with %o', async (status, headers, offered) => {
    expect(await serverKeepsReplays(answering(status, '', headers as Record<string, string>))).toBe(offered);
  });
});

describe('[PB7] times', () => {
  test.each([
    [0, '0:00', '0:00.0'],
    [59, '0:00', '0:00.9'],
    [60 * 65, '1:05', '1:05.0'],
    [60 * 3600 + 30, '60:00', '60:00.5'],
  ])('%i ticks are %s', (ticks, text, withTenths) => {
    expect([timeText(ticks), timeText(ticks, true)]).toEqual([text, withTenths]);
  });

  test('in a link lead back to their tick', () => {
    for (let tick = 0; tick < 10_000; tick += 7) expect(tickOfTime(Number(linkTime(tick)))).toBe(tick);
    expect(linkTime(5010)).toBe('83.5');
  });
});
