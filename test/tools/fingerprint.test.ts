// When `packetman` in a clone builds again.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtFolders, fingerprint, isBuilt, PAGE_FOLDERS, stampBuild } from '../../tools/fingerprint.js';
import { newFolder } from '../support/new-folder.ts';

const ROOT = join(import.meta.dirname, '../..');

test('a change in any folder that is built makes a build stale, a document does not', () => {
  const root = newFolder();
  const folders = [...builtFolders(ROOT), ...PAGE_FOLDERS];
  for (const folder of [...folders, 'dist']) mkdirSync(join(root, folder));
  writeFileSync(join(root, 'tsconfig.build.json'), JSON.stringify({ include: builtFolders(ROOT) }));
  for (const file of ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.types.json']) {
    writeFileSync(join(root, file), '{}');
  }
  expect(isBuilt(root)).toBe(false);
  expect(folders).toEqual(expect.arrayContaining(['arena', 'terminal-client', 'process']));
  for (const folder of folders) {
    stampBuild(root, fingerprint(root));
    expect(isBuilt(root)).toBe(true);
    writeFileSync(join(root, folder, 'README.md'), 'text');
    expect(isBuilt(root)).toBe(true);
    writeFileSync(join(root, folder, 'main.ts'), 'code');
    expect([folder, isBuilt(root)]).toEqual([folder, false]);
  }
});
