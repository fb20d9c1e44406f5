import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { internalBearer, isInternalBearer, openHandoverKey } from '#handover';
import { ensureBuilt } from '../../tools/set-up.js';
import { newFolder } from '../support/new-folder.ts';

const MODULE = join(import.meta.dirname, '../../dist/handover/index.js');

test('[HO1] the first to open it makes the key, for its user alone, and the next reads it', () => {
  const file = join(newFolder(), 'data', 'handover.key');
  const key = openHandoverKey(file);
  expect(key.length).toBe(32);
  expect(openHandoverKey(file)).toEqual(key);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(file, '..'))).toEqual(['handover.key']);
});

test('[HO1] programs that start at once have one key', async () => {
  await ensureBuilt();
  const file = join(newFolder(), 'handover.key');
  const script = `import(${JSON.stringify(MODULE)}).then(({ openHandoverKey }) => process.stdout.write(openHandoverKey(process.argv[1]).toString('hex')))`;
  const keys = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const child = spawn(process.execPath, ['-e', script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
      let output = '';
      child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
      await once(child, 'close');
      return output;
    }),
  );
  expect(new Set(keys)).toEqual(new Set([readFileSync(file, 'hex')]));
});

test('[HO1] a file of another length, or none that can be read, is an error', () => {
  const folder = newFolder();
  const short = join(folder, 'short');
  writeFileSync(short, 'abc');
  expect(() => openHandoverKey(short)).toThrow('3 bytes instead of 32');
  mkdirSync(join(folder, 'folder'));
  expect(() => openHandoverKey(join(folder, 'folder'))).toThrow('EISDIR');
});

test('[HO2] only the bearer of this key passes', () => {
  const key = openHandoverKey(join(newFolder(), 'a'));
  const other = openHandoverKey(join(newFolder(), 'b'));
  expect(isInternalBearer(internalBearer(key), key)).toBe(true);
  for (const header of [
    undefined,
    '',
    'Bearer ',
    internalBearer(other),
    `${internalBearer(key)} `,
    internalBearer(key).slice(0, -1),
  ]) {
    expect(isInternalBearer(header, key)).toBe(false);
  }
});
