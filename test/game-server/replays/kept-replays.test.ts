// The store of kept replays: what it keeps, for how long, and what a bad disk does to it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { replayFrom, verifyReplay, type RecordedMatch } from '#simulation';
import { gameServerConfig } from '../../../game-server/config.ts';
import { Callers } from '../../../game-server/limits/callers.ts';
import { KeptReplays, type KeptReplaysParts } from '../../../game-server/replays/kept-replays.ts';
import { isReplayId, newReplayId, writeReplay } from '../../../game-server/replays/replay-files.ts';
import { newFolder } from '../../support/new-folder.ts';
import { seededRng } from '../../support/seeded-rng.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { recordedMatch } from './recorded-match.ts';

const START_MS = new VirtualClock().date();
const callers = new Callers(gameServerConfig());
/** Each call is another client of a network whose clients count by themselves. */
const someone = () => callers.at('127.0.0.1', 0);

function open(folder: string, others: Partial<KeptReplaysParts['config']> = {}, parts: Partial<KeptReplaysParts> = {}) {
  const clock = new VirtualClock();
  const lines: { msg: string; [field: string]: unknown }[] = [];
  const log = pino({}, { write: (line) => void lines.push(JSON.parse(line) as { msg: string }) });
  const config = gameServerConfig(others);
  const replays = new KeptReplays({ folder, config, clock, rng: seededRng(1), log, ...parts });
  onTestFinished(() => replays.close());
  const ids = async () => (await replays.list(null, 1000))!.map(({ id }) => id);
  return { replays, lines, clock, ids };
}

/** Keeps matches, one after the other. @returns their ids */
async function keep(replays: KeptReplays, matches: readonly RecordedMatch[]): Promise<string[]> {
  const ids = matches.map((match) => replays.keep(match, someone())!);
  for (const id of ids) await replays.find(id);
  return ids;
}

test('[GY1] a match that is kept is a file that comes out, and is there after a restart', async () => {
  const folder = join(newFolder(), 'not', 'there', 'yet');
  const { replays, ids } = open(folder);
  const match = recordedMatch();
  const [id] = await keep(replays, [match]);
  expect(isReplayId(id!)).toBe(true);
  const replay = replayFrom(JSON.parse(gunzipSync(readFileSync(join(folder, `${id}.json.gz`))).toString()));
  expect(verifyReplay(replay)).toBeNull();
  expect(replay).toMatchObject(match.head);
  expect(await ids()).toEqual([id]);
  expect(replays.totals).toEqual({ count: 1, bytes: readFileSync(join(folder, `${id}.json.gz`)).length });

  const next = open(folder);
  expect(await next.replays.find(id!)).toEqual({ id, bytes: replays.totals.bytes, head: match.head });
  expect(next.replays.totals).toEqual(replays.totals);
  expect([replays.writtenCount, next.lines]).toEqual([1, []]);
});

test('[GY1] the replay of a match that is handed over has the id of the match', async () => {
  const folder = newFolder();
  const { replays } = open(folder);
  const id = 'f00d'.repeat(8);
  expect([replays.keep(recordedMatch(), someone(), id), isReplayId(id), isReplayId('F00D'.repeat(8))]).toEqual([
    ...[id, true, false],
  ]);
  await replays.find(id);
  expect(await open(folder).replays.find(id)).toMatchObject({ id });
});

test('[GY2] the newest are kept, up to a number', async () => {
  const folder = newFolder();
  const { replays, ids } = open(folder, { keepReplays: 3 });
  const all = await keep(
    replays,
    [1, 2, 3, 4, 5].map((second) => recordedMatch({ playedAtMs: START_MS + second * 1000 })),
  );
  await replays.close();
  expect(await ids()).toEqual([all[4], all[3], all[2]]);
  expect(readdirSync(folder)).toHaveLength(3);
  expect(await replays.find(all[0]!)).toBeNull();
  // A lower number holds from the next start on.
  const next = open(folder, { keepReplays: 1 });
  expect(await next.ids()).toEqual([all[4]]);
  expect(readdirSync(folder)).toEqual([`${all[4]}.json.gz`]);
});

test('[GY2] the newest are kept, up to a size of all files together', async () => {
  const { replays, ids } = open(newFolder());
  const [first] = await keep(replays, [recordedMatch()]);
  const { bytes } = (await replays.find(first!))!;
  const small = open(newFolder(), { keepReplayBytes: bytes * 2 + 10 });
  const all = await keep(small.replays, [recordedMatch(), recordedMatch(), recordedMatch()]);
  await small.replays.close();
  expect(await small.ids()).toEqual([all[2], all[1]]);
  expect(small.replays.totals).toEqual({ count: 2, bytes: bytes * 2 });
  expect(await ids()).toEqual([first]);
});

test('[GY2] a replay is removed when it has the maximum age, also while no match ends', async () => {
  const { replays, clock, ids } = open(newFolder(), { keepReplayDays: 2 });
  const [old, young] = await keep(replays, [
    recordedMatch({ playedAtMs: clock.date() - 47.5 * 3_600_000 }),
    recordedMatch({ playedAtMs: clock.date() }),
  ]);
  expect(await ids()).toEqual([young, old]);
  clock.advance(3_600_000);
  expect(await ids()).toEqual([young]);
  clock.advance(47 * 3_600_000);
  expect(await ids()).toEqual([young]);
  clock.advance(3_600_000);
  expect(await ids()).toEqual([]);
});

test('[GY1] what is no replay stays as it is, half a replay is removed, and both are harmless', async () => {
  const folder = newFolder();
  const id = newReplayId(seededRng(5));
  await writeReplay(folder, id, recordedMatch());
  const others: Record<string, string | Uint8Array> = {
    'notes.txt': 'mine',
    [`${newReplayId(seededRng(6))}.json.gz`]: 'no gzip',
    [`${newReplayId(seededRng(7))}.json.gz`]: gzipSync('no line'),
    [`${newReplayId(seededRng(8))}.json.gz`]: gzipSync('{"version":2},\n'),
    [`${newReplayId(seededRng(9))}.json.gz`]: gzipSync(Buffer.alloc(50_000_000)),
    'short.json.gz': gzipSync('{}'),
  };
  for (const [name, content] of Object.entries(others)) writeFileSync(join(folder, name), content);
  writeFileSync(join(folder, `${newReplayId(seededRng(10))}.json.gz.part`), 'half');
  const { replays, lines, ids } = open(folder);
  expect(await ids()).toEqual([id]);
  await replays.close();
  expect(readdirSync(folder).toSorted()).toEqual([...Object.keys(others), `${id}.json.gz`].toSorted());
  expect(lines).toMatchObject([{ msg: 'files that are no replays', count: 4 }]);
});

test.skipIf(process.platform === 'win32')('[GY1] a pipe or a folder that is named like a replay is none', async () => {
  const folder = newFolder();
  const id = newReplayId(seededRng(5));
  await writeReplay(folder, id, recordedMatch());
  mkdirSync(join(folder, `${newReplayId(seededRng(6))}.json.gz`));
  spawnSync('mkfifo', [join(folder, `${newReplayId(seededRng(7))}.json.gz`)]);
  const { lines, ids } = open(folder);
  expect(await ids()).toEqual([id]);
  expect(lines).toMatchObject([{ msg: 'files that are no replays', count: 2 }]);
});

test('[GY3] a folder that cannot be written costs replays, is logged once, and is used again when it can be', async () => {
  const folder = join(newFolder(), 'replays');
  writeFileSync(folder, 'a file in its place');
  const { replays, lines } = open(folder);
  await replays.list(null, 1);
  // An id would lead to nothing.
  expect([1, 2, 3].map(() => replays.keep(recordedMatch(), someone()))).toEqual([null, null, null]);
  await replays.close();
  expect([replays.writtenCount, replays.lostCounts]).toEqual([0, { disk: 3, waiting: 0, address: 0 }]);
  expect(lines.map(({ msg }) => msg)).toEqual(['replays cannot be kept']);
  rmSync(folder);
  expect(replays.keep(recordedMatch(), someone())).toBeNull();
  await replays.close();
  expect(replays.writtenCount).toBe(1);
  const [id] = await keep(replays, [recordedMatch()]);
  expect(await replays.find(id!)).toMatchObject({ id });
  expect(lines.map(({ msg }) => msg)).toEqual(['replays cannot be kept', 'replays are kept again']);
  expect(readdirSync(folder)).toHaveLength(2);
});

test('[GY3] matches that end faster than they can be written are not kept, beyond a maximum that waits', async () => {
  const { replays } = open(newFolder(), {}, { waitingBytesMax: 30_000 });
  const match = recordedMatch();
  const ids = Array.from({ length: 10 }, () => replays.keep(match, someone()));
  const kept = ids.filter((id) => id !== null);
  expect([kept.length > 3, ids.slice(kept.length)]).toEqual([true, Array(10 - kept.length).fill(null)]);
  expect(replays.lostCounts.waiting).toBe(10 - kept.length);
  expect(await replays.find(kept.at(-1)!)).not.toBeNull();
  expect(replays.keep(match, someone())).not.toBeNull();
  // Players who came and went take memory too.
  const change = { tick: 1, seat: 0, driver: 'human', name: 'Ann' } as const;
  expect(replays.keep({ ...match, players: Array.from({ length: 2000 }, () => change) }, someone())).toBeNull();
});

test('[GY3] one address cannot push out the replays of others by short matches', async () => {
  const { replays, clock } = open(newFolder());
  const caller = new Callers(gameServerConfig({ exemptNetworks: [] })).at('10.0.0.1', clock.now());
  const match = recordedMatch();
  const taken = Array.from({ length: 40 }, () => replays.keep(match, caller)).filter((id) => id !== null);
  expect([taken.length, replays.lostCounts.address]).toEqual([30, 10]);
  expect(replays.keep(match, someone())).not.toBeNull();
  clock.advance(60_000);
  expect(replays.keep(match, caller)).not.toBeNull();
});

test('[GY4] the list has pages, newest first, without the replays that are not for everybody', async () => {
  const { replays } = open(newFolder());
  const all = await keep(
    replays,
    [1, 2, 3, 4, 5, 6].map((ms) => recordedMatch({ playedAtMs: START_MS + ms, listed: ms !== 4 })),
  );
  const page = async (before: string | null) => (await replays.list(before, 2))?.map(({ id }) => all.indexOf(id));
  expect([await page(null), await page(all[4]!), await page(all[1]!), await page(all[0]!)]).toEqual([
    ...[[5, 4], [2, 1], [0], []],
  ]);
  expect(await page('ABCDEFGHJKMNPQRS')).toBeUndefined();
  expect(await replays.find(all[3]!)).toMatchObject({ id: all[3] });
});

test('[GY6] nodes with one folder find the replays of each other, and together keep no more than one server', async () => {
  const folder = newFolder();
  const [one, other] = [1, 2].map((seed) => open(folder, { keepReplays: 3 }, { isShared: true, rng: seededRng(seed) }));
  assert(one !== undefined && other !== undefined);
  const [first] = await keep(one.replays, [recordedMatch({ playedAtMs: START_MS + 1 })]);
  expect(await other.replays.find(first!)).toMatchObject({ id: first });
  const [second] = await keep(other.replays, [recordedMatch({ playedAtMs: START_MS + 2 })]);
  for (const { clock } of [one, other]) clock.advance(1000);
  expect(await one.ids()).toEqual([second, first]);
  expect(await other.ids()).toEqual([second, first]);

  const others = await keep(
    other.replays,
    [3, 4].map((at) => recordedMatch({ playedAtMs: START_MS + at })),
  );
  expect(existsSync(join(folder, `${first}.json.gz`))).toBe(false);
  one.clock.advance(1000);
  expect(await one.ids()).toEqual([...others.toReversed(), second]);
  expect(one.replays.totals).toEqual(other.replays.totals);
  expect([...one.lines, ...other.lines]).toEqual([]);
});

test('[GY6] a node that starts removes half a file of an earlier process, and not one that another node writes', async () => {
  const folder = newFolder();
  const [old, fresh] = ['A', 'B'].map((letter) => join(folder, `${letter.repeat(16)}.json.gz.part`));
  for (const path of [old!, fresh!]) writeFileSync(path, 'half');
  utimesSync(old!, 1, 1);
  const { ids } = open(folder, {}, { isShared: true });
  expect(await ids()).toEqual([]);
  expect([existsSync(old!), existsSync(fresh!)]).toEqual([false, true]);
});
