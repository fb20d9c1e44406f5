import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { apiConfig } from '../../../api/config.ts';
import { createPublicApp, type App } from '../../../api/http/app.ts';
import { addPicturesOf, MatchPictures } from '../../../api/pictures/match-pictures.ts';
import { PageFiles } from '../../../api/portal/page-files.ts';
import { withTags } from '../../../api/portal/page-tags.ts';
import { addPagesOf } from '../../../api/portal/portal-pages.ts';
import { migrate } from '../../../api/store/migrate.ts';
import { openSqlite } from '../../../api/store/sqlite.ts';
import type { Store } from '../../../api/store/store.ts';
import { newFolder } from '../../support/new-folder.ts';
import { playedMatch } from '../../support/played-match.ts';

const ID = '0123456789abcdef0123456789abcdef';
const PAGE = `<title data-words="a">A page</title><meta name="description" data-words-content="b" content="B" />
<meta property="og:title" data-words-content="a" content="A page" /><meta property="og:image" content="/preview.png" />`;

function pageFolder(): string {
  const folder = newFolder();
  mkdirSync(join(folder, 'assets'));
  for (const name of ['about.html', 'records.html']) writeFileSync(join(folder, name), PAGE);
  writeFileSync(join(folder, 'replay.html'), `${PAGE}<a href="/#replay=REPLAY_PLACE">`);
  writeFileSync(join(folder, 'assets/a-1.js'), 'let a;');
  writeFileSync(join(folder, 'assets/a-1.js.br'), brotliCompressSync('let a;'));
  return folder;
}

async function openStore(): Promise<Store> {
  const store = openSqlite(join(newFolder(), 'api.sqlite'));
  onTestFinished(() => store.close());
  await migrate(store);
  return store;
}

async function keepMatch({ db }: Store, names: readonly string[]): Promise<void> {
  const replay = playedMatch({ mode: 'coop', seed: 4 }, 700, names);
  const text = gzipSync(JSON.stringify(replay));
  await db
    .insertInto('match')
    .values({
      ...{
        id: ID,
        epoch: 0,
        mode: 'coop',
        variant: 'none',
        rules: '1',
        settings: '{}',
        seed: 4,
        level: 2,
        score: 12_340,
      },
      ...{ ticks: 700, ended_ms: 1, node: '', kind: 'casual' as const, daily_date: null, state: 'verified' as const },
      ...{ failure: null, plain: 1, listed: 1, bytes: text.length, digest: '' },
    })
    .execute();
  const seat = {
    match_id: ID,
    user_id: null,
    driver: 'human',
    version: null,
    place: 1,
    whole: 1,
    ended_ms: 1,
    score: 1,
    stats: '{}',
  };
  for (const [at, name] of names.entries())
    await db
      .insertInto('match_seat')
      .values({ ...seat, position: at, seat: at, name })
      .execute();
  await db.insertInto('match_log').values({ match_id: ID, replay: text }).execute();
}

function appOf(addRoutes: (app: App) => void) {
  const log = pino({ level: 'silent' });
  const app = createPublicApp({ config: apiConfig({ data: newFolder() }), log, now: () => 0 });
  addRoutes(app);
  const incoming = { socket: { remoteAddress: '127.0.0.1' }, headers: {} };
  return async (path: string, headers: Record<string, string> = {}) =>
    app.request(`http://game.example${path}`, { headers }, { incoming });
}

test('[PT7] pages have absolute tags, a strict policy, and are asked for at each visit', async () => {
  const store = await openStore();
  const ask = appOf((app) => addPagesOf(new PageFiles(pageFolder()), app, store));
  const page = await ask('/about');
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('property="og:image" content="http://game.example/preview.png"');
  expect(page.headers.get('cache-control')).toBe('no-cache');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  const packed = await ask('/about', { 'accept-encoding': 'gzip, br' });
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  expect(gunzipSync(Buffer.from(await packed.arrayBuffer())).toString()).toContain('A page');
  const again = await ask('/about', { 'if-none-match': page.headers.get('etag')! });
  expect([again.status, await again.text()]).toEqual([304, '']);
});

test('[PT7] files of the pages are kept for good, compressed for clients that take it; nothing else is served', async () => {
  const store = await openStore();
  const ask = appOf((app) => addPagesOf(new PageFiles(pageFolder()), app, store));
  const plain = await ask('/about/assets/a-1.js');
  expect([await plain.text(), plain.headers.get('cache-control')]).toEqual([
    'let a;',
    'public, max-age=31536000, immutable',
  ]);
  const compressed = await ask('/about/assets/a-1.js', { 'accept-encoding': 'gzip, br' });
  expect(compressed.headers.get('content-encoding')).toBe('br');
  const refused = await ask('/about/assets/a-1.js', { 'accept-encoding': 'br;q=0' });
  expect(refused.headers.get('content-encoding')).toBe(null);
  for (const path of ['a-1.js.br', '..%2fabout.html', '%2e%2e/about.html', '__proto__', ''])
    expect([path, (await ask(`/about/assets/${path}`)).status]).toEqual([path, 404]);
  expect(await (await ask('/about/docs/bots.txt')).text()).toContain('# Write a bot');
  for (const path of ['constructor', 'README.md', '..%2fpackage.json'])
    expect([path, (await ask(`/about/docs/${path}`)).status]).toEqual([path, 404]);
});

test('[PT6] the link of a replay has its tags, and leads into the page of the game', async () => {
  const store = await openStore();
  await keepMatch(store, ['Ann', '"><b>']);
  const ask = appOf((app) => addPagesOf(new PageFiles(pageFolder()), app, store));
  const html = await (await ask(`/replay/${ID}?t=12.5`)).text();
  expect(html).toContain('<title data-words="a">Packetman – Together</title>');
  expect(html).toContain(`og:image" content="http://game.example/api/matches/${ID}/picture.png"`);
  expect(html).toContain('content="Ann, &quot;&gt;&lt;b&gt;: 12,340 points, level 2. Watch the replay."');
  expect(html).toContain(`href="/#replay=${ID}&amp;t=12.5"`);
  const unknown = await (await ask('/replay/KEPTBYTHESERVER1')).text();
  expect(unknown).toContain('/preview.png');
  expect(unknown).toContain('"/#replay=KEPTBYTHESERVER1"');
  expect((await ask('/replay/%22%3E%3Cscript')).status).toBe(404);
  expect(await (await ask(`/replay/${ID}?t=%22%3E`)).text()).toContain(`"/#replay=${ID}"`);
});

test('[PT6] the picture of a match is drawn once, however often it is asked for', async () => {
  const store = await openStore();
  await keepMatch(store, ['Ann', 'Bo']);
  const pictures = new MatchPictures(store);
  const ask = appOf((app) => addPicturesOf(pictures, app));
  const [one, other] = await Promise.all([1, 2].map(() => ask(`/api/matches/${ID}/picture.png`)));
  expect(one!.headers.get('content-type')).toBe('image/png');
  expect(pictures.of(ID)).toBe(pictures.of(ID));
  expect(Buffer.from(await one!.arrayBuffer()).equals(Buffer.from(await other!.arrayBuffer()))).toBe(true);
  expect((await ask(`/api/matches/${'f'.repeat(32)}/picture.png`)).status).toBe(404);
});

test('[PT6] a replay of other rules, and what is no replay, has no picture, and harms no later request', async () => {
  const store = await openStore();
  await keepMatch(store, ['Ann']);
  const replaced = gzipSync(JSON.stringify({ ...playedMatch({ mode: 'coop', seed: 4 }, 60, ['Ann']), rules: 99 }));
  await store.db.updateTable('match_log').set({ replay: replaced }).execute();
  const ask = appOf((app) => addPicturesOf(new MatchPictures(store), app));
  expect((await ask(`/api/matches/${ID}/picture.png`)).status).toBe(404);
  await store.db
    .updateTable('match_log')
    .set({ replay: Buffer.from('no gzip') })
    .execute();
  expect((await ask(`/api/matches/${ID}/picture.png`)).status).toBe(404);
});

test('[PT6] pictures that wait are bounded', async () => {
  const pictures = new MatchPictures(await openStore());
  const asked = Array.from({ length: 32 }, (_, i) => pictures.of(String(i)));
  expect(() => pictures.of('one more')).toThrow('Too many requests');
  expect(await Promise.all(asked)).toEqual(asked.map(() => null));
  expect(await pictures.of('one more')).toBe(null);
});

test('[PT7] tags are text, whatever is in them', () => {
  const tagged = withTags(PAGE, 'http://a.example', { title: '$& </title><script>', description: '"', image: '/x"y' });
  expect(tagged).toContain('<title data-words="a">$&amp; &lt;/title&gt;&lt;script&gt;</title>');
  expect(tagged).toContain('<meta name="description" content="&quot;" />');
  expect(tagged).toContain('content="http://a.example/x&quot;y"');
});
