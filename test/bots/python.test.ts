// The package of learning environments: its own tests, with this repository's packetman.

import { execFile, execFileSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { newFolder } from '../support/new-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'bots/python');
const run = promisify(execFile);

/** The first Python of this machine that is new enough. */
function python(): string | null {
  for (const program of ['python3', '/usr/bin/python3']) {
    try {
      execFileSync(program, ['-c', 'import sys; assert sys.version_info >= (3, 8)'], { stdio: 'ignore' });
      return program;
    } catch {
      // The next one may do.
    }
  }
  return null;
}

const PYTHON = python();

test.skipIf(PYTHON === null)(
  '[PY1] [PY2] [PY3] [PY4] [PY5] [PY6] [PY7] the package passes its own tests over real games in lockstep',
  { timeout: 180_000 },
  async () => {
    const PACKETMAN = `${process.execPath} ${join(ROOT, 'cli/packetman.js')}`;
    const env = { ...process.env, PACKETMAN, PYTHONDONTWRITEBYTECODE: '1' };
    const { stderr } = await run(PYTHON!, ['-m', 'unittest'], { cwd: FOLDER, env });
    expect(stderr).toMatch(/Ran \d\d tests/);
    expect(stderr).toMatch(/\nOK/);
  },
);

test('[PY6] it has the version of the repository', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect(readFileSync(join(FOLDER, 'packetman/__init__.py'), 'utf8')).toContain(`__version__ = "${version}"`);
});

test('[PY4] the tables of its README are those of the code', () => {
  const page = readFileSync(join(FOLDER, 'README.md'), 'utf8');
  const source = readFileSync(join(FOLDER, 'packetman/observation.py'), 'utf8');
  const namesOf = (constant: string) =>
    [...new RegExp(`^${constant} = \\((.*)\\)$`, 'm').exec(source)![1]!.matchAll(/"(\w+)"/g)].map(([, name]) => name!);
  const rows = [...page.matchAll(/^\| (\d) \| (\w+) \|/gm)].map(([, index, name]) => `${index} ${name}`);
  const tables = ['PLANES', 'DIRECTION_FEATURES'].flatMap((constant) =>
    namesOf(constant).map((name, i) => `${i} ${name}`),
  );
  expect(rows).toEqual(tables);
});

test.skipIf(PYTHON === null)(
  '[PY6] pip installs it without fetching anything',
  { timeout: 180_000 },
  async (context) => {
    try {
      execFileSync(PYTHON!, ['-c', 'import pip'], { stdio: 'ignore' });
    } catch {
      context.skip('pip is not on this machine');
    }
    const folder = newFolder();
    cpSync(FOLDER, join(folder, 'source'), { recursive: true });
    const target = join(folder, 'installed');
    const flags = ['--no-index', '--disable-pip-version-check', '--quiet', '--target', target];
    await run(PYTHON!, ['-m', 'pip', 'install', ...flags, join(folder, 'source')]);
    const env = { ...process.env, PYTHONPATH: target };
    const { stdout } = await run(PYTHON!, ['-m', 'packetman.examples.learn', '--help'], { cwd: folder, env });
    expect(stdout).toContain('--generations');
  },
);
