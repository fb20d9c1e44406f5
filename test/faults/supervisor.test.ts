// Programs that are stopped, by themselves or together with their supervisor; and a supervisor to which nobody listens.

import { execFileSync, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { LIMITS, Supervised } from '../../cli/supervisor.ts';
import { ensureBuilt } from '../../tools/set-up.js';
import { childOf, readProcess } from './processes.ts';
import { CAN, PACKETMAN } from './program.ts';

const DIST = join(import.meta.dirname, '../../dist/cli');
/** More than a busy machine stands still while it loads a program. */
const SILENCE_MS = 5000;

// What is forked is built, and takes no flags of the test runner's.
process.execArgv = [];

beforeAll(ensureBuilt, 120_000);

test.each([
  [
    'game server',
    (port: number) => ['server', '--host=127.0.0.1', `--port=${port}`, '--admin-port=0', '--log-level=silent'],
  ],
  ['bridge', (port: number) => ['bridge', '--log-level=silent', `127.0.0.1:${port}`, '127.0.0.1:9']],
] as const)('[PF10] a %s that is stopped is ended, and comes back on its port', async (name, args) => {
  const lines: string[] = [];
  const child = new Supervised(
    {
      name,
      program: name === 'bridge' ? 'bridge' : 'server',
      module: join(DIST, 'main.js'),
      args: (picked) => [...args(picked?.['port'] ?? 0)],
      log: (line) => lines.push(line),
    },
    { ...LIMITS, silenceMs: SILENCE_MS },
  );
  onTestFinished(() => child.kill());
  const { port } = await child.start();
  const first = child.pid!;
  process.kill(first, 'SIGSTOP');
  await expect.poll(() => child.pid ?? first).not.toBe(first);
  expect(lines).toEqual([
    `the ${name} sent no heartbeat within ${SILENCE_MS / 1000} s, ending it`,
    `the ${name} ended (SIGKILL), starting it again at once`,
  ]);
  await expect.poll(() => existsOn(port!)).toBe(true);
  expect(child.ports['port']).toBe(port);
  await child.drain();
});

test('[PF11] stopped together with its supervisor, and going on after it, a program is not restarted', async () => {
  const supervisor = supervisorOfServer(`
process.on('SIGCONT', () => {
  setTimeout(() => process.kill(child.pid, 'SIGCONT'), ${SILENCE_MS / 8});
  new LoopTimeout(${SILENCE_MS * 1.2}, () => console.log('long after'));
});`);
  const pid = await supervisor.firstPid();
  process.kill(supervisor.process.pid!, 'SIGSTOP');
  process.kill(pid, 'SIGSTOP');
  // Time in which both stand still is what this is about; more of it changes nothing.
  await wait(SILENCE_MS * 1.2);
  process.kill(supervisor.process.pid!, 'SIGCONT');
  await expect.poll(() => supervisor.lines).toContain('long after');
  const ended = once(supervisor.process, 'exit');
  supervisor.process.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(supervisor.lines).toEqual([String(pid), 'long after']);
});

test.runIf(process.platform === 'linux')(
  '[PF12] the reader of `start` goes: it still looks after its children',
  async () => {
    const args = [PACKETMAN, 'start', '--port=0', '--bridge-port=0', '--admin-port=0'];
    const program = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void program.kill('SIGKILL'));
    let text = '';
    program.stdout.on('data', (chunk) => (text += String(chunk)));
    await expect.poll(() => text).toMatch(/admin: +\S+\n/);
    const admin = /admin: +(\S+)/.exec(text)?.[1] ?? '';
    program.stdout.destroy();
    program.stderr.destroy();
    const before = childOf(program.pid!, 'server');
    process.kill(before!, 'SIGKILL');
    await expect.poll(() => childOf(program.pid!, 'server') ?? before).not.toBe(before);
    await expect
      .poll(() =>
        fetch(new URL('/healthz', admin)).then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(200);
    const ended = once(program, 'exit');
    program.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  },
);

test.each([
  ['server', ['--host=127.0.0.1', '--port=0', '--admin-port=0']],
  ['bridge', ['127.0.0.1:0', '127.0.0.1:9']],
] as const)('[PF13] the supervisor of a %s goes while that is being loaded: it ends too', async (name, flags) => {
  const child = fork(join(DIST, 'main.js'), [name, ...flags, '--log-level=silent'], {
    env: { ...process.env, PACKETMAN_SUPERVISED: '1' },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  // Its first sign of life comes before all else.
  await once(child, 'message');
  const ended = once(child, 'exit');
  child.disconnect();
  expect(await ended).toEqual([0, null]);
});

test.skipIf(!CAN.lowerLimit)('[PF14] a supervisor that cannot start a child again tries until it can', async () => {
  const supervisor = supervisorOfServer();
  const pid = await supervisor.firstPid();
  const limit = (value: string) =>
    execFileSync('prlimit', ['--pid', String(supervisor.process.pid), `--nofile=${value}`]);
  limit('8:1024');
  process.kill(pid, 'SIGKILL');
  const failed = /the game server ended \(spawn .*EMFILE\), starting it again/;
  await expect.poll(() => supervisor.lines.join('\n')).toMatch(failed);
  limit('1024:1024');
  await expect.poll(() => childOf(supervisor.process.pid!, 'server')).not.toBeNull();
  const ended = once(supervisor.process, 'exit');
  supervisor.process.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

const hasTerminals = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

test.runIf(hasTerminals).each([
  ['bridge', 'bridge 127.0.0.1:0 127.0.0.1:9', 'bridge listens', 'configuration read again'],
  ['server', 'server --port=0 --admin-port=0', 'game server listening', 'SIGHUP: nothing is read again'],
])(
  '[PF15] the terminal of a %s is closed: it ends, which SIGHUP alone does not make it do',
  async (name, args, listening, hungUp) => {
    const command = `exec '${process.execPath}' '${PACKETMAN}' ${args}`;
    const terminal = spawn('script', ['-qc', command, '/dev/null'], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void terminal.kill('SIGKILL'));
    let text = '';
    terminal.stdout.on('data', (chunk) => (text += String(chunk)));
    await expect.poll(() => text).toContain(listening);
    const pid = /"pid":(\d+)/.exec(text)?.[1] ?? '';
    onTestFinished(() => void spawnSync('kill', ['-KILL', pid]));
    expect(readProcess(pid, 'cmdline')).toContain(name);

    // SIGHUP while the terminal is there.
    process.kill(Number(pid), 'SIGHUP');
    await expect.poll(() => text).toContain(hungUp);
    terminal.kill('SIGKILL');
    await expect.poll(() => readProcess(pid, 'cmdline')).toBe('');
  },
);

/** A process that supervises a game server, prints its process id, and drains it at SIGTERM. @param more of its source */
function supervisorOfServer(more = '') {
  const built = (name: string) => pathToFileURL(join(DIST, name)).href;
  const source = `import { Supervised, LIMITS } from '${built('supervisor.js')}';
import { LoopTimeout } from '${built('loop-timeout.js')}';
process.execArgv = [];
const args = () => ['server', '--host=127.0.0.1', '--port=0', '--admin-port=0', '--log-level=silent'];
const plan = { name: 'game server', program: 'server', module: '${join(DIST, 'main.js')}', args, log: console.log };
const child = new Supervised(plan, { ...LIMITS, silenceMs: ${SILENCE_MS} });
await child.start();
process.on('SIGTERM', () => child.drain().then(() => process.exit()));
${more}
console.log(child.pid);`;
  const supervisor = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void supervisor.kill('SIGKILL'));
  const lines: string[] = [];
  createInterface(supervisor.stdout).on('line', (line) => lines.push(line));
  const firstPid = async (): Promise<number> => {
    await expect.poll(() => lines.length).toBe(1);
    return Number(lines[0]);
  };
  return { process: supervisor, lines, firstPid };
}

/** Whether anything listens on a port. */
async function existsOn(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    (error: Error) => (error.cause as { code?: string }).code !== 'ECONNREFUSED',
  );
}
