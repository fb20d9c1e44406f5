// Token files that change under the bridge: links that lead elsewhere, files that cannot be read for a while, many clients.

import { rename, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as processModule from '#process';
import { afterEach, expect, test, vi } from 'vitest';
import { tokenFiles } from '../../../bridge/routes/token-files.ts';
import { addressText } from '../../../bridge/target/address.ts';
import { openFolder } from '../support.ts';

/** Which files cannot be read, and how often one was. */
const disk = vi.hoisted(() => ({ fails: 'none', reads: 0 }));

vi.mock('#process', async (original) => {
  const real = await original<typeof processModule>();
  return {
    ...real,
    readTextLater(path: string) {
      disk.reads += 1;
      if (!path.endsWith(disk.fails)) return real.readTextLater(path);
      return Promise.reject(Object.assign(new Error('too many open files'), { code: 'EMFILE' }));
    },
  };
});

afterEach(() => void Object.assign(disk, { fails: 'none', reads: 0 }));

type Files = ReturnType<typeof tokenFiles>;

async function targetOf(files: Files, token: string): Promise<string> {
  const found = await files.targetsOf(token);
  if (found === null) return 'no such token';
  return 'refusal' in found ? found.refusal : found.targets.map(addressText).join();
}

test('[B70] a link that leads to another file is read again, also one of the same size and time', async () => {
  const folder = await openFolder();
  const old = new Date(1000);
  for (const [name, token] of Object.entries({ one: 'red', two: 'sky' })) {
    await writeFile(join(folder, name), `${token}: a.example:1\n`);
    await utimes(join(folder, name), old, old);
  }
  const link = join(folder, 'link');
  await symlink('one', link);
  const files = tokenFiles(link);
  expect(await targetOf(files, 'red')).toBe('a.example:1');
  await symlink('two', `${link}~`);
  await rename(`${link}~`, link);
  expect(await targetOf(files, 'red')).toBe('no such token');
  expect(await targetOf(files, 'sky')).toBe('a.example:1');
});

test('[B70] a file is read again when a tool has kept its size and its time', async () => {
  const file = join(await openFolder(), 'tokens');
  await writeFile(file, 'red: a.example:1\n');
  await utimes(file, 1, 1);
  const files = tokenFiles(file);
  expect(await targetOf(files, 'red')).toBe('a.example:1');
  await writeFile(file, 'sky: a.example:1\n');
  await utimes(file, 1, 1);
  expect(await targetOf(files, 'red')).toBe('no such token');
});

test.each([false, true])('[B70] a file that cannot be read now is read later, once: %s', async (isReadOnce) => {
  const file = join(await openFolder(), 'tokens');
  await writeFile(file, 'red: a.example:1\n');
  disk.fails = 'tokens';
  const files = tokenFiles(file, isReadOnce);
  expect(await targetOf(files, 'red')).toBe('tokens-unavailable');
  disk.fails = 'none';
  expect(await targetOf(files, 'red')).toBe('a.example:1');
});

test('[B73] a file that cannot be read now is as it was, and nothing is revoked', async () => {
  const folder = await openFolder();
  await writeFile(join(folder, 'a'), 'red: a.example:1\n');
  await writeFile(join(folder, 'b'), 'sky: a.example:2\n');
  const files = tokenFiles(folder);
  expect(await targetOf(files, 'sky')).toBe('a.example:2');
  disk.fails = 'b';
  await writeFile(join(folder, 'a'), '');
  await writeFile(join(folder, 'b'), 'new: a.example:3\n');
  expect(await targetOf(files, 'sky')).toBe('a.example:2');
  expect(await targetOf(files, 'red')).toBe('tokens-unavailable');
  await expect(files.revocation!.missing(['red', 'sky'])).rejects.toThrow('can be read');
  disk.fails = 'none';
  expect(await files.revocation!.missing(['red', 'sky'])).toEqual(['red', 'sky']);
  expect(await targetOf(files, 'new')).toBe('a.example:3');
});

test('[B70] of many clients who come at once each gets the tokens of now, and the file is read once', async () => {
  const file = join(await openFolder(), 'tokens');
  await writeFile(file, 'red: a.example:1\n');
  const files = tokenFiles(file);
  const answers = await Promise.all(Array.from({ length: 50 }, () => targetOf(files, 'red')));
  expect([new Set(answers).size, disk.reads]).toEqual([1, 1]);
  const under = Array.from({ length: 50 }, () => targetOf(files, 'sky'));
  await writeFile(file, 'sky: a.example:1\n');
  expect(await targetOf(files, 'sky')).toBe('a.example:1');
  await Promise.all(under);
});

test('[B70] lines that name no target are logged by their number, once for each content, and never what is in them', async () => {
  const file = join(await openFolder(), 'tokens');
  await writeFile(
    file,
    '# ours\n\nred: a.example:1\nsky a.example:1\ngold: a.example:1 # note\nme: a.example\n\xff: b:1',
  );
  const told: unknown[] = [];
  const files = tokenFiles(file, false, (path, lines) => told.push([path, lines]));
  expect(await targetOf(files, 'red')).toBe('a.example:1');
  expect(await targetOf(files, '\xff')).toBe('b:1');
  expect(told).toEqual([[file, [4, 5, 6]]]);
  await writeFile(file, 'red: a.example:2\n');
  expect(await targetOf(files, 'red')).toBe('a.example:2');
  expect(told).toHaveLength(1);
});

test('[B70] a token may have spaces and colons, and an IPv6 address no brackets', async () => {
  const file = join(await openFolder(), 'tokens');
  await writeFile(file, 'my desk:1: ::1:5900\n\ttab:\t[::1]:5901\r\nsame: h:1\nsame: h:2\n');
  const files = tokenFiles(file);
  const found = await Promise.all(['my desk:1', 'tab', 'same'].map((token) => targetOf(files, token)));
  expect(found).toEqual(['[::1]:5900', '[::1]:5901', 'h:2']);
});
