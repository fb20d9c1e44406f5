// `packetman start` with the API as its third program, as real processes.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { ensureBuilt } from '../../tools/set-up.js';
import { newFolder } from '../support/new-folder.ts';

const PACKETMAN = join(import.meta.dirname, '../../cli/packetman.js');
const FREE_PORTS = ['--port=0', '--admin-port=0', '--bridge-port=0'];
beforeAll(ensureBuilt, 120_000);

interface Started {
  /** Lines of both outputs, until and with the one that is waited for. */
  until(pattern: RegExp): Promise<string[]>;
  /** The address of the page. */
  readonly page: string;
  /** Ends it. @returns its exit code */
  end(): Promise<number | null>;
}

async function start(args: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<Started> {
  const env = { ...process.env, PACKETMAN_START_NO_API: '0', ...variables };
  const child = spawn(process.execPath, [PACKETMAN, 'start', ...FREE_PORTS, ...args], { env });
  onTestFinished(() => void child.kill('SIGTERM'));
  const seen: string[] = [];
  let changed = (): void => {};
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      seen.push(line);
      changed();
    });
  }
  const until = async (pattern: RegExp): Promise<string[]> => {
    for (;;) {
      const index = seen.findIndex((line) => pattern.test(line));
      if (index >= 0) return seen.splice(0, index + 1);
      await new Promise<void>((resolve) => (changed = resolve));
    }
  };
  const lines = await until(/admin: /);
  const page = /play: +(\S+)/.exec(lines.join('\n'))?.[1] ?? '';
  seen.unshift(...lines);
  return {
    until,
    page,
    async end() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = (await exited) as [number | null];
      return code;
    },
  };
}

async function statusOf(page: string, path: string): Promise<number> {
  const answer = await fetch(new URL(path, page));
  await answer.text();
  return answer.status;
}

test('[C63] start runs the API behind the page, and the game server answers its own paths below /api', async () => {
  const data = join(newFolder(), 'data');
  const { page, until, end } = await start([`--data=${data}`]);
  const [desk] = (await until(/desk: /)).slice(-1);
  expect(desk).toBe(`  desk:   ${page}monitor`);
  // The addresses are printed before an API that takes long to start.
  await expect.poll(() => statusOf(page, '/api/openapi.json')).toBe(200);
  expect(await (await fetch(new URL('/api/openapi.json', page))).json()).toMatchObject({ openapi: '3.1.0' });
  expect(await (await fetch(new URL('/api/rooms', page))).json()).toEqual([]);
  expect(await end()).toBe(0);
});

test('[C64] an API with a broken database leaves play going, and says so', async () => {
  const data = newFolder();
  mkdirSync(join(data, 'api.sqlite'));
  const { page, until, end } = await start([`--data=${data}`]);
  // On standard error, which may be read before or after the addresses.
  const lines = await until(/^packetman: the API does not run/);
  const said = lines.filter((line) => line.includes('API') || line.includes('database'));
  expect(said).toEqual([
    expect.stringMatching(/^error: cannot open the database .*api\.sqlite: /),
    'packetman: the API does not run: everybody can play, without accounts and records',
  ]);
  expect(await statusOf(page, '/')).toBe(200);
  expect(await statusOf(page, '/api/rooms')).toBe(200);
  expect(await statusOf(page, '/api/openapi.json')).toBe(502);
  expect(await end()).toBe(0);
});

test('[C65] --no-api runs none, and leaves no database', async () => {
  const data = newFolder();
  const { page, end } = await start([`--data=${data}`, '--no-api']);
  expect(await statusOf(page, '/api/rooms')).toBe(200);
  expect(await statusOf(page, '/api/openapi.json')).toBe(404);
  expect(await end()).toBe(0);
});
