import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../tools/set-up.js';

const SHUTDOWN = pathToFileURL(join(import.meta.dirname, '..', '..', 'dist', 'cli', 'shutdown.js')).href;
const BUILD_MS_MAX = 120_000;

beforeAll(ensureBuilt, BUILD_MS_MAX);

test.each(['SIGINT', 'SIGTERM'] as const)('[C40] %s drains, and ends with 0 when that is done', async (signal) => {
  const { program } = await run('() => Promise.resolve()');
  program.kill(signal);
  expect(await once(program, 'exit')).toEqual([0, null]);
});

test('[C41] a drain that fails ends with 1', async () => {
  const { program } = await run('() => Promise.reject(new Error("no"))');
  program.kill('SIGTERM');
  expect(await once(program, 'exit')).toEqual([1, null]);
});

test('[C42] a drain that never ends is cut short by another signal, not by an echo of the first', async () => {
  const { program } = await run('() => new Promise(() => {})');
  const startedAt = performance.now();
  const insisting = setInterval(() => program.kill('SIGINT'), 50);
  const [code] = (await once(program, 'exit')) as [number | null];
  clearInterval(insisting);
  expect(code).toBe(130);
  expect(performance.now() - startedAt).toBeGreaterThan(300);
});

test('[C43] an uncaught error is logged, and the exit code is 1 once the log is closed', async () => {
  const { program, said } = await run('() => {}', "setTimeout(() => { throw new Error('broken'); }, 50);");
  expect(await once(program, 'close')).toEqual([1, null]);
  expect(said()).toContain('fatal Error: broken');
  expect(said()).toContain('closed');
});

test('[C43] a write that hangs in the system does not keep it from ending', async () => {
  const { program } = await run('() => Promise.resolve()', '', 'async () => false');
  program.kill('SIGTERM');
  expect(await once(program, 'exit')).toEqual([null, 'SIGKILL']);
});

/** A program that runs until it is asked to stop, and what it has said so far. @param drain and the others are source text. */
async function run(drain: string, then = '', close = "async () => { console.log('closed'); return true; }") {
  const ending = `{ drain: ${drain}, fatal: (error) => console.log('fatal ' + error), close: ${close} }`;
  const source = `import { drainOnSignal } from '${SHUTDOWN}'; drainOnSignal(${ending}); setInterval(() => {}, 1e6);`;
  const args = ['--input-type=module', '--eval', `${source} console.log('ready'); ${then}`];
  const program = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  program.stdout.on('data', (chunk) => (text += String(chunk)));
  await once(program.stdout, 'data');
  return { program, said: () => text };
}
