// The directory follows the feed of the API, and outlives both programs.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { CHANGES_PER_PAGE, internalBearer, type Change, type ChangesPage } from '#handover';
import { Directory } from '../../../game-server/directory/directory.ts';
import { FeedReader } from '../../../game-server/directory/feed-reader.ts';
import { newFolder } from '../../support/new-folder.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const KEY = Buffer.alloc(32, 7);
const name = (seq: number, user = `u${seq}`): Change => ({
  ...{ seq, kind: 'name', key: `name ${seq}` },
  value: { user, name: `Name ${seq}`, kind: 'person' },
});
const ban = (seq: number, value: string): Change => ({
  ...{ seq, kind: 'ban', key: `ban ${seq}` },
  value: { kind: 'address', value, reason: '', untilMs: null },
});

/** A feed reader, and the API that it asks. */
function reading(answer: (after: number) => ChangesPage | Response, data = newFolder()) {
  const clock = new VirtualClock();
  const directory = new Directory();
  const asked: number[] = [];
  let bans = 0;
  const reader = new FeedReader({
    ...{ directory, data, url: 'http://127.0.0.1:1', key: KEY, clock },
    log: pino({ level: 'silent' }),
    bansChanged: () => void bans++,
    get: async (url, init) => {
      expect(new Headers(init!.headers).get('authorization')).toBe(internalBearer(KEY));
      const after = Number(new URL(url instanceof Request ? url.url : url).searchParams.get('after'));
      asked.push(after);
      const page = answer(after);
      return page instanceof Response ? page : Response.json(page);
    },
  });
  onTestFinished(() => reader.stop());
  /** Waits for the request that is due now, and for what follows from it at once. */
  const turn = async (ms = 0) => {
    clock.advance(ms);
    await (reader as unknown as { reading: Promise<void> }).reading;
  };
  return { directory, asked, turn, data, reader, bansChanged: () => bans };
}

const none = (after: number): ChangesPage => ({ seq: after, changes: [] });

test('[GI8] changes are taken in their order, from the last number on', async () => {
  const pages: Record<number, ChangesPage> = {
    0: { seq: 2, changes: [name(1), name(2)] },
    2: { seq: 4, changes: [{ seq: 3, kind: 'name', key: 'name 1', value: null }, ban(4, '203.0.113.7')] },
  };
  const { directory, asked, turn, bansChanged } = reading((after) => pages[after] ?? none(after));
  await turn();
  expect([directory.nameCount, bansChanged()]).toEqual([2, 0]);
  await turn(2000);
  await turn(2000);
  expect([asked, directory.nameCount, directory.bans.count, bansChanged()]).toEqual([[0, 2, 4], 1, 1, 1]);
});

test('[GI8] a full page is followed by the next one at once', async () => {
  const full = Array.from({ length: CHANGES_PER_PAGE }, (_, i) => name(i + 1));
  const { directory, asked, turn } = reading((after) =>
    after === 0 ? { seq: CHANGES_PER_PAGE, changes: full } : none(after),
  );
  await turn();
  await turn();
  expect([asked, directory.nameCount]).toEqual([[0, CHANGES_PER_PAGE], CHANGES_PER_PAGE]);
});

test('[GI8] what is known outlives the process, and holds without the API', async () => {
  const first = reading((after) => (after === 0 ? { seq: 2, changes: [name(1), ban(2, '10.0.0.0/8')] } : none(after)));
  await first.turn();
  await first.reader.stop();
  const second = reading(() => new Response('', { status: 503 }), first.data);
  await second.turn();
  await second.turn(5000);
  expect([second.asked, second.directory.nameCount, second.directory.bans.count]).toEqual([[2, 2], 1, 1]);
});

test('[GI8] a store that was restored from a backup is read anew', async () => {
  let isRestored = false;
  const { directory, asked, turn } = reading((after) => {
    if (!isRestored) return after === 0 ? { seq: 9, changes: [name(1), name(9)] } : none(after);
    return after === 9 ? { seq: 0, changes: [], reset: true } : { seq: 5, changes: [name(5)] };
  });
  await turn();
  isRestored = true;
  await turn(2000);
  await turn();
  expect([asked, directory.nameCount]).toEqual([[0, 9, 0], 1]);
});

test.each([
  ['no JSON', () => new Response('<html>')],
  ['another shape', () => Response.json({ changes: 7 })],
  ['an error', () => new Response('', { status: 500 })],
])('[GI8] an answer that is %s changes nothing, and is asked again later', async (_, bad) => {
  let isBad = true;
  const { directory, asked, turn } = reading((after) =>
    isBad ? bad() : { seq: 1, changes: after === 0 ? [name(1)] : [] },
  );
  await turn();
  expect(directory.nameCount).toBe(0);
  isBad = false;
  await turn(2000);
  expect([asked, directory.nameCount]).toEqual([[0, 0], 1]);
});

test('[GI8] a damaged file is as none', async () => {
  const data = newFolder();
  writeFileSync(join(data, 'directory.json'), '{"seq": 7, "changes": [1]}');
  const { asked, turn } = reading(none, data);
  await turn();
  expect(asked).toEqual([0]);
  expect(readFileSync(join(data, 'directory.json'), 'utf8')).toContain('"seq": 7');
});
