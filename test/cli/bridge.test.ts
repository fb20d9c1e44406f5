import { scryptSync } from 'node:crypto';
import { type ChildProcessByStdio, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { generate } from 'selfsigned';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { endWhenUnused } from '../../cli/bridge.ts';
import { ensureBuilt } from '../../tools/set-up.js';
import { blockOf } from '../support/document-block.ts';
import { RedisServer } from '../support/redis-server.ts';

const PACKETMAN = join(import.meta.dirname, '../../cli/packetman.js');

beforeAll(ensureBuilt, 120_000);

interface LogLine {
  msg: string;
  port?: number;
  [field: string]: unknown;
}

/** A TCP server that says its name; the answer is its address. */
async function openNamed(name: string): Promise<string> {
  const server = createServer((socket) => socket.on('error', () => {}).end(name)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'packetman-bridge-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

interface RunningBridge {
  process: ChildProcessByStdio<null, Readable, null>;
  port: number;
  /** Exit code and signal. */
  ended: Promise<unknown[]>;
  /** The next line of its log with this message. */
  logged(message: string): Promise<LogLine>;
}

async function startBridge(...args: string[]): Promise<RunningBridge> {
  return running(spawn(process.execPath, [PACKETMAN, 'bridge', ...args], { stdio: ['ignore', 'pipe', 'inherit'] }));
}

async function running(child: RunningBridge['process']): Promise<RunningBridge> {
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const logged = async (message: string): Promise<LogLine> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`the log ended without "${message}"`);
      const line = JSON.parse(value) as LogLine;
      if (line.msg === message) return line;
    }
  };
  const { port = 0 } = await logged('bridge listens');
  return { process: child, port, ended, logged };
}

async function hear(port: number): Promise<string> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
  const chunks: Buffer[] = [];
  socket.on('message', (data) => chunks.push(data as Buffer));
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

test('[C9] the bridge reads its configuration file, and again at SIGHUP; a flag counts more', async () => {
  const folder = await openFolder();
  const file = join(folder, 'bridge.json');
  const write = async (target: string) => writeFile(file, JSON.stringify({ listen: '1', target }));
  await write(await openNamed('before'));
  const bridge = await startBridge('--config', file, '127.0.0.1:0');
  expect(await hear(bridge.port)).toBe('before');

  await writeFile(file, '{');
  bridge.process.kill('SIGHUP');
  expect((await bridge.logged('configuration left as it was'))['error']).toContain(file);
  expect(await hear(bridge.port)).toBe('before');

  await write(await openNamed('after'));
  bridge.process.kill('SIGHUP');
  await bridge.logged('configuration read again');
  expect(await hear(bridge.port)).toBe('after');
});

test('[C9] SIGHUP that comes before the bridge listens is obeyed when it does', async () => {
  const file = join(await openFolder(), 'bridge.json');
  await writeFile(file, JSON.stringify({ listen: '127.0.0.1:0', target: await openNamed('here') }));
  const atListen = `
    import { Server } from 'node:net';
    const { listen } = Server.prototype;
    Server.prototype.listen = function (...rest) {
      process.kill(process.pid, 'SIGHUP');
      return listen.apply(this, rest);
    };
  `;
  const hook = `--import=data:text/javascript,${encodeURIComponent(atListen)}`;
  const args = [hook, PACKETMAN, 'bridge', '--config', file];
  const bridge = await running(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] }));
  await bridge.logged('configuration read again');
  expect(await hear(bridge.port)).toBe('here');
});

test('[C9] files that change are read again: replaced by a rename, gone and back, named by a new configuration', async () => {
  const folder = await openFolder();
  const file = join(folder, 'bridge.json');
  /** As editors do: a new file takes the place of the old one. */
  const replace = async (path: string, text: string): Promise<void> => {
    await writeFile(`${path}~`, text);
    await rename(`${path}~`, path);
  };
  const settings = async (name: string, more: object = {}) =>
    JSON.stringify({ listen: '127.0.0.1:0', target: await openNamed(name), ...more });
  await writeFile(file, await settings('first'));
  const bridge = await startBridge('--config', file);

  await replace(file, await settings('second'));
  await bridge.logged('configuration read again');
  expect(await hear(bridge.port)).toBe('second');

  await replace(file, '{ "target": ');
  expect((await bridge.logged('configuration left as it was'))['error']).toContain(file);
  expect(await hear(bridge.port)).toBe('second');

  await rm(file);
  expect((await bridge.logged('configuration left as it was'))['error']).toContain('ENOENT');
  const ca = join(folder, 'ca.pem');
  await writeFile(ca, 'one');
  await replace(file, await settings('third', { targetTls: { ca } }));
  await bridge.logged('configuration read again');

  await replace(ca, 'another');
  await bridge.logged('configuration read again');
  await replace(file, await settings('fourth'));
  await bridge.logged('configuration read again');
  expect(await hear(bridge.port)).toBe('fourth');
});

test('[C9] a certificate that changes is read again', async () => {
  const folder = await openFolder();
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const write = async (name: string): Promise<void> => {
    const made = await generate([{ name: 'commonName', value: name }]);
    await writeFile(key, made.private);
    await writeFile(cert, made.cert);
  };
  const nameShown = async (): Promise<string> => {
    const socket = connectTls({ port: bridge.port, host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const { subject } = socket.getPeerCertificate();
    socket.destroy();
    return String(subject.CN);
  };
  await write('before');
  const flags = ['--cert', cert, '--key', key, '--cafile', cert, '--verify-client'];
  const bridge = await startBridge(...flags, '127.0.0.1:0', await openNamed('target'));
  expect(await nameShown()).toBe('before');
  await write('after');
  await bridge.logged('configuration read again');
  await expect.poll(nameShown).toBe('after');
});

test.runIf(process.platform === 'linux')('[C9] it listens on the sockets that systemd hands over', async () => {
  const [first, second] = [await openListening(), await openListening()];
  const script = 'LISTEN_FDS=2 LISTEN_PID=$$ exec "$0" "$@"';
  const args = [process.execPath, PACKETMAN, 'bridge', 'systemd', await openNamed('target')];
  const child = spawn('sh', ['-c', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', descriptorOf(first), descriptorOf(second)],
  }) as ChildProcessByStdio<null, Readable, null>;
  const bridge = await running(child);
  const ports = [first, second].map((server) => (server.address() as AddressInfo).port);
  // From now on only the bridge accepts on them.
  for (const server of [first, second]) await once(server.close(), 'close');
  expect(bridge.port).toBe(ports[0]);
  for (const port of ports) expect(await hear(port)).toBe('target');
});

/** Node tells it nowhere else. */
function descriptorOf(server: Server): number {
  return (server as unknown as { _handle: { fd: number } })._handle.fd;
}

/** Where nobody accepts, as systemd leaves its sockets until they are handed over. */
async function openListening(): Promise<Server> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

test('[C9] without a socket of systemd it says so', async () => {
  const { status, stderr } = spawnSync(process.execPath, [PACKETMAN, 'bridge', 'systemd', '1980'], {
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([1, 'packetman: systemd has handed over no socket\n']);
});

test('[C9] --run-once serves one session, and exits when it ends', async () => {
  const bridge = await startBridge('--run-once', '127.0.0.1:0', await openEcho());
  const first = new WebSocket(`ws://127.0.0.1:${bridge.port}/`);
  await once(first, 'open');
  const second = new WebSocket(`ws://127.0.0.1:${bridge.port}/`).on('error', () => {});
  const [, answered] = (await once(second, 'unexpected-response')) as [unknown, IncomingMessage];
  expect(answered.statusCode).toBe(503);
  first.send('hello');
  expect(String((await once(first, 'message'))[0])).toBe('hello');
  first.close();
  expect((await bridge.ended)[0]).toBe(0);
});

test('[C9] --idle-timeout lets it exit when nobody comes', async () => {
  const bridge = await startBridge('--idle-timeout', '1', '127.0.0.1:0', '127.0.0.1:9');
  expect((await bridge.ended)[0]).toBe(0);
});

test('[C9] --idle-timeout counts from the end of the last session, and not while one is open', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let open = (_count: number): void => {};
  const end = vi.fn<() => void>();
  endWhenUnused({ onTunnels: (listener) => (open = listener) }, { idleTimeout: 1 }, end);
  vi.advanceTimersByTime(999);
  open(1);
  vi.advanceTimersByTime(10_000);
  open(2);
  open(1);
  vi.advanceTimersByTime(10_000);
  open(0);
  vi.advanceTimersByTime(999);
  open(1);
  open(0);
  vi.advanceTimersByTime(999);
  expect(end).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(end).toHaveBeenCalledOnce();
});

async function openEcho(): Promise<string> {
  const server = createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('[C9] SIGTERM drains the bridge: 1001 to every session, and exit code 0', async () => {
  const server = createServer((socket) => socket.on('error', () => {}).write('!')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const bridge = await startBridge('127.0.0.1:0', `127.0.0.1:${(server.address() as AddressInfo).port}`);
  const socket = new WebSocket(`ws://127.0.0.1:${bridge.port}/`);
  await once(socket, 'message');
  bridge.process.kill('SIGTERM');
  const [code] = await once(socket, 'close');
  expect(code).toBe(1001);
  expect((await bridge.ended)[0]).toBe(0);
});

/** A folder in which every flag of websockify finds what it names. */
async function openKit(): Promise<string> {
  const folder = await openFolder();
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }]);
  await writeFile(join(folder, 'cert.pem'), cert);
  await writeFile(join(folder, 'key.pem'), key);
  await writeFile(join(folder, 'both.pem'), `${cert}\n${key}`);
  await writeFile(join(folder, 'index.html'), 'the page');
  await writeFile(join(folder, 'tokens'), `red: ${await openNamed('target')}\n`);
  const server = createServer((socket) => socket.on('error', () => {}).end('target')).listen(join(folder, 'sock'));
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return folder;
}

test.each<{ flags: string; target?: null; url?: string; tls?: true }>([
  { flags: '' },
  { flags: '-v' },
  { flags: '--verbose' },
  { flags: '--web KIT' },
  { flags: '--cert KIT/both.pem', tls: true },
  { flags: '--cert KIT/cert.pem --key KIT/key.pem', tls: true },
  { flags: '--cert KIT/cert.pem --key KIT/key.pem' },
  { flags: '--cert=KIT/both.pem --ssl-only', tls: true },
  { flags: '--cert=KIT/both.pem --verify-client --cafile=KIT/cert.pem', tls: true },
  { flags: '--token-plugin TokenFile --token-source KIT/tokens', target: null, url: '/?token=red' },
  { flags: '--token-plugin=ReadOnlyTokenFile --token-source=KIT', target: null, url: '/websockify?token=red' },
  { flags: '--heartbeat 30' },
  { flags: '--idle-timeout 30' },
  { flags: '--unix-target KIT/sock', target: null },
  { flags: '--record KIT' },
  { flags: '--run-once' },
])('[C9] websockify would understand: $flags', async ({ flags, target, url = '/websockify', tls }) => {
  const kit = await openKit();
  const given = flags.split(' ').filter((flag) => flag !== '');
  const addresses = ['127.0.0.1:0', ...(target === null ? [] : [await openNamed('target')])];
  const bridge = await startBridge(...given.map((flag) => flag.replace('KIT', kit)), ...addresses);
  const [cert, key] = await Promise.all(['cert.pem', 'key.pem'].map((name) => readFile(join(kit, name))));
  const options = tls === undefined ? {} : { rejectUnauthorized: false, cert, key };
  // As noVNC does.
  const socket = new WebSocket(`${tls ? 'wss' : 'ws'}://127.0.0.1:${bridge.port}${url}`, ['binary'], options);
  const heard = once(socket, 'message');
  await once(socket, 'open');
  expect(socket.protocol).toBe('binary');
  expect(String((await heard)[0])).toBe('target');
});

async function openRedis(): Promise<{ port: number; cli: (command: string) => string }> {
  const redis = await RedisServer.start();
  onTestFinished(() => redis.stop());
  const at = `redis-cli -e -p ${redis.port}`;
  const cli = (command: string) =>
    execFileSync('sh', ['-ec', command.replaceAll('redis-cli', at)], { encoding: 'utf8' });
  return { port: redis.port, cli };
}

async function heard(bridge: RunningBridge, url: string): Promise<string> {
  const socket = new WebSocket(`ws://127.0.0.1:${bridge.port}${url}`, ['binary']);
  return String((await once(socket, 'message'))[0]);
}

/** A command of the documentation, with the addresses of the test. */
async function startAsWritten(block: string, redisPort: number): Promise<RunningBridge> {
  const [, , ...args] = blockOf('docs/bridge.md', block).trim().replaceAll('"', '').split(' ');
  const here = args.map((arg) => arg.replace(/redis\.internal(:6379)?/, `127.0.0.1:${redisPort}`));
  return startBridge(...here.slice(0, -1), '127.0.0.1:0');
}

test.each(['TokenRedis', 'websockify.token_plugins.TokenRedis'])(
  '[C9] websockify would understand: %s',
  async (plugin) => {
    const redis = await openRedis();
    redis.cli(`redis-cli set app:red '{"host": "${await openNamed('target')}"}'`);
    const source = `127.0.0.1:${redis.port}:::app`;
    const bridge = await startBridge('--token-plugin', plugin, '--token-source', source, '127.0.0.1:0');
    expect(await heard(bridge, '/websockify?token=red')).toBe('target');
  },
);

test('[C9] TokenRedis as docs/bridge.md has it', async () => {
  const redis = await openRedis();
  const [one, two] = [await openNamed('one'), await openNamed('two')];
  redis.cli(blockOf('docs/bridge.md', 'sh redis').replace('127.0.0.1:5000', one));
  expect(await heard(await startAsWritten('sh redis bridge', redis.port), '/?token=desk-7f3a')).toBe('one');
  const nodes = blockOf('docs/bridge.md', 'sh redis index');
  redis.cli(nodes.replace('5000', one.split(':')[1]!).replace('5001', two.split(':')[1]!));
  const bridge = await startAsWritten('sh redis nodes', redis.port);
  expect([await heard(bridge, '/play/one'), await heard(bridge, '/play/two')]).toEqual(['one', 'two']);
  redis.cli('redis-cli del app:node:one');
  await expect.poll(() => heard(bridge, '/play')).toBe('two');
});

test('[C9] a source of TokenRedis that is wrong is named by its flag, without the password', () => {
  const { status, stderr } = refuse('--token-plugin=TokenRedis', '--token-source=a:b:0:secret', '127.0.0.1:0');
  expect(stderr).toMatch(/^error: --token-source: tokenRedis: [^\n]+\n$/);
  expect(stderr).not.toContain('secret');
  expect(status).toBe(2);
});

test('[C9] --token-path ends in a slash', () => {
  const { stderr } = refuse('--token-source=.', '--token-path=/play', '127.0.0.1:0');
  expect(stderr).toBe('error: --token-path: tokenSources: a token in the path needs a path that ends in a slash\n');
});

test('[C9] --log-file is where it logs', async () => {
  const file = join(await openFolder(), 'log');
  const args = [PACKETMAN, 'bridge', '--log-file', file, '127.0.0.1:0', '1980'];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await expect.poll(() => readFile(file, 'utf8').catch(String)).toContain('bridge listens');
});

test.each([
  '--daemon',
  '-D',
  '--inetd',
  '--key-password=x',
  '--legacy-syslog',
  '--libserver',
  '--prefer-ipv6',
  '-6',
  '--ssl-ciphers=HIGH',
  '--syslog=/dev/log',
  '--timeout=5',
  '--traffic',
  '--wrap-mode=exit',
])('[C9] websockify knows %s, we say in one line what to do instead', (flag) => {
  const { status, stderr } = refuse(flag, '127.0.0.1:0', '1980');
  expect(stderr).toMatch(/^error: --[\w-]+ is not supported: [^\n]+\n$/);
  expect(status).toBe(2);
});

test.each([
  ['--key=x', '--cert'],
  ['--ssl-only', '--cert, such as --cert self.pem'],
  ['--tls-min-version=TLSv1.3', '--cert'],
  ['--verify-client', '--cafile, such as /etc/ssl/certs/ca-certificates.crt'],
  ['--cafile=x', '--verify-client'],
  ['--token-plugin=TokenFile', '--token-source'],
  ['--token-path=/play/', '--token-source'],
  ['--web-auth', '--passwords or --auth-plugin BasicHTTPAuth'],
  ['--host-token', '--token-source'],
  ['--auth-source=a:b', '--auth-plugin'],
  ['--unix-listen-mode=0600', '--unix-listen'],
  ['--csp', '--web'],
  ['--immutable=/assets/', '--web'],
  ['--page-link=/x', '--web'],
  ['--status=/status', '--status-passwords'],
  ['--status-passwords=x', '--status'],
])('[C9] %s would silently do nothing without %s, and is refused', (flag, needed) => {
  const { status, stderr } = refuse(flag, '127.0.0.1:0', '1980');
  expect(stderr).toMatch(new RegExp(`^error: --[\\w-]+ does nothing without ${needed}\\n$`));
  expect(status).toBe(2);
});

test('[C9] --web-auth, --csp and --immutable are about the page', async () => {
  const kit = await openKit();
  const login = 'ada:open sesame';
  const [name, password = ''] = login.split(':');
  const salt = Buffer.alloc(16);
  const saved = [name, 'scrypt', salt.toString('base64'), scryptSync(password, salt, 32).toString('base64')].join(':');
  await writeFile(join(kit, 'passwords'), saved);
  const flags = ['--web', kit, '--passwords', join(kit, 'passwords'), '--web-auth', '--csp', '--immutable', '/index'];
  const { port } = await startBridge(...flags, '127.0.0.1:0', await openNamed('target'));
  const url = `http://127.0.0.1:${port}/index.html`;
  expect((await fetch(url)).status).toBe(401);
  const headers = { Authorization: `Basic ${Buffer.from(login).toString('base64')}` };
  const page = await fetch(url, { headers });
  expect(await page.text()).toBe('the page');
  expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self'/);
  expect(page.headers.get('cache-control')).toMatch(/immutable/);
  const socket = new WebSocket(url.replace('http', 'ws'), { headers, origin: `http://127.0.0.1:${port}` });
  expect(String((await once(socket, 'message'))[0])).toBe('target');
});

test("[C9] all files that 'packetman start' has browsers keep have a hash in their names", async () => {
  const names = await readdir(join(import.meta.dirname, '../../dist/web/assets'));
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !/-[\w-]{8}\.[a-z0-9]+(\.br|\.gz)?$/.test(name))).toEqual([]);
});

test('[C9] --csp before an address does not take it for a policy in silence', () => {
  const { status, stderr } = refuse('--web', '.', '--csp', '127.0.0.1:0', '1980', '1981');
  expect(stderr).toMatch(/^error: --csp: csp: expected a policy such as [^\n]+\n$/);
  expect(status).toBe(2);
});

test.each([
  [['127.0.0.1:0', '1980'], 'target'],
  [['0', '--token-source', '.'], 'listen'],
])('[C9] --csp before %j says that it has taken the first', (rest, missing) => {
  const { status, stderr } = refuse('--web', '.', '--csp', ...rest);
  expect(stderr).toMatch(
    new RegExp(`^error: missing required argument '${missing}': --csp has taken '${rest[0]}' [^\\n]+\\n$`),
  );
  expect(status).toBe(2);
});

test('[C9] what a flag needs may stand in the file of --config', async () => {
  const kit = await openKit();
  const file = join(await openFolder(), 'bridge.json');
  await writeFile(file, JSON.stringify({ web: kit }));
  const flags = ['--config', file, '--csp', '--immutable', '/index'];
  const { port } = await startBridge(...flags, '127.0.0.1:0', await openNamed('target'));
  const { headers } = await fetch(`http://127.0.0.1:${port}/index.html`);
  expect(headers.get('content-security-policy')).toMatch(/script-src 'self'/);
  expect(headers.get('cache-control')).toMatch(/immutable/);
});

test('[C9] a certificate that is none is one line that names it', async () => {
  const file = join(await openFolder(), 'cert.pem');
  await writeFile(file, '-----BEGIN CERTIFICATE-----');
  const { status, stderr } = refuse('--cert', file, '127.0.0.1:0', '1980');
  expect(stderr).toMatch(/^packetman: [^\n]+\n$/);
  expect(stderr).toContain(file);
  expect(status).toBe(1);
});

function refuse(...args: string[]) {
  return spawnSync(process.execPath, [PACKETMAN, 'bridge', ...args], { encoding: 'utf8' });
}
