// `packetman play` and `packetman watch` as a user has them: the real program, in a terminal that `script` makes.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ensureBuilt } from '../../tools/set-up.js';
import { closedAddress } from '../bridge/support.ts';
import { startTestServer } from '../support/test-server.ts';

const PACKETMAN = join(import.meta.dirname, '..', '..', 'cli', 'packetman.js');
const hasTerminals = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;
const POLL = { timeout: 60_000, interval: 20 };
const RESTORED = '\x1b[?25h\x1b[?1049l';

beforeAll(ensureBuilt, 120_000);

/** Runs a command line in a terminal of 80 x 24, and then `stty`. @param env variables, as a shell writes them */
function inTerminal(args: string, env = 'COLORTERM=truecolor') {
  const program = `echo PID \\$\\$; exec env -u NO_COLOR TERM=xterm ${env} '${process.execPath}' '${PACKETMAN}' ${args}`;
  const command = `stty cols 80 rows 24; sh -c "${program}"; echo CODE $?; stty -a`;
  const terminal = spawn('script', ['-qc', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void terminal.kill('SIGKILL'));
  // One that is closed in the middle of a picture reads no answer.
  terminal.stdin.on('error', () => {});
  let text = '';
  terminal.stdout.on('data', (chunk) => {
    text += String(chunk);
    // As a terminal does, when it has shown a picture.
    terminal.stdin.write('\x1b[0n'.repeat(String(chunk).split('\x1b[5n').length - 1));
  });
  const ended = once(terminal, 'close').then(() => text);
  const pid = (): number => Number(/PID (\d+)/.exec(text)![1]);
  return { text: () => text, press: (keys: string) => void terminal.stdin.write(keys), pid, ended, terminal };
}

/** A session that has not left stays for a while after its connection is lost. */
const sessions = (server: Awaited<ReturnType<typeof startTestServer>>): number => server.present().sessions;

/** A text of pictures is too long for a message. */
async function shows(text: () => string, part: string): Promise<void> {
  await expect.poll(() => text().includes(part), { ...POLL, message: part }).toBe(true);
}

/** What follows the last of the alternate screen, '' if the terminal was not taken and given back. */
function endOf(text: string): string {
  const [, last = ''] = text.split('\x1b[?1049h');
  return last.split(RESTORED)[1] ?? '';
}

describe.runIf(hasTerminals)('[TC9] in a terminal', () => {
  test('play takes a seat, draws the match, turns at a key, and leaves with q', async () => {
    const server = await startTestServer();
    const { text, press, ended } = inTerminal(`play --host 127.0.0.1 --port ${server.port} --name Ann`);
    const drawn = (): string => {
      server.ticks(3);
      return text();
    };
    await shows(drawn, 'READY!');
    await shows(drawn, 'Ann');
    press('\x1b[D');
    await shows(drawn, '38;2;255;223;0');
    press('q');
    const all = await ended;
    expect(endOf(all)).toMatch(/CODE 0[\s\S]* icanon[\s\S]* echo /);
    await expect.poll(() => sessions(server), POLL).toBe(0);
  });

  test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('%s leaves as well', async (signal) => {
    const server = await startTestServer();
    const { text, pid, ended } = inTerminal(`play --host 127.0.0.1 --port ${server.port}`);
    await shows(text, 'READY!');
    process.kill(pid(), signal);
    const all = await ended;
    expect(endOf(all)).toMatch(/CODE 0[\s\S]* icanon/);
    await expect.poll(() => sessions(server), POLL).toBe(0);
  });

  test('a terminal that is closed leaves the seat, too', async () => {
    const server = await startTestServer();
    const { text, terminal } = inTerminal(`play --host 127.0.0.1 --port ${server.port}`);
    await shows(text, 'READY!');
    expect(sessions(server)).toBe(1);
    terminal.kill('SIGKILL');
    await expect.poll(() => sessions(server), POLL).toBe(0);
  });

  test('watch without a match, and play without a server, end with one line', async () => {
    const server = await startTestServer();
    const watching = await inTerminal(`watch --host 127.0.0.1 --port ${server.port}`).ended;
    expect(endOf(watching)).toMatch(/^no match is played that can be watched now\s+CODE 1/);
    const { port } = await closedAddress();
    const playing = await inTerminal(`play --host 127.0.0.1 --port ${port}`).ended;
    expect(endOf(playing)).toMatch(/^unreachable: connect ECONNREFUSED 127\.0\.0\.1:\d+\s+CODE 1/);
  });

  test('watch shows a room without colours', async () => {
    const server = await startTestServer();
    const player = await server.connect();
    await player.hello('Bob');
    const { code } = await player.create(2);
    const { text, press, ended } = inTerminal(`watch ${code} --host 127.0.0.1 --port ${server.port}`, 'NO_COLOR=1');
    await shows(() => (server.ticks(3), text()), 'watching');
    expect(text().includes('8;2;')).toBe(false);
    press('\x03');
    expect(endOf(await ended)).toContain('CODE 0');
  });
});

test('[TC9] without a terminal there is one line', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PACKETMAN, 'play'], { encoding: 'utf8' });
  expect([status, stdout, stderr]).toEqual([1, '', 'packetman: standard input and output must be a terminal\n']);
});
