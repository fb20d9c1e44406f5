// The journal's lock between real processes, and the server on a disk that fails.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { ensureBuilt } from '../../tools/set-up.js';
import { newFolder } from '../support/new-folder.ts';
import { CAN, PACKETMAN, Program } from './program.ts';

beforeAll(ensureBuilt, 120_000);

const FREE_PORTS = ['--host=127.0.0.1', '--port=0', '--admin-port=0'];
const env = { ...process.env, PACKETMAN_SERVER_NO_JOURNAL: '0' };

function flags(data: string): string[] {
  return [...FREE_PORTS, '--log-level=silent', `--data=${data}`];
}

function inUse(data: string): string {
  return `error: the data folder ${data} is used by another server: choose one with --data, or start with --no-journal\n`;
}

test('[PF40] a second server, alone or under `start`, says that the folder is used and exits with 2', async () => {
  const data = newFolder();
  await Program.start('server', flags(data), { env });
  for (const args of [
    ['server', ...flags(data)],
    ['start', ...FREE_PORTS, '--bridge-port=0', `--data=${data}`],
  ]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [PACKETMAN, ...args], { encoding: 'utf8', env });
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: inUse(data) });
  }
  // Neither of them needs the folder.
  const beside = await Program.start('server', [...flags(data), '--no-journal'], { env });
  await expect(beside.metric('journal_on')).rejects.toThrow('no metric');
  await Program.start('server', flags(newFolder()), { env });
});

test('[PF40] a server that was killed leaves no lock', async () => {
  const data = newFolder();
  for (let round = 0; round < 3; round++) {
    const server = await Program.start('server', flags(data), { env });
    expect(await server.metric('journal_on')).toBe(1);
    expect(await server.stop('SIGKILL')).toEqual([null, 'SIGKILL']);
  }
  const last = await Program.start('server', flags(data), { env });
  expect(await last.stop()).toEqual([0, null]);
  expect(readdirSync(join(data, 'journal'))).toEqual([]);
});

test('[PF40] of servers that start at once exactly one gets the folder', async () => {
  const data = newFolder();
  const programs = Array.from({ length: 6 }, () => {
    const child = spawn(process.execPath, [PACKETMAN, 'server', ...flags(data)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...env, PACKETMAN_SUPERVISED: '1' },
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return outcome(child);
  });
  const outcomes = await Promise.all(programs);
  expect(outcomes.filter((each) => each === 'listens')).toHaveLength(1);
  expect(outcomes.filter((each) => each === 2)).toHaveLength(5);
});

test.skipIf(!CAN.mount)(
  '[PF41] the lock holds between containers, in each of which the server is process 1',
  async () => {
    const data = newFolder();
    const inContainer = [
      '-rpfm',
      '--mount-proc',
      '--kill-child',
      process.execPath,
      PACKETMAN,
      'server',
      ...flags(data),
    ];
    const first = spawn('unshare', inContainer, { stdio: 'ignore', env });
    onTestFinished(() => void first.kill('SIGKILL'));
    await expect.poll(() => existsSync(join(data, 'journal', '00000001.log'))).toBe(true);
    const { status, stderr } = spawnSync('unshare', inContainer, { encoding: 'utf8', env });
    expect({ status, stderr }).toEqual({ status: 2, stderr: inUse(data) });
    const ended = once(first, 'exit');
    first.kill('SIGKILL');
    await ended;
    const next = await Program.start('server', flags(data), { env });
    expect(await next.metric('journal_on')).toBe(1);
  },
);

test('[PF42] a data folder that cannot be made stops nothing: the server plays without a journal', async () => {
  const server = await Program.start('server', flags('/proc/no/such/folder'), { env });
  expect(await server.metric('journal_on')).toBe(0);
  await expect.poll(() => server.metric('journal_failures_total')).toBeGreaterThan(0);
  expect(await server.get('/healthz')).toBe('ok\n');
  expect(await server.stop()).toEqual([0, null]);
});

/** Whether a program listens, or with which code it has exited. */
async function outcome(child: ChildProcess): Promise<'listens' | number | null> {
  return new Promise((resolve) => {
    child.on('message', (message) => {
      if (typeof message === 'object' && 'listening' in message) resolve('listens');
    });
    child.once('exit', (code) => resolve(code));
  });
}
