// `packetman start --nodes`, as real processes with a real Redis.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { ensureBuilt } from '../../tools/set-up.js';
import { newFolder } from '../support/new-folder.ts';
import { RedisServer } from '../support/redis-server.ts';

const PACKETMAN = join(import.meta.dirname, '../../cli/packetman.js');
const FREE_PORTS = ['--port=0', '--admin-port=0', '--bridge-port=0', '--host=127.0.0.1'];
beforeAll(ensureBuilt, 120_000);

/** What a node logs when it listens. */
interface Listening {
  readonly pid: number;
  readonly port: number;
  readonly config: { readonly node: string; readonly data: string };
}

function listening(line: string): Listening | null {
  return line.includes('game server listening') ? (JSON.parse(line) as Listening) : null;
}

async function startNodes(args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const redis = await RedisServer.start();
  onTestFinished(() => redis.stop());
  const env = { ...process.env, ...variables, REDIS_URL: redis.url };
  const child = spawn(process.execPath, [PACKETMAN, 'start', ...FREE_PORTS, '--log-level=info', ...args], { env });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const seen: string[] = [];
  let changed = (): void => {};
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      seen.push(line);
      changed();
    });
  }
  /** Takes the first line of which this makes something. Lines of two processes may come in either order. */
  const next = async <Found>(found: (line: string) => Found | null): Promise<Found> => {
    for (let looked = 0; ;) {
      for (; looked < seen.length; looked++) {
        const result = found(seen[looked]!);
        if (result === null) continue;
        seen.splice(looked, 1);
        return result;
      }
      await new Promise<void>((resolve) => (changed = resolve));
    }
  };
  const line = (pattern: RegExp) => next((text) => pattern.exec(text));
  /** The nodes that listen next, by name. */
  const nodes = async (count: number): Promise<readonly Listening[]> => {
    const all: Listening[] = [];
    while (all.length < count) all.push(await next(listening));
    return all.toSorted((one, other) => one.config.node.localeCompare(other.config.node));
  };
  return { child, ended, redis, line, nodes };
}

test('[C69] --nodes without a Redis is one line and exit code 2', () => {
  const env = { ...process.env };
  delete env['REDIS_URL'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [PACKETMAN, 'start', ...FREE_PORTS, '--nodes=2'], {
    encoding: 'utf8',
    env,
  });
  expect(stderr).toBe('error: --nodes needs the address of a Redis in the variable REDIS_URL\n');
  expect([stdout, status]).toEqual(['', 2]);
});

test('[C70] the ports of nodes are 10 apart, and none may be that of the bridge or of another node, or too large', () => {
  const run = (ports: readonly string[]) =>
    spawnSync(process.execPath, [PACKETMAN, 'start', '--nodes=3', ...ports], {
      encoding: 'utf8',
      env: { ...process.env, REDIS_URL: 'redis://127.0.0.1:1' },
    });
  const same = run(['--port=8060', '--bridge-port=8080']);
  expect(same.stderr).toBe('error: port of node-3 and the port of the bridge are both 8080\n');
  expect(same.status).toBe(2);
  const large = run(['--admin-port=65520']);
  expect(large.stderr).toBe('error: --admin-port: node-3 would have port 65540, above 65535\n');
  expect(large.status).toBe(2);
  const twice = run(['--port=9000', '--admin-port=9010']);
  expect(twice.stderr).toBe('error: admin-port of node-1 and port of node-2 are both 9010\n');
  expect(twice.status).toBe(2);
});

test('[C69] what is wrong with the address of Redis is said once, for all nodes, without its password', () => {
  const { status, stderr } = spawnSync(process.execPath, [PACKETMAN, 'start', ...FREE_PORTS, '--nodes=3'], {
    encoding: 'utf8',
    env: { ...process.env, REDIS_URL: 'redis://user:secret@127.0.0.1/one' },
  });
  expect(stderr).toBe('error: REDIS_URL: a database of Redis is a number\n');
  expect(status).toBe(2);
});

test('[C69] [C68] nodes have names, ports and folders of their own; one that crashes comes back, and all are restarted in turn', async () => {
  const data = newFolder();
  const { child, ended, line, nodes } = await startNodes(['--nodes=2', '--no-api', `--data=${data}`]);
  const first = await nodes(2);
  expect(first.map(({ config }) => config.node)).toEqual(['node-1', 'node-2']);
  expect(first[0]!.port).not.toBe(first[1]!.port);
  const [, page] = await line(/play: +(.*)/);
  const [, bots] = await line(/bots: +(.*)/);
  for (const { port } of first) expect(bots).toContain(`tcp://localhost:${port}`);
  for (const name of ['node-1', 'node-2']) expect(existsSync(join(data, 'nodes', name, 'node.lock'))).toBe(true);

  process.kill(first[1]!.pid, 'SIGKILL');
  await line(/node-2 ended \(SIGKILL\), starting it again at once/);
  // Each node answers what is asked of the game server.
  expect((await fetch(`${page}api/rooms`)).status).toBe(200);
  const [again] = await nodes(1);
  expect(again).toMatchObject({ port: first[1]!.port, config: { node: 'node-2' } });

  child.kill('SIGUSR2');
  const restarted = await nodes(2);
  await line(/rolling restart is complete/);
  expect(restarted.map(({ port }) => port)).toEqual(first.map(({ port }) => port));
  for (const { pid } of restarted) expect([first[0]!.pid, again!.pid]).not.toContain(pid);
  child.kill('SIGTERM');
  expect((await ended)[0]).toBe(0);
});

test('[C69] the bridge of several nodes asks the API and the nodes for what is theirs', async () => {
  const { line } = await startNodes(['--nodes=2', `--data=${newFolder()}`], {
    ...{ PACKETMAN_START_NO_API: '0', PACKETMAN_API_PORT: '0', PACKETMAN_API_ADMIN_PORT: '0' },
  });
  const [, page = ''] = await line(/play: +(\S+)/);
  const ask = async (path: string, method = 'GET') => (await fetch(new URL(path, page), { method })).status;
  // The addresses are printed before an API that takes long to start.
  await expect.poll(() => ask('/api/daily')).toBe(200);
  expect([await ask('/monitor'), await ask('/records'), await ask('/api/daily')]).toEqual([200, 200, 200]);
  expect([await ask('/api/rooms'), await ask('/api/replays')]).toEqual([200, 200]);
  // Only the API takes changes.
  expect(await ask('/api/tickets', 'POST')).not.toBe(405);
});

test('[C71] a node whose folder another one uses ends start with 2', async () => {
  const data = newFolder();
  const { line, redis } = await startNodes(['--nodes=1', '--no-api', `--data=${data}`]);
  await line(/play: /);
  const { status, stderr } = spawnSync(
    process.execPath,
    [PACKETMAN, 'server', '--port=0', '--admin-port=0', '--node=node-1', `--data=${data}`, '--log-level=silent'],
    { encoding: 'utf8', env: { ...process.env, REDIS_URL: redis.url } },
  );
  expect(stderr).toBe(
    `error: the data folder ${join(data, 'nodes', 'node-1')} is used by another server: give each node of this machine another name with --node\n`,
  );
  expect(status).toBe(2);
});
