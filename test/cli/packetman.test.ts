import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MODES } from '../../cli/text-values.ts';
import { ensureBuilt } from '../../tools/set-up.js';
import { Fifo } from '../faults/program.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PACKETMAN = join(ROOT, 'cli', 'packetman.js');
const BUILD_MS_MAX = 120_000;

beforeAll(ensureBuilt, BUILD_MS_MAX);

describe('answers at once', () => {
  test('[C1] --help lists the sub-commands', () => {
    const { status, stdout } = packetman('--help');
    expect(status).toBe(0);
    for (const name of [
      'start',
      'server',
      'bridge',
      'bridge-replay',
      'play',
      'watch',
      'bot',
      'load',
      'arena',
      'lockstep',
      'replay',
      'slow-link',
    ])
      expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
  });

  test('[C1] --version is that of the package', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(packetman('--version').stdout).toBe(`${version}\n`);
  });

  test.each([
    'start',
    'server',
    'bridge',
    'bridge-replay',
    'play',
    'watch',
    'bot',
    'load',
    'arena',
    'lockstep',
    'replay',
    'slow-link',
  ])('[C2] %s --help has an example', (name) => {
    const { status, stdout } = packetman(name, '--help');
    expect(status).toBe(0);
    expect(stdout).toMatch(/Examples:\n {2}packetman/);
  });

  test.each([
    { args: ['--prot', '1'], says: "error: unknown option '--prot' (Did you mean --port?)" },
    { args: ['server', '--port', '70000'], says: 'It must be a whole number from 0 to 65535.' },
    { args: ['server', '--port', 'x'], says: "error: option '--port <port>' argument 'x' is invalid." },
    {
      args: ['server', '--proxy-network', '10.0.0.0/33'],
      says: 'It must be an IP address, or a network such as 10.0.0.0/8.',
    },
    { args: ['start', '--exempt-network', 'example.com'], says: 'It must be an IP address, or a network' },
    { args: ['server', '--exempt-network', 'none', '--exempt-network', '10.0.0.1'], says: '"none" stands alone.' },
    { args: ['server', '--exempt-network', '10.0.0.1', '--exempt-network', 'none'], says: '"none" stands alone.' },
    { args: ['start', '--proxy-network', '10.0.0.1,none'], says: '"none" stands alone.' },
    { args: ['bridge', '8080'], says: "error: missing required argument 'target'" },
    { args: ['bridge', '8080', 'nowhere'], says: 'expected host:port, [ipv6]:port or port, not "nowhere"' },
    { args: ['bridge', '--web', '/no/such/folder', '0', '1980'], says: 'no folder at "/no/such/folder"' },
    {
      args: ['bridge', '--daemon', '0', '1980'],
      says: 'error: --daemon is not supported: let a service manager run it',
    },
    { args: ['bridge', '--token-plugin', 'Other', '0'], says: '--token-plugin Other is not supported: ' },
    { args: ['bridge', '--frames', 'u24', '0', '1980'], says: 'frames: ' },
    { args: ['bridge', '--config', '/no/such/file'], says: 'error: /no/such/file: ENOENT' },
    { args: ['start', '--host-name', 'a:80'], says: 'It must be a name without a port, *.name or *.' },
    {
      args: ['start', '--trust', '10.0.0.0/99'],
      says: 'It must be an IP address, a network such as 10.0.0.0/8, or unix.',
    },
    {
      args: ['bridge', '--trust', 'zz', '0', '1980'],
      says: "error: option '--trust <network>' argument 'zz' is invalid.",
    },
    { args: ['bridge-replay', 'a.recording'], says: 'error: either --to or --listen is needed' },
    { args: ['bridge-replay', '--listen', 'nowhere', 'a.recording'], says: 'expected host:port, [ipv6]:port or port' },
    { args: ['bridge-replay', '--to', 'localhost', 'a.recording'], says: 'It must be a URL that begins with ws://' },
    { args: ['slow-link', '--to', 'nowhere'], says: 'expected host:port, [ipv6]:port or port, not "nowhere"' },
    { args: ['server', '--fright-table', 'package.json'], says: 'It must have 8192 bytes, not ' },
    { args: ['start', '--fright-table', '/dev/zero'], says: 'too big: more than 8192 bytes.' },
    { args: ['arena', '--fright-table', '/no/such/file'], says: 'ENOENT: no such file or directory' },
    { args: ['arena', '--fright-table', 'cli'], says: 'EISDIR: illegal operation on a directory' },
    { args: ['replay', 'a.json', '--data', '/tmp'], says: 'error: --data does nothing beside a file' },
    { args: ['load', '--rate', '15'], says: 'It must be one of log, 10, 20, 30, 60.' },
    {
      args: ['server', '--port', '5', '--admin-port', '5'],
      says: 'error: port 5 (--port) must differ from adminPort 5 (--admin-port)',
    },
    {
      args: ['start', '--bridge-port', '1980'],
      says: 'error: port of the server and the port of the bridge are both 1980',
    },
    { args: ['server', '--host', ''], says: 'It must be an IP address or host name, without a port.' },
    { args: ['bot', '--host', ''], says: 'It must not be empty.' },
    { args: ['bot', '--port', '0'], says: 'It must be a whole number from 1 to 65535.' },
    { args: ['bot', '--room', 'ABCD'], says: "argument 'ABCD' is invalid. It must be 5 of ABC" },
    { args: ['bot', '--room', 'O0O0O'], says: 'It must be 5 of ABC' },
    { args: ['bot', '--room', ''], says: 'It must be 5 of ABC' },
    { args: ['bot', '--room', 'abcde', '--mode', 'coop'], says: 'error: --mode does nothing beside --room' },
    { args: ['bot', '--room', 'abcde', '--alone'], says: 'error: --alone does nothing beside --room' },
    { args: ['bot', '--mode', 'Coop'], says: `Allowed choices are ${MODES.join(', ')}.` },
    { args: ['bot', '--mode', ''], says: `Allowed choices are ${MODES.join(', ')}.` },
    { args: ['bot', '--name', ''], says: 'It must have 1 to 16 characters.' },
    { args: ['bot', '--name', 'seventeen letters'], says: 'It must have 1 to 16 characters.' },
    { args: ['bot', '--name', 'fifteen letters', '--count', '2'], says: 'error: --name may have 14 characters' },
    { args: ['load', '--mode', 'coop,chess'], says: `It must be one of ${MODES.join(', ')}.` },
    { args: ['load', '--mode', ''], says: `It must be one of ${MODES.join(', ')}.` },
    { args: ['load', '--think', '1-5'], says: 'It must be like 150-350, from 10 to 60000 milliseconds.' },
    { args: ['load', '--think', '300-200'], says: 'It must be like 150-350, from 10 to 60000 milliseconds.' },
    { args: ['load', '--out', ''], says: 'It must not be empty.' },
    { args: ['load', '--via', 'ws://localhost', '--port', '1'], says: 'error: --port does nothing beside --via' },
    { args: ['load', '--via', 'ws://localhost', '--host', 'a'], says: 'error: --host does nothing beside --via' },
    { args: ['load', '--via', 'http://localhost'], says: 'It must be a URL that begins with ws:// or wss://.' },
    { args: ['load', '--slow', '6', '--clients', '5'], says: 'error: --slow 6 is more than --clients 5' },
    { args: ['arena', '--seats', '2'], says: 'error: classic has at most 1 seat' },
    { args: ['arena', '--bots', 'ai:best'], says: 'error: --bots: ai:best: one of ai:easy, ai:normal, ai:hard' },
    { args: ['arena', '--bots', 'node "a.js'], says: 'error: --bots: node "a.js: a quote is not closed' },
    { args: ['lockstep', '--mode', 'classic', '--seats', '2'], says: 'error: classic has 1 seats' },
    { args: ['lockstep', '--players', '2'], says: 'error: --players has more than --seats' },
    { args: ['slow-link', '--stall', '6000'], says: '--stall-every 5000: nothing would arrive' },
    { args: ['slow-link', '--stall-every', '9'], says: 'error: --stall-every does nothing without --stall' },
    { args: ['slow-link', '--to', '127.0.0.1:0'], says: 'the port must not be 0' },
    { args: ['bridge-replay', '--to', 'localhost:1', 'a.recording'], says: 'ws:// or wss://.' },
    { args: ['bridge-replay', '--listen', 'nowhere', 'a.recording'], says: 'expected host:port, [ipv6]:port or port' },
    { args: ['server', '--public-host', '::1'], says: 'error: --public-host does nothing without --public-port' },
    {
      args: ['server', '--public-port', '1981'],
      says: 'error: adminPort 1981 (default) must differ from publicPort 1981 (--public-port)',
    },
    { args: ['sever'], says: "error: unknown command 'sever' (see packetman --help)" },
  ])('[C3] wrong usage is one line and exit code 2: $args', ({ args, says }) => {
    const { status, stdout, stderr } = packetman(...args);
    expect(stderr).toContain(says);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  test('[C3] a reader that has gone ends the program without a word', async () => {
    const fifo = new Fifo();
    // Before the program starts: it may be quick.
    fifo.close();
    const bot = spawn(process.execPath, [PACKETMAN, 'bot', '--help'], { stdio: ['ignore', fifo.writer, 'pipe'] });
    fifo.handedOver();
    const said: Buffer[] = [];
    bot.stderr!.on('data', (chunk: Buffer) => said.push(chunk));
    const [code] = (await once(bot, 'close')) as [number | null];
    expect(Buffer.concat(said).toString()).toBe('');
    expect(code).toBe(141);
  });

  test.each([
    ['server', { PACKETMAN_SERVER_PORT: '' }],
    ['server', { PACKETMAN_SERVER_PORT: '80a' }],
    ['server', { PACKETMAN_SERVER_ADMIN_PORT: '-0' }],
    ['server', { PACKETMAN_SERVER_ADMIN_HOST: '' }],
    ['bridge', { PACKETMAN_BRIDGE_RUN_ONCE: 'never' }],
    ['bot', { PACKETMAN_BOT_ALONE: '' }],
    ['bot', { PACKETMAN_TARGET_PORT: '0' }],
    ['start', { PACKETMAN_SERVER_PORT: '65536' }],
  ])('[C50] [C51] [C52] %s with %j is one line and exit code 2', (name, variables) => {
    const env = { ...process.env, ...variables };
    const { status, stdout, stderr } = spawnSync(process.execPath, [PACKETMAN, name], { encoding: 'utf8', env });
    expect(stderr).toMatch(/^error: option .* from env 'PACKETMAN_\w+' is invalid\. It must .+\n$/);
    expect([stdout, status]).toEqual(['', 2]);
  });

  test('[C4] a flag and its environment variable say the same', () => {
    const { status, stderr } = spawnSync(process.execPath, [PACKETMAN, 'server'], {
      encoding: 'utf8',
      env: { ...process.env, PACKETMAN_SERVER_PORT: 'x' },
    });
    expect(stderr).toContain("'x' from env 'PACKETMAN_SERVER_PORT' is invalid");
    expect(status).toBe(2);
  });
});

describe('[C54] a variable that would be ignored is one line and exit code 2', () => {
  test.each([
    ['server', 'PACKETMAN_HOST', 'is not read any more: set PACKETMAN_SERVER_HOST instead'],
    ['bot', 'PACKETMAN_HOST', 'is not read any more: set PACKETMAN_TARGET_HOST instead'],
    ['start', 'PACKETMAN_PORT', 'is not read any more: set PACKETMAN_SERVER_PORT instead'],
    ['start', 'PACKETMAN_BRIDGE_PORT', 'is not read any more: set PACKETMAN_BRIDGE_LISTEN instead'],
    ['start', 'PACKETMAN_HEARTBEAT', 'is not read any more: set PACKETMAN_BRIDGE_HEARTBEAT instead'],
    ['server', 'PACKETMAN_SERVER_PROT', 'there is no variable PACKETMAN_SERVER_PROT: see packetman server --help'],
    ['start', 'PACKETMAN_BRIDGE_WEBB', 'there is no variable PACKETMAN_BRIDGE_WEBB: see packetman start --help'],
    ['load', 'PACKETMAN_TARGET_HOTS', 'there is no variable PACKETMAN_TARGET_HOTS: see packetman load --help'],
  ])('%s with %s', (name, variable, says) => {
    const env = { ...process.env, [variable]: '1' };
    const { status, stdout, stderr } = spawnSync(process.execPath, [PACKETMAN, name], { encoding: 'utf8', env });
    expect(stderr).toMatch(/^error: .+\n$/);
    expect(stderr).toContain(says);
    expect([stdout, status]).toEqual(['', 2]);
  });
});

describe('start', () => {
  const running = new Set<Running>();
  afterEach(() => {
    for (const { process } of running) process.kill('SIGTERM');
    running.clear();
  });

  test('[C5] prints its three addresses, serves them, and drains at SIGTERM', async () => {
    const started = await start();
    expect(started.title).toBe('Packetman is running.');
    expect((await fetch(started.play)).headers.get('content-type')).toContain('text/html');
    expect((await fetch(new URL('/metrics', started.admin))).status).toBe(200);
    expect(new URL(started.bots).protocol).toBe('tcp:');
    expect(await stop(started, 'SIGTERM')).toBe(0);
  });

  test('[C6] Ctrl-C drains as well', async () => {
    expect(await stop(await start(), 'SIGINT')).toBe(0);
  });

  test('[C7] a port in use is said in one line', async () => {
    const { admin } = await start();
    const { status, stderr } = packetman('server', '--port=0', `--admin-port=${new URL(admin).port}`);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^packetman: .*EADDRINUSE.*\n$/);
  });

  test('[C5] the bridge shows the rooms, and nothing of the admin port', async () => {
    const started = await start();
    const at = async (path: string) => (await fetch(new URL(path, started.play))).status;
    expect(await at('/api/rooms')).toBe(200);
    for (const path of ['/api/stats', '/api/stats?reset=1', '/metrics', '/healthz', '/monitor', '/api/../metrics']) {
      expect([path, await at(path)]).toEqual([path, 404]);
    }
    expect(await stop(started, 'SIGTERM')).toBe(0);
  });

  // How a process finds another's children differs by system; the supervisor's own tests run everywhere.
  test.runIf(process.platform === 'linux')(
    '[C8] a killed server is restarted where it was, the page stays',
    async () => {
      const started = await start();
      const restarted = started.nextError(/the game server ended \(SIGKILL\)/);
      process.kill(childOf(started.process.pid, 'server'), 'SIGKILL');
      await restarted;
      expect((await fetch(started.play)).status).toBe(200);
      await expect.poll(() => statusOf(new URL('/metrics', started.admin))).toBe(200);
      expect(await stop(started, 'SIGTERM')).toBe(0);
    },
  );

  test.runIf(process.platform === 'linux')('[C54] each program sees its own variables only', async () => {
    const own = { PACKETMAN_SERVER_EXEMPT_NETWORK: '10.1.0.0/16', PACKETMAN_BRIDGE_TRUST: '10.0.0.1' };
    const others = { PACKETMAN_TARGET_HOST: 'nowhere.invalid', PACKETMAN_BOT_COUNT: '3', PACKETMAN_HOSTS: 'x' };
    const started = await start({ ...own, ...others });
    const variablesOf = (name: string) =>
      readProcess(`${childOf(started.process.pid, name)}`, 'environ')
        .split('\0')
        .filter((variable) => variable.startsWith('PACKETMAN_'))
        .toSorted();
    expect(variablesOf('server')).toEqual([
      'PACKETMAN_SERVER_EXEMPT_NETWORK=10.1.0.0/16',
      // By which tests run without a journal.
      'PACKETMAN_SERVER_NO_JOURNAL=1',
      'PACKETMAN_SUPERVISED=1',
    ]);
    const target = `PACKETMAN_BRIDGE_TARGET=127.0.0.1:${new URL(started.bots).port}`;
    expect(variablesOf('bridge')).toEqual([target, 'PACKETMAN_BRIDGE_TRUST=10.0.0.1', 'PACKETMAN_SUPERVISED=1']);
    expect(await stop(started, 'SIGTERM')).toBe(0);
  });

  interface Running {
    process: ChildProcessByStdio<null, Readable, Readable>;
    title: string;
    play: string;
    bots: string;
    admin: string;
    nextError(pattern: RegExp): Promise<void>;
  }

  /** Starts all on free ports, and waits for the lines that say where. */
  async function start(variables: NodeJS.ProcessEnv = {}): Promise<Running> {
    const args = [PACKETMAN, 'start', '--port=0', '--bridge-port=0', '--admin-port=0'];
    const env = { ...process.env, ...variables };
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    const output = createInterface(child.stdout)[Symbol.asyncIterator]();
    const errors = createInterface(child.stderr);
    const next = async () => String((await output.next()).value);
    const nextAddress = async (name: string) => new RegExp(`^ +${name}: +(\\S+)$`).exec(await next())?.[1] ?? '';
    const nextError = (pattern: RegExp) =>
      new Promise<void>((resolve) => errors.on('line', (line) => pattern.test(line) && resolve()));

    const started = {
      process: child,
      title: await next(),
      play: await nextAddress('play'),
      bots: await nextAddress('bots'),
      admin: await nextAddress('admin'),
      nextError,
    };
    running.add(started);
    return started;
  }

  /** @returns its exit code */
  async function stop(started: Running, signal: NodeJS.Signals): Promise<number | null> {
    running.delete(started);
    const ended = once(started.process, 'exit');
    started.process.kill(signal);
    const [code] = (await ended) as [number | null];
    return code;
  }
});

function packetman(...args: string[]) {
  return spawnSync(process.execPath, [PACKETMAN, ...args], { encoding: 'utf8' });
}

/** Process id of the child of `parent` that runs this sub-command. */
function childOf(parent: number | undefined, command: string): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const child = pids.find((pid) => parentOf(pid) === parent && argumentsOf(pid).includes(command));
  if (!child) throw new Error(`no ${command} runs under ${parent}`);
  return Number(child);
}

function parentOf(pid: string): number {
  return Number(/^PPid:\s+(\d+)/m.exec(readProcess(pid, 'status'))?.[1]);
}

function argumentsOf(pid: string): string[] {
  return readProcess(pid, 'cmdline').split('\0');
}

/** Empty when the process has ended meanwhile. */
function readProcess(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

async function statusOf(url: URL): Promise<number | null> {
  return fetch(url).then(
    (response) => response.status,
    () => null,
  );
}
