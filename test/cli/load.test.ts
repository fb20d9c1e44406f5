import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { gameServerConfig } from '../../game-server/config.ts';
import { startGameServer } from '../../game-server/main.ts';
import { ensureBuilt } from '../../tools/set-up.js';
import { listeningOf } from '../support/listening.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const BUILD_MS_MAX = 120_000;

beforeAll(ensureBuilt, BUILD_MS_MAX);

test.each(['SIGINT', 'SIGTERM'] as const)(
  '[LD9] %s, and its echo, ends a load test of two workers with a report and 0',
  async (signal) => {
    const { lobby, port, adminPort } = await startServer();
    const target = ['--host=127.0.0.1', `--port=${port}`, `--admin-url=http://127.0.0.1:${adminPort}`];
    const load = run(['load', '--clients=8', '--workers=2', '--seconds=600', ...target]);
    await load.line((line) => line.startsWith('connecting: 8 of 8'));
    load.child.kill(signal);
    load.child.kill(signal);
    expect(await load.ended).toEqual([0, null]);
    expect(load.lines.join('\n')).toContain('8 of 8 connected, 0 lost');
    await expect.poll(() => lobby.roomCount).toBe(0);
  },
);

test('[LD9] a second signal ends a program of this folder at once', async () => {
  const module = pathToFileURL(join(ROOT, 'dist', 'bots', 'stop-signal.js')).href;
  const source = `import { stopSignal } from '${module}'; setInterval(() => {}, 1e6);
    stopSignal().signal.onabort = () => console.log('stopping');
    console.log('ready');`;
  const program = run([], ['--input-type=module', '--eval', source]);
  await program.line((line) => line === 'ready');
  const insisting = setInterval(() => program.child.kill('SIGINT'), 50);
  expect(await program.ended).toEqual([null, 'SIGINT']);
  clearInterval(insisting);
  expect(program.lines).toEqual(['ready', 'stopping']);
});

/** Much more than a busy machine takes from it: what the load generator itself stood still does not count. */
const STALL_MS = 3000;

test('[LD10] a server that stalls for seconds fails the expectations', async () => {
  const env = { ...process.env, PACKETMAN_SUPERVISED: '1' };
  const flags = ['server', '--host=127.0.0.1', '--port=0', '--admin-port=0', '--log-level=silent'];
  const server = spawn(process.execPath, [join(ROOT, 'dist', 'cli', 'main.js'), ...flags], {
    ...{ env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
  });
  onTestFinished(() => void server.kill('SIGKILL'));
  const listening = await listeningOf(server);
  const target = [
    ...['--host=127.0.0.1', `--port=${listening.port}`, `--admin-url=http://127.0.0.1:${listening.adminPort}`],
    ...['--expect=update_interval_p99<200ms', '--expect=tick_lateness_p99<200ms'],
  ];
  const load = run(['load', '--clients=4', '--seconds=7', '--settle=0', ...target]);
  await load.line((line) => line.startsWith('connecting: 4 of 4'));
  server.kill('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, STALL_MS));
  server.kill('SIGCONT');
  expect(await load.ended).toEqual([1, null]);
  const report = load.lines.join('\n');
  expect(report).toMatch(/NOT AS EXPECTED: update_interval_p99<200ms, was [1-9]\d{3} ms/);
  expect(report).toMatch(/NOT AS EXPECTED: tick_lateness_p99<200ms, was [1-9]\d{3} ms/);
  expect(report).toMatch(/gaps +no updates for [1-9]\.\d s/);
});

test('[LD4] a folder that cannot be made is an error before the test', async () => {
  const load = run(['load', '--port=1', '--out', join(import.meta.filename, 'reports')]);
  expect(await load.ended).toEqual([1, null]);
  expect(load.errors).toEqual([expect.stringMatching(/^packetman: no report can be written to .*: ENOTDIR/)]);
  expect(load.lines).toEqual([]);
});

async function startServer() {
  const config = gameServerConfig({ host: '127.0.0.1', port: 0, adminPort: 0 });
  const server = await startGameServer(config, pino({ level: 'silent' }));
  onTestFinished(() => server.drain());
  return server;
}

/** A program whose lines can be waited for: `packetman` with arguments, or what Node is given instead. */
function run(args: readonly string[], program: readonly string[] = [join(ROOT, 'dist', 'cli', 'main.js')]) {
  const child = spawn(process.execPath, [...program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  const errors: string[] = [];
  const output = createInterface(child.stdout);
  output.on('line', (line) => lines.push(line));
  createInterface(child.stderr).on('line', (line) => errors.push(line));
  const ended = once(child, 'close');
  const line = (isIt: (line: string) => boolean) =>
    new Promise<void>((resolve) => output.on('line', (each) => isIt(each) && resolve()));
  return { child, lines, errors, ended, line };
}
