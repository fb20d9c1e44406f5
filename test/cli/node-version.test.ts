import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../tools/set-up.js';

const ROOT = join(import.meta.dirname, '..', '..');
const BUILD_MS_MAX = 120_000;

beforeAll(ensureBuilt, BUILD_MS_MAX);

test('[C1] a version of Node that cannot install or build it is told which one is needed', async () => {
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { engines: { node: string } };
  expect(engines.node).toBe('^20.19 || >=22.12');
  const answers = await Promise.all(['18.20.8', '20.18.3', '21.7.3', '22.11.0'].map(answerOn));
  expect(answers).toEqual([
    'packetman needs Node 20.19, or 22.12 or newer: this is 18.20.8\n',
    'packetman needs Node 20.19, or 22.12 or newer: this is 20.18.3\n',
    'packetman needs Node 20.19, or 22.12 or newer: this is 21.7.3\n',
    'packetman needs Node 20.19, or 22.12 or newer: this is 22.11.0\n',
  ]);
  expect(await Promise.all(['20.19.0', '22.12.0', '24.0.0'].map(answerOn))).toEqual(['', '', '']);
});

/** @returns what `packetman --version` writes to stderr when Node says that it has this version */
async function answerOn(version: string): Promise<string> {
  const pretence = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  const flags = ['--import', `data:text/javascript,${encodeURIComponent(pretence)}`];
  const run = promisify(execFile)(process.execPath, [...flags, 'cli/packetman.js', '--version'], { cwd: ROOT });
  const { stderr } = await run.catch((error: { stderr: string }) => error);
  return stderr;
}
