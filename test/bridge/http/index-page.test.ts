import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { bridgeConfig, type BridgeSettings } from '../../../bridge/config.ts';
import { indexPage } from '../../../bridge/http/index-page.ts';
import { ROOM_LINK } from '../../../cli/room-links.ts';
import { ask, closedAddress, get, openBridge, openFolder, openTarget } from '../support.ts';

const HTML = `<meta name="twitter:card" content="./summary" />
<meta property="og:image" content="./picture.png" /><img src="./picture.png" alt="content=" />
<meta property="og:logo" content="/logo.png" /><meta property="og:video" content="//cdn.example/x" />`;

test.each(['/ABCDE', '/abcde', '/A2C4E', '/ABCDE?test', '/', '/index.html'])(
  '[B33] %s is answered with the page, whose relative addresses are the same as at /',
  async (path) => {
    const { bridge } = await serve();
    const { status, headers, body } = await get(bridge, path);
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      ...[200, 'text/html; charset=utf-8', 'no-cache'],
    ]);
    expect(String(body)).toContain('src="./picture.png"');
  },
);

test.each([
  ...['/ABCD', '/ABCDEF', '/ABCDE/', '/x/ABCDE', '/ABCD0', '/ABCD1', '/ABCD%45', '/ABCDE%0A', '/%41BCDE', '//ABCDE'],
  ...['/ABCDE/../x', '/index.htm', '/ABCDE.html'],
])('[B33] %s is no link, and stays 404', async (path) => {
  const { bridge } = await serve();
  expect((await get(bridge, path)).status).toBe(404);
});

test('[B33] a path above 100 characters is no link, whatever the pattern', async () => {
  const { bridge } = await serve({ pageLinks: '/a+' });
  const statusOf = async (letters: number) => (await get(bridge, `/${'a'.repeat(letters)}`)).status;
  expect([await statusOf(99), await statusOf(100)]).toEqual([200, 404]);
});

test('[B33] without a pattern a link is an unknown path, and the page is sent as it is', async () => {
  const { bridge } = await serve({ pageLinks: [] });
  expect((await get(bridge, '/ABCDE')).status).toBe(404);
  const { status, headers, body } = await get(bridge, '/', { Range: 'bytes=0-4' });
  expect([status, String(body), headers['accept-ranges']]).toEqual([206, '<meta', 'bytes']);
  expect(String((await get(bridge, '/')).body)).toBe(HTML);
});

test('[B33] a pattern has to match the whole path', async () => {
  const { bridge } = await serve({ pageLinks: ['/a', '/b', '/room-\\d+'] });
  const statuses = ['/a', '/b', '/ab', '/a/b', '/x/b', '/room-17', '/room-'].map(async (path) => {
    return (await get(bridge, path)).status;
  });
  expect(await Promise.all(statuses)).toEqual([200, 200, 404, 404, 404, 200, 404]);
});

test.each([
  ...['/(', '/[', '/[b-a]', '/a{2,1}', '/a**', '/\\q', '', 'a', '/a$', '/a|/b'],
  // These take exponential time, or the fourth power of the length.
  ...['/(a+)+', '/(a|a)*', '/(?:a?){50}', '/(.)*\\1', '/a?a?a?a?a', '/a*a*a*a*b', '/(?=(a+)+b)'],
])('[B33] the pattern %j is no regular expression, or can be slow: it is refused before anything listens', (link) => {
  const settings = { listen: '0', target: '1', pageLinks: link };
  expect(() => bridgeConfig(settings)).toThrow('pageLinks: expected a regular expression of a path without groups');
});

test.each([
  ['/[A-Z]{5}', '/ABCDE'],
  ['/room/\\w+/\\d*', '/room/a_b/17'],
  ['/[\\]a\\-]{1,3}', '/a-'],
  ['/a\\.b\\/c', '/a.b/c'],
])('[B33] the pattern %j leads %s to the page', (pattern, path) => {
  const { pageLinks } = bridgeConfig({ listen: '0', target: '1', pageLinks: pattern });
  expect(pageLinks).toEqual([pattern]);
  expect(indexPage('/', { pageLinks, forwardedHeader: 'forwarded' }).isAt(path)).toBe(true);
});

describe('[B33] the addresses of meta elements are absolute', () => {
  const https = { trust: '127.0.0.1', hostNames: 'game.example' };
  const from = { Host: 'game.example', 'X-Forwarded-For': '192.0.2.1' };

  test.each<[string, BridgeSettings, Record<string, string>, string]>([
    ['the host of the request', {}, { Host: 'Localhost:8080' }, 'http://localhost:8080/'],
    ['an IPv6 address', {}, { Host: '[::1]:8080' }, 'http://[::1]:8080/'],
    ['a listed name', { hostNames: 'game.example' }, { Host: 'game.example' }, 'http://game.example/'],
    ['https of a trusted proxy', https, { ...from, 'X-Forwarded-Proto': 'https' }, 'https://game.example/'],
    ['the nearest proxy', https, { ...from, 'X-Forwarded-Proto': 'https, http' }, 'http://game.example/'],
    ['the configured header', https, { ...from, Forwarded: 'for=192.0.2.1;proto=https' }, 'http://game.example/'],
    ['an untrusted peer', {}, { Host: 'localhost', 'X-Forwarded-Proto': 'https' }, 'http://localhost/'],
  ])('as %s says', async (_, settings, headers, origin) => {
    const { bridge } = await serve(settings);
    const { body } = await get(bridge, '/ABCDE', headers);
    expect(String(body)).toBe(
      HTML.replace('"./picture.png" />', `"${origin}picture.png" />`).replace('"/logo.png"', `"${origin}logo.png"`),
    );
  });

  test.each([
    ['https', 'for=192.0.2.1;proto=https'],
    ['https', 'for=192.0.2.9;proto=http, proto="HTTPS" ;for=192.0.2.1'],
    ['http', 'for=192.0.2.1;proto=https, for=192.0.2.1;proto=http'],
    ['http', 'for=192.0.2.1;xproto=https'],
    ['http', 'for=192.0.2.1;proto=httpsx'],
  ])('as %s by Forwarded: %s', async (scheme, forwarded) => {
    const { bridge } = await serve({ ...https, forwardedHeader: 'forwarded' });
    const { body } = await get(bridge, '/', { Host: 'game.example', Forwarded: forwarded });
    expect(String(body)).toContain(`content="${scheme}://game.example/picture.png"`);
  });

  test.each(['"><script>alert(1)</script>', 'a"b', 'evil.example/x', 'a@b', 'a b', "a'b", '-a', 'a..', '$&', 'a:1:2'])(
    'and stay relative for the host %j, which is no name, even where every name is ours',
    async (host) => {
      const { bridge } = await serve({ hostNames: '*' });
      expect(String((await get(bridge, '/', { Host: host })).body)).toBe(HTML);
    },
  );

  test('and a name that is not ours gets no page at all', async () => {
    const { bridge } = await serve();
    const { status, body } = await get(bridge, '/ABCDE', { Host: 'evil.example' });
    expect(status).toBe(403);
    expect(String(body)).not.toContain('<meta');
  });
});

test('[B33] it is fetched again only after a change, and for each host and encoding has a tag of its own', async () => {
  const { bridge, folder } = await serve();
  const tagFor = async (Host: string, encoding: string) => {
    return (await get(bridge, '/', { Host, 'Accept-Encoding': encoding })).headers.etag!;
  };
  const tags = [await tagFor('a', ''), await tagFor('b', ''), await tagFor('a', 'br'), await tagFor('a', 'gzip')];
  expect(new Set(tags).size).toBe(4);
  expect(await tagFor('a', '')).toBe(tags[0]);
  const again = await get(bridge, '/ABCDE', { Host: 'a', 'If-None-Match': tags[0]! });
  expect([again.status, again.body.length]).toEqual([304, 0]);
  await writeFile(join(folder, 'index.html'), HTML.replace('summary', 'another'));
  expect((await get(bridge, '/ABCDE', { Host: 'a', 'If-None-Match': tags[0]! })).status).toBe(200);
});

test('[B33] it is compressed as the client accepts it, and HEAD has the same headers', async () => {
  const { bridge } = await serve();
  const plain = await get(bridge, '/ABCDE');
  const br = await get(bridge, '/ABCDE', { 'Accept-Encoding': 'gzip, br' });
  const gz = await get(bridge, '/ABCDE', { 'Accept-Encoding': 'gzip, br;q=0' });
  expect([br.headers['content-encoding'], gz.headers['content-encoding']]).toEqual(['br', 'gzip']);
  expect(brotliDecompressSync(br.body)).toEqual(plain.body);
  expect(gunzipSync(gz.body)).toEqual(plain.body);
  const head = await ask(bridge, 'HEAD', '/ABCDE');
  const { date: _, ...headers } = plain.headers;
  expect([head.status, head.body.length]).toEqual([200, 0]);
  expect(head.headers).toMatchObject(headers);
  expect((await ask(bridge, 'POST', '/ABCDE')).status).toBe(405);
});

test('[B33] a folder without a page has no links either, and a page above 1 MiB is not read', async () => {
  const { bridge, folder } = await serve();
  await writeFile(join(folder, 'index.html'), Buffer.alloc(1024 * 1024 + 1, 'a'));
  expect((await get(bridge, '/ABCDE')).status).toBe(404);
  await writeFile(join(folder, 'index.html'), Buffer.alloc(1024 * 1024, 'a'));
  expect((await get(bridge, '/ABCDE')).status).toBe(200);
  const empty = await openBridge(await openTarget(), { web: await openFolder(), pageLinks: ROOM_LINK });
  expect((await get(empty, '/ABCDE')).status).toBe(404);
});

test('[B33] a link that is passed on is answered with the page while that server is down, and only then', async () => {
  const { port } = await closedAddress();
  const down = { '/ABCDE': `http://127.0.0.1:${port}`, '/other': `http://127.0.0.1:${port}` };
  const { bridge } = await serve({ passOn: down });
  const page = await get(bridge, '/ABCDE');
  expect([page.status, String(page.body)]).toEqual([200, String((await get(bridge, '/')).body)]);
  expect((await get(bridge, '/other')).status).toBe(502);
  expect((await ask(bridge, 'POST', '/ABCDE')).status).toBe(502);
});

async function serve(settings: BridgeSettings = {}) {
  const folder = await openFolder();
  await writeFile(join(folder, 'index.html'), HTML);
  await writeFile(join(folder, 'picture.png'), 'picture');
  const bridge = await openBridge(await openTarget(), { web: folder, pageLinks: ROOM_LINK, ...settings });
  return { bridge, folder };
}
