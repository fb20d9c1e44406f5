// The page of a player: tags of the player for messengers, and 404 where there is none.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { nameKey, skeleton } from '#handover';
import { apiConfig } from '../../../api/config.ts';
import { createPublicApp } from '../../../api/http/app.ts';
import { PageFiles } from '../../../api/portal/page-files.ts';
import { addPlayerPage } from '../../../api/portal/player-page.ts';
import { playerTags } from '../../../api/portal/player-tags.ts';
import { migrate } from '../../../api/store/migrate.ts';
import { openSqlite } from '../../../api/store/sqlite.ts';
import { newFolder } from '../../support/new-folder.ts';

const NOVEMBER = Date.UTC(2026, 10, 30);
const PAGE = `<title data-words="a">A page</title><meta name="description" data-words-content="b" content="B" />
<meta property="og:title" data-words-content="a" content="A page" /><meta property="og:description" content="B" />`;

async function pageOf(kind: 'guest' | 'person', name: string) {
  const folder = newFolder();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'player.html'), PAGE);
  const store = openSqlite(join(newFolder(), 'api.sqlite'));
  onTestFinished(() => store.close());
  await migrate(store);
  await store.db
    .insertInto('user')
    .values({
      ...{ id: 'u1', kind, name, name_key: nameKey(name), skeleton: skeleton(name), owner_id: null },
      ...{ created_ms: NOVEMBER, renamed_ms: null, seen_ms: NOVEMBER, deleted_ms: null },
    })
    .execute();
  const log = pino({ level: 'silent' });
  const app = createPublicApp({ config: apiConfig({ data: newFolder() }), log, now: () => NOVEMBER });
  addPlayerPage(new PageFiles(folder), app, { store, now: () => NOVEMBER });
  const incoming = { socket: { remoteAddress: '127.0.0.1' }, headers: {} };
  return async (path: string) => app.request(`http://game.example${path}`, {}, { incoming });
}

test('[W169] the link of a player has their name and since when they play, whatever is in the name', async () => {
  const ask = await pageOf('person', '"><b>Ann');
  const page = await ask(`/players/${encodeURIComponent('"><B>ann')}`);
  expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-cache']);
  const html = await page.text();
  expect(html).toContain('<title data-words="a">&quot;&gt;&lt;b&gt;Ann – Packetman</title>');
  expect(html).toContain('og:description" content="A player since November 2026, 0 matches."');
  expect(html).not.toContain('<b>');
});

test('[W169] a name that nobody has claimed is not found, and the page says so itself', async () => {
  const ask = await pageOf('guest', 'Ann');
  for (const path of ['/players/Ann', '/players/Nobody', `/players/${'a'.repeat(5000)}`]) {
    const page = await ask(path);
    expect([path.length, page.status, (await page.text()).includes('A page')]).toEqual([path.length, 404, true]);
  }
});

test('[W169] the sentence names the best places, and whose bot it is', () => {
  const best = {
    board: 'score' as const,
    pool: 'human' as const,
    total: 9,
    level: 3,
    match: 'x',
    endedMs: 0,
    offline: false,
  };
  const { description } = playerTags({
    ...{ player: { name: 'Bob', kind: 'bot' }, owner: 'Ann', sinceMs: NOVEMBER, matches: 1 },
    bests: [
      { ...best, mode: 'coop', rank: 12, score: 1000 },
      { ...best, mode: 'classic', rank: 3, score: 20_000 },
      { ...best, mode: 'classic', board: 'level', rank: 1, score: 5 },
      { ...best, mode: 'battle', rank: 7, score: 300 },
    ],
  });
  expect(description).toBe(
    'A bot of Ann since November 2026, 1 match. Classic: 20,000 points, place 3. Battle: 300 points, place 7.',
  );
});
