// `packetman arena` as a program: its processes, its files, and how it ends.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { ensureBuilt } from '../../tools/set-up.js';
import { newFolder } from '../support/new-folder.ts';

const PACKETMAN = join(import.meta.dirname, '../../cli/packetman.js');
const BOTS = join(import.meta.dirname, 'bots');
/** Whole games of several programs, on a machine that may be busy. */
const TEST_MS_MAX = 300_000;

beforeAll(ensureBuilt, 120_000);

function arena(...args: string[]): { child: ChildProcess; said: () => string; ended: Promise<number | null> } {
  const child = spawn(process.execPath, [PACKETMAN, 'arena', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += String(chunk)));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, said: () => text, ended };
}

/** What must be the same, by name. */
function exactFiles(folder: string): Record<string, string> {
  const names = [
    'results.json',
    'results.csv',
    ...readdirSync(join(folder, 'replays')).map((name) => `replays/${name}`),
  ];
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));
}

test(
  '[AR1] results and replays have the same bytes with one job and with three',
  async () => {
    const folders = [newFolder(), newFolder()];
    const games = [
      '--bots',
      `"${process.execPath}" "${join(BOTS, 'good.js')}"`,
      'ai:easy',
      '--mode',
      'coop',
      '--games',
      '4',
      // A program that is too slow for a tick would play another game.
      '--think-ms',
      '100000',
    ];
    const runs = folders.map((out, i) => arena(...games, '--seed', '7', '--out', out, '--jobs', String(1 + 2 * i)));
    for (const run of runs) expect([await run.ended, run.said()]).toEqual([0, expect.any(String)]);
    const [one, three] = folders.map(exactFiles);
    expect(Object.keys(one!)).toHaveLength(2 + 4);
    expect(three).toEqual(one);
    expect(runs[0]!.said()).toContain('4 of 4 games');
    expect(readdirSync(folders[0]!)).toEqual(expect.arrayContaining(['report.html', 'timings.json']));
  },
  TEST_MS_MAX,
);

test('[AR8] SIGINT ends all processes, and the report has the games that were over', async () => {
  const folder = newFolder();
  const pids = join(folder, 'pids');
  writeFileSync(pids, '');
  const bot = `"${process.execPath}" "${join(BOTS, 'notes-its-pid.js')}" "${pids}" {host} {port} {code}`;
  const run = arena('--bots', bot, '--mode', 'coop', '--games', '1000', '--jobs', '2', '--out', join(folder, 'out'));
  await expect.poll(() => linesOf(pids).length).toBeGreaterThan(3);
  run.child.kill('SIGINT');
  expect([await run.ended, run.said()]).toEqual([0, expect.any(String)]);
  const results = JSON.parse(readFileSync(join(folder, 'out/results.json'), 'utf8')) as { played: { game: number }[] };
  expect(results.played.length).toBeGreaterThan(0);
  for (const pid of linesOf(pids)) await expect.poll(() => isRunning(Number(pid))).toBe(false);
});

test('[AR8] the programs of an arena that was killed end too', async () => {
  const folder = newFolder();
  const pids = join(folder, 'pids');
  writeFileSync(pids, '');
  const bot = `"${process.execPath}" "${join(BOTS, 'notes-its-pid.js')}" "${pids}" {host} {port} {code}`;
  const run = arena('--bots', bot, '--mode', 'coop', '--games', '1000', '--jobs', '1');
  await expect.poll(() => linesOf(pids).length).toBeGreaterThan(0);
  run.child.kill('SIGKILL');
  await run.ended;
  for (const pid of linesOf(pids)) await expect.poll(() => isRunning(Number(pid))).toBe(false);
});

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').slice(0, -1);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
