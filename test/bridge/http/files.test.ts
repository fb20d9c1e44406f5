import { mkdir, rename, symlink, utimes, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { once } from 'node:events';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteRange } from '../../../bridge/http/byte-range.ts';
import type { BridgeSettings } from '../../../bridge/config.ts';
import { contentType } from '../../../bridge/http/content-types.ts';
import { ask, get, openBridge, openFolder, openTarget, patternBytes, type TestBridge } from '../support.ts';

const FILM = patternBytes(1000);
/** Long ago, and not a whole second. */
const WRITTEN = new Date(1_600_000_000_250);

test('[B10] without being asked to, nothing is kept for long, whatever it is called', async () => {
  const { bridge } = await serve();
  for (const path of ['/', '/film.webm', '/assets/app.js', '/assets/photo-iPhone15.png', '/assets/main-CXk2b9_d.js']) {
    const { status, headers } = await get(bridge, path);
    expect([path, status, headers['cache-control']]).toEqual([path, 200, 'no-cache']);
    expect((await get(bridge, path, { 'If-None-Match': headers.etag! })).status).toBe(304);
  }
});

test('[B10] files below a path of --immutable may be kept for ever, all others are asked for again', async () => {
  const { bridge } = await serve({ immutable: '/assets/' });
  const kept = async (path: string) => (await get(bridge, path)).headers['cache-control'];
  expect(await kept('/assets/main-CXk2b9_d.js')).toBe('max-age=31536000, immutable');
  expect(await kept('/')).toBe('no-cache');
  expect(await kept('/assets/missing.js')).toBe('no-store');
});

test('[B10] a rewritten file has another ETag, even with the same size', async () => {
  const { bridge, folder } = await serve();
  const before = await get(bridge, '/assets/app.js');
  await writeFile(join(folder, 'new'), 'PLAIN');
  await utimes(join(folder, 'new'), WRITTEN, new Date(WRITTEN.getTime() + 1));
  await rename(join(folder, 'new'), join(folder, 'assets/app.js'));
  const after = await get(bridge, '/assets/app.js', { 'If-None-Match': before.headers.etag! });
  expect([after.status, String(after.body)]).toEqual([200, 'PLAIN']);
});

test.each<[string, Record<string, string>, number]>([
  ['its tag', { 'If-None-Match': 'TAG' }, 304],
  ['its tag among others', { 'If-None-Match': '"a", W/"b" , TAG' }, 304],
  ['its tag, weakened by a proxy', { 'If-None-Match': 'W/TAG' }, 304],
  ['any tag', { 'If-None-Match': '*' }, 304],
  ['another tag', { 'If-None-Match': '"a"' }, 200],
  ['another tag and its date', { 'If-None-Match': '"a"', 'If-Modified-Since': 'DATE' }, 200],
  ['its date', { 'If-Modified-Since': 'DATE' }, 304],
  ['an older date', { 'If-Modified-Since': 'Sat, 12 Sep 2020 12:26:40 GMT' }, 200],
  ['no date', { 'If-Modified-Since': 'yesterday' }, 200],
  ['its tag and a range', { 'If-None-Match': 'TAG', Range: 'bytes=0-0' }, 304],
])('[B10] who has %s need not fetch it again, or must', async (_, condition, status) => {
  const { bridge } = await serve();
  const { headers } = await get(bridge, '/film.webm');
  const given = Object.entries(condition).map(([name, value]) => {
    return [name, value.replace('TAG', headers.etag!).replace('DATE', headers['last-modified']!)];
  });
  const answer = await get(bridge, '/film.webm', Object.fromEntries(given) as Record<string, string>);
  expect(answer.status).toBe(status);
  expect(answer.body.length).toBe(status === 304 ? 0 : 1000);
  expect(answer.headers['cache-control']).toBe('no-cache');
});

test.each<[string, number, number]>([
  ['bytes=0-', 0, 999],
  ['bytes=0-0', 0, 0],
  ['bytes=999-', 999, 999],
  ['bytes=999-999', 999, 999],
  ['bytes=10-19', 10, 19],
  ['bytes=990-5000', 990, 999],
  ['bytes=-1', 999, 999],
  ['bytes=-300', 700, 999],
  ['bytes=-5000', 0, 999],
  ['BYTES=1-2', 1, 2],
  [`bytes=5-${'9'.repeat(400)}`, 5, 999],
])('[B10] the range %s is sent', async (range, first, last) => {
  const { bridge } = await serve();
  const { status, headers, body } = await get(bridge, '/film.webm', { Range: range });
  expect(status).toBe(206);
  expect(headers['content-range']).toBe(`bytes ${first}-${last}/1000`);
  expect(headers['content-length']).toBe(String(last - first + 1));
  expect(headers['content-type']).toBe('video/webm');
  expect(body.equals(FILM.subarray(first, last + 1))).toBe(true);
});

test.each(['bytes=1000-', 'bytes=1000-2000', 'bytes=5000-5001', 'bytes=-0', `bytes=${'9'.repeat(400)}-`])(
  '[B10] the range %s is not there: 416',
  async (range) => {
    const { bridge } = await serve();
    const { status, headers, body } = await get(bridge, '/film.webm', { Range: range });
    expect([status, headers['content-range'], body.length]).toEqual([416, 'bytes */1000', 0]);
    expect((await get(bridge, '/film.webm')).status).toBe(200);
  },
);

test.each([
  'bytes=4-2',
  'bytes=0-1,5-6',
  'bytes=',
  'bytes=-',
  'bytes=a-b',
  'bytes=1.5-2',
  'bytes=+1-2',
  'lines=0-1',
  '0-1',
])('[B10] %s is no range that we know: the whole file', async (range) => {
  const { bridge } = await serve();
  const { status, headers, body } = await get(bridge, '/film.webm', { Range: range });
  expect([status, headers['content-range'], body.length]).toEqual([200, undefined, 1000]);
  expect(headers['accept-ranges']).toBe('bytes');
});

test('[B10] the answer to a range is the range, the whole file or 416, never bytes that do not exist', () => {
  const number = fc.oneof(fc.nat(30), fc.maxSafeNat().map(BigInt), fc.constant('')).map(String);
  fc.assert(
    fc.property(number, number, fc.nat(20), (from, to, size) => {
      const range = byteRange(`bytes=${from}-${to}`, size);
      if (typeof range === 'string') return true;
      return 0 <= range.first && range.first <= range.last && range.last < size;
    }),
  );
});

test('[B10] a range is of the file that the caller has begun with, or the file is sent whole', async () => {
  const { bridge } = await serve();
  const { headers } = await get(bridge, '/film.webm');
  const status = async (ifRange: string) =>
    (await get(bridge, '/film.webm', { Range: 'bytes=5-6', 'If-Range': ifRange })).status;
  expect(await status(headers.etag!)).toBe(206);
  expect(await status(headers['last-modified']!)).toBe(206);
  expect(await status(`W/${headers.etag}`)).toBe(200);
  expect(await status('"other"')).toBe(200);
  expect(await status('Sat, 12 Sep 2020 12:26:41 GMT')).toBe(200);
});

test('[B10] HEAD has no body and no range, an empty file no bytes', async () => {
  const { bridge } = await serve();
  const head = await ask(bridge, 'HEAD', '/film.webm', { Range: 'bytes=0-9' });
  expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '1000', 0]);
  expect(head.headers['accept-ranges']).toBe('bytes');
  for (const range of ['bytes=0-', 'bytes=0-0', 'bytes=-5']) {
    const { status, headers, body } = await get(bridge, '/empty.txt', { Range: range });
    expect([status, headers['content-length'], body.length]).toEqual([200, '0', 0]);
  }
});

test('[B10] the compressed twin goes to clients that accept it, and has a tag of its own', async () => {
  const { bridge } = await serve();
  const path = '/assets/app.js';
  const brotli = await get(bridge, path, { 'Accept-Encoding': 'gzip, deflate, br' });
  expect(brotli.headers['content-encoding']).toBe('br');
  expect(brotli.headers['content-type']).toBe('text/javascript; charset=utf-8');
  expect(String(brotli.body)).toBe('by br');
  const gzip = await get(bridge, path, { 'Accept-Encoding': 'gzip' });
  expect(String(gzip.body)).toBe('by gz');
  const plain = await get(bridge, path);
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(plain.headers.vary).toBe('Accept-Encoding');
  expect(String(plain.body)).toBe('plain');
  expect(new Set([brotli, gzip, plain].map(({ headers }) => headers.etag)).size).toBe(3);
});

test.each(['br;q=0', 'br;q=0.000, gzip;q=0', 'identity;q=1, *;q=0', 'abra, gzippy', ''])(
  '[B10] who accepts "%s" gets the file as it is',
  async (accepted) => {
    const { bridge } = await serve();
    const { headers, body } = await get(bridge, '/assets/app.js', { 'Accept-Encoding': accepted });
    expect([headers['content-encoding'], String(body)]).toEqual([undefined, 'plain']);
  },
);

test('[B10] a range is of the file itself, not of its compressed twin, whose tag does not fit it', async () => {
  const { bridge } = await serve();
  const accepted = { 'Accept-Encoding': 'br' };
  const { headers } = await get(bridge, '/assets/app.js', accepted);
  const piece = await get(bridge, '/assets/app.js', { ...accepted, Range: 'bytes=1-2' });
  expect([piece.status, piece.headers['content-encoding'], String(piece.body)]).toEqual([206, undefined, 'la']);
  const resumed = await get(bridge, '/assets/app.js', { ...accepted, Range: 'bytes=1-2', 'If-Range': headers.etag! });
  expect([resumed.status, String(resumed.body)]).toEqual([200, 'plain']);
});

test('[B10] a file that is replaced while it is sent is sent as it was', async () => {
  const { bridge, folder } = await serve();
  const big = patternBytes(8 * 1024 * 1024);
  await writeFile(join(folder, 'big.bin'), big);
  const request = httpRequest({ host: '127.0.0.1', port: bridge.port, path: '/big.bin' }).end();
  const [response] = await once(request, 'response');
  await writeFile(join(folder, 'other'), 'other');
  await rename(join(folder, 'other'), join(folder, 'big.bin'));
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).equals(big)).toBe(true);
});

test('[B10] a path that is no file is not found, and blocks nothing', async () => {
  const { bridge, folder } = await serve();
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  await symlink('loop', join(folder, 'loop'));
  for (const path of ['/pipe', '/loop', `/${'n'.repeat(300)}`, '/index.html/more']) {
    expect((await get(bridge, path)).status).toBe(404);
  }
});

test('[B10] types by ending, in upper and lower case; an unknown ending has no type', async () => {
  expect(contentType('a.JPEG')).toBe('image/jpeg');
  expect(contentType('a.mp4')).toBe('video/mp4');
  expect(contentType('a.htm')).toBe('text/html; charset=utf-8');
  expect(contentType('constructor')).toBeNull();
  expect(contentType('a.unknown')).toBeNull();
  const { bridge } = await serve();
  const { headers } = await get(bridge, '/script.unknown');
  expect([headers['content-type'], headers['x-content-type-options']]).toEqual(['application/octet-stream', undefined]);
});

async function serve(settings: BridgeSettings = {}): Promise<{ bridge: TestBridge; folder: string }> {
  const folder = await openFolder();
  const files: Record<string, string | Buffer> = {
    'index.html': '<h1>page</h1>',
    'empty.txt': '',
    'film.webm': FILM,
    'script.unknown': 'text',
    'assets/app.js': 'plain',
    'assets/app.js.br': 'by br',
    'assets/app.js.gz': 'by gz',
    'assets/main-CXk2b9_d.js': 'main',
    'assets/photo-iPhone15.png': 'photo',
  };
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    await utimes(path, WRITTEN, WRITTEN);
  }
  return { bridge: await openBridge(await openTarget(), { web: folder, ...settings }), folder };
}
