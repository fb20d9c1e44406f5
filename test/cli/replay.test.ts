// `packetman replay`: files, the replays in a data folder, and those of a server.

import { execFileSync } from 'node:child_process';
import { copyFileSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { CommanderError } from 'commander';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createProgram } from '../../cli/program.ts';
import { replayFile, replayFolder, writeReplay } from '../../game-server/replays/replay-files.ts';
import { replayIn } from '../../tools/replay.ts';
import { replayJson } from '../../tools/replay-json.ts';
import { closedAddress } from '../bridge/support.ts';
import { recordedMatch } from '../game-server/replays/recorded-match.ts';
import { newFolder } from '../support/new-folder.ts';
import { startTestServer } from '../support/test-server.ts';

const GOLDEN = 'test/golden/replays/no-dot-timer.json';
const [ONE, TWO] = ['ABCDEFGHJKMNPQRS', 'K7XQ2ABCDEFGHJ29'] as const;
const STORY = /^coop: unfinished at level 1, score \d+, 700 ticks, hash [0-9a-f]{8}$/;

afterEach(() => vi.restoreAllMocks());

const exitCode = (): number => Number(process.exitCode ?? 0);

/** Runs the command in this process. @returns its exit code, what it printed, and the error that it ended with */
async function run(...words: string[]): Promise<{ code: number; lines: string[]; error: string }> {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const before = process.exitCode;
  process.exitCode = undefined;
  const program = createProgram();
  for (const command of program.commands) command.configureOutput({ writeErr: () => {} });
  try {
    await program.parseAsync(['replay', ...words], { from: 'user' });
    return { code: exitCode(), lines, error: '' };
  } catch (error) {
    return { code: error instanceof CommanderError ? 2 : 1, lines, error: (error as Error).message };
  } finally {
    process.exitCode = before;
  }
}

/** A data folder with two replays. */
async function dataFolder(): Promise<string> {
  const data = newFolder();
  await writeReplay(replayFolder(data), ONE, recordedMatch());
  await writeReplay(replayFolder(data), TWO, recordedMatch({ playedAtMs: 1_701_300_060_000, listed: false }));
  return data;
}

/** A server that is not ours. @returns its URL */
async function strange(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('[C60] packetman replay', () => {
  test('plays a file, gzipped or not', async () => {
    const file = join(newFolder(), 'match.json.gz');
    writeFileSync(file, gzipSync(readFileSync(GOLDEN)));
    const plain = await run(GOLDEN, '--verify');
    expect([plain.code, plain.lines]).toEqual([0, [expect.stringMatching(/^classic: .*, 2 checkpoints right$/)]]);
    expect(await run(file, '--verify')).toEqual(plain);
  });

  test('lists the replays of a data folder, and plays one by its id', async () => {
    const data = await dataFolder();
    expect(await run('--data', data)).toMatchObject({
      code: 0,
      lines: [
        expect.stringMatching(
          /^K7XQ2ABCDEFGHJ29 {2}2023-11-29 23:21 {4}0:12 {2}coop, level 1, score \d+: Ann \[rules 1\]$/,
        ),
        expect.stringMatching(/^ABCDEFGHJKMNPQRS {2}2023-11-29 23:20 /),
      ],
    });
    expect(await run(ONE, '--data', data)).toEqual({ code: 0, lines: [expect.stringMatching(STORY)], error: '' });
    expect(await run('AAAAAAAAAAAAAAAA', '--data', data)).toMatchObject({
      code: 1,
      error: expect.stringMatching(/^no replay A+ in /) as string,
    });
  });

  test('without --data looks into the state folder', async () => {
    const data = await dataFolder();
    const state = newFolder();
    vi.stubEnv('XDG_STATE_HOME', state);
    expect((await run()).lines).toEqual([`no replays in ${join(state, 'packetman', 'replays')}`]);
    mkdirSync(join(state, 'packetman', 'replays'), { recursive: true });
    copyFileSync(replayFile(replayFolder(data), ONE), join(state, 'packetman', 'replays', `${ONE}.json.gz`));
    expect((await run()).lines).toEqual([expect.stringMatching(/^ABCDEFGHJKMNPQRS /)]);
    expect((await run(ONE)).lines).toEqual([expect.stringMatching(STORY)]);
    vi.unstubAllEnvs();
  });

  test('takes the list and replays from a server', async () => {
    const { publicPort } = await startTestServer({ publicPort: 0, data: await dataFolder() });
    const url = `http://127.0.0.1:${publicPort}`;
    expect(await run('--url', url)).toMatchObject({ code: 0, lines: [expect.stringMatching(/^ABCDEFGHJKMNPQRS /)] });
    // One that is not listed is found by its id.
    const played = await run(TWO, '--url', url, '--verify');
    expect(played).toMatchObject({ code: 0, lines: [expect.stringMatching(/, 2 checkpoints right$/)] });
    const missing = await run('AAAAAAAAAAAAAAAA', '--url', url);
    expect(missing).toEqual({
      ...{ code: 1, lines: [] },
      error: `${url}/api/replays/AAAAAAAAAAAAAAAA: the server answers 404`,
    });
  });

  test('of a server that is none, or that sends anything, ends with one line', async () => {
    const { port } = await closedAddress();
    const closed = await run('--url', `http://127.0.0.1:${port}`);
    expect(closed).toMatchObject({
      code: 1,
      error: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api\/replays: connect ECONNREFUSED/) as string,
    });
    const other = await strange((_, response) => void response.end('hello'));
    expect(await run('--url', other)).toMatchObject({
      code: 1,
      error: `${other} does not answer with a list of replays`,
    });
    expect(await run(ONE, '--url', other)).toMatchObject({
      code: 1,
      lines: [expect.stringMatching(/^ABCDEFGHJKMNPQRS: Unexpected token/)],
    });
    const endless = await strange((_, response) => {
      response.on('error', () => {});
      const write = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', write);
      write();
    });
    expect(await run('--url', endless)).toMatchObject({
      code: 1,
      error: expect.stringMatching(/too big: more than 1048576 bytes$/) as string,
    });
    const row = { id: '\u001b[2J', rules: 1, mode: 'a\nb', variant: '', maze: '', cleared: true, players: [] };
    const list = JSON.stringify([{ ...row, playedAtMs: 1e300, seconds: 1, score: 1, level: 1 }]);
    const printed = await run('--url', await strange((_, response) => void response.end(list)));
    expect(printed).toMatchObject({
      code: 0,
      lines: [expect.stringMatching(/^\?\[2J {2}\? {4}0:01 {2}a\?b \(\), level 1/)],
    });
  });

  test('--out writes it into a file, gzipped or not, from wherever it was', async () => {
    const data = await dataFolder();
    const folder = newFolder();
    const { publicPort } = await startTestServer({ publicPort: 0, data });
    const [json, packed] = [join(folder, 'a.json'), join(folder, 'b.json.gz')];
    const written = await run(TWO, '--url', `http://127.0.0.1:${publicPort}`, '--out', json, '--verify');
    expect(written).toMatchObject({ code: 0, lines: [expect.stringMatching(/, 2 checkpoints right$/)] });
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ version: 3, ticks: 700 });
    expect((await run(json, '--out', packed)).code).toBe(0);
    expect(gunzipSync(readFileSync(packed)).equals(readFileSync(json))).toBe(true);
    expect(await run(packed, '--verify')).toMatchObject({ code: 0, lines: written.lines });
    expect(readdirSync(folder).toSorted()).toEqual(['a.json', 'b.json.gz']);
  });

  test.runIf(process.platform !== 'win32')('--out writes into a pipe, and to the file behind a link', async () => {
    const folder = newFolder();
    const [pipe, file, link] = [join(folder, 'pipe'), join(folder, 'file.json'), join(folder, 'link.json')];
    execFileSync('mkfifo', [pipe]);
    const reader = readFile(pipe);
    expect((await run(GOLDEN, '--out', pipe)).code).toBe(0);
    const golden = readFileSync(GOLDEN);
    expect(golden.equals(await reader)).toBe(true);
    writeFileSync(file, '');
    symlinkSync(file, link);
    expect((await run(GOLDEN, '--out', link)).code).toBe(0);
    expect(golden.equals(readFileSync(file))).toBe(true);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readdirSync(folder).toSorted()).toEqual(['file.json', 'link.json', 'pipe']);
  });

  test('--out leaves nothing behind for what is no replay, or where nothing can be written', async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const folder = newFolder();
    const wrong = join(folder, 'wrong.json');
    writeFileSync(wrong, '{"version":3}');
    expect((await run(wrong, '--out', join(folder, 'out.json'))).code).toBe(1);
    expect((await run(GOLDEN, '--out', join(folder, 'no-such-folder', 'out.json'))).code).toBe(1);
    expect(readdirSync(folder)).toEqual(['wrong.json']);
  });

  test('--ascii prints the maze at a tick, or one picture for each second', async () => {
    const start = await run(GOLDEN, '--ascii', '--tick', '0');
    expect([start.code, start.lines.length]).toEqual([0, 32]);
    expect(start.lines[0]).toMatch(/^classic {2}tick 0 of \d+ \(0\.0 s\) {2}level 1 {2}score 0$/);
    expect(start.lines[1]).toBe('############################');
    expect(start.lines.join('').split('.').length - 1).toBeGreaterThanOrEqual(240);
    const late = await run(GOLDEN, '--ascii', '--tick', '999999');
    const ticks = Number(/tick (\d+) of/.exec(late.lines[0]!)![1]);
    const all = await run(GOLDEN, '--ascii');
    expect(all.lines.length).toBe((Math.ceil(ticks / 60) + 1) * 33);
    expect(all.lines.slice(-33, -1)).toEqual(late.lines);
  });

  test('--to-json gives inputs and events by name', async () => {
    const parts: string[] = [];
    const replay = replayIn(readFileSync('test/golden/replays/extra-life.json'));
    for (const part of replayJson(replay)) parts.push(part);
    const json = JSON.parse(parts.join('')) as Record<'inputs' | 'events', Record<string, unknown>[]> & {
      ticks: number;
    };
    expect(json).toMatchObject({
      rules: 1,
      settings: { mode: 'classic' },
      ticks: replay.ticks,
      players: replay.players,
    });
    expect(json.inputs[0]).toEqual({ tick: 1, seat: 0, kind: 'enter' });
    expect(json.inputs.find(({ kind }) => kind === 'wish')).toMatchObject({
      seat: 0,
      direction: expect.stringMatching(/right|left|up|down/) as string,
    });
    expect(json.events.find(({ event }) => event === 'dotEaten')).toMatchObject({
      who: 0,
      value: 10,
      column: expect.any(Number) as number,
    });
    expect(json.events.every(({ event, tick }) => event !== undefined && (tick as number) <= json.ticks)).toBe(true);
  });

  test.each([
    [['--verify'], 'error: --verify does nothing without a replay'],
    [['--out', 'x.json'], 'error: --out does nothing without a replay'],
    [['--to-json'], 'error: --to-json does nothing without a replay'],
    [[GOLDEN, '--tick', '5'], 'error: --tick needs --ascii'],
    [[GOLDEN, '--ascii', '--tick', '-1'], 'It must be a whole number from 0 to 5184000.'],
    [[GOLDEN, '--ascii', '--to-json'], 'error: --ascii does nothing beside --to-json'],
    [[GOLDEN, '--ascii', '--verify'], 'error: --verify does nothing beside --ascii'],
    [[GOLDEN, '--url', 'http://localhost'], 'error: --url does nothing beside a file'],
    [[GOLDEN, '--data', '/tmp'], 'error: --data does nothing beside a file'],
    [['no-such-file.json', '--data', '/tmp'], 'error: --data does nothing beside a file'],
    [[ONE, '--data', '/tmp', '--url', 'http://localhost'], 'error: --data does nothing beside --url'],
    [['--url', 'localhost'], 'It must be a URL that begins with http:// or https://.'],
  ])('%j is wrong usage', async (words, says) => {
    const { code, error, lines } = await run(...words);
    expect([code, lines, error.includes(says) ? says : error]).toEqual([2, [], says]);
  });
});
