import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from '../../tools/lock.js';

let folder = '';
let lock = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packetman-lock-'));
  lock = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('[C10] only one at a time is inside, and nothing is left behind', async () => {
  let inside = 0;
  const seen: number[] = [];
  const work = async () => {
    seen.push(++inside);
    await new Promise(setImmediate);
    inside--;
  };
  await Promise.all([1, 2, 3].map(() => withLock(lock, work)));
  expect(seen).toEqual([1, 1, 1]);
  expect(readdirSync(folder)).toEqual([]);
});

test('[C11] it is given back when the work throws', async () => {
  await expect(withLock(lock, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network');
  expect(existsSync(lock)).toBe(false);
  expect(await withLock(lock, () => Promise.resolve('next'))).toBe('next');
});

test('[C12] the lock of a process that has died is free', async () => {
  leaveLockOf(deadProcess());
  expect(await withLock(lock, () => Promise.resolve('mine'))).toBe('mine');
});

test('[C13] the lock of a living process is waited for', async () => {
  leaveLockOf(process.ppid);
  const order: string[] = [];
  const waiting = withLock(lock, () => Promise.resolve(order.push('mine')));
  await new Promise(setImmediate);
  order.push('theirs ends');
  rmSync(lock, { recursive: true });
  await waiting;
  expect(order).toEqual(['theirs ends', 'mine']);
});

test('[C14] an empty lock, left by a process that died while it released it, is free', async () => {
  mkdirSync(lock);
  expect(await withLock(lock, () => Promise.resolve('mine'))).toBe('mine');
});

function leaveLockOf(pid: number): void {
  mkdirSync(lock);
  writeFileSync(join(lock, String(pid)), '');
}

function deadProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}
