// Command lines and unit files as they are published for websockify. Each works the same here, which an echo through the
// bridge shows, or ends with one line that says what to use instead.

import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createTlsServer } from 'node:tls';
import { join } from 'node:path';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { CommanderError } from 'commander';
import { SignJWT } from 'jose';
import { pino } from 'pino';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import type { BridgeConfig } from '../../bridge/config.ts';
import type * as main from '../../bridge/main.ts';
import { createProgram } from '../../cli/program.ts';
import { differences } from '../../cli/websockify.ts';
import { RedisServer } from '../support/redis-server.ts';

/** What the command line leads to, instead of a bridge on the published port. */
const started = vi.hoisted(() => ({ config: null as unknown }));

class Started extends Error {}

type Main = typeof main;

vi.mock('../../bridge/main.ts', async (original) => ({
  ...(await original<Main>()),
  startBridge(config: BridgeConfig) {
    started.config = config;
    throw new Started();
  },
}));

/** The files of a line stay as they are. */
vi.mock('../../bridge/ops/watch.ts', () => ({
  FileWatch: class {
    watch(): void {}
  },
}));

const folder = mkdtempSync(join(tmpdir(), 'bridge-commands-'));
const redis = RedisServer.start();
const servers: { close(): void }[] = [];
const SECRET = Buffer.alloc(32, 7);

let target = '';
let tlsTarget = '';
let lookUp = '';

beforeAll(async () => {
  const made = await generate([{ name: 'commonName', value: 'localhost' }]);
  const tls = createTlsServer({ key: made.private, cert: made.cert }, (socket) =>
    socket.on('error', () => {}).pipe(socket),
  );
  target = await open(echo());
  tlsTarget = await open(tls);
  const answering = createHttpServer(({ url }, response) => {
    const [host, port] = target.split(':');
    if (url !== '/api/token/vm1') return void response.writeHead(404).end();
    response.end(JSON.stringify({ host, port }));
  });
  lookUp = await open(answering);
  echo().listen(join(folder, 'vm1'));
  const files: Readonly<Record<string, string>> = {
    'self.pem': `${made.cert}\n${made.private}`,
    'cert.pem': made.cert,
    'key.pem': made.private,
    'web/vnc.html': 'noVNC',
    'web/core/rfb.js': 'rfb',
    'tokens.cfg': `# nova\nvm1: ${target}\n`,
    'tokens.d/one.cfg': `vm1: ${target}\n`,
    'hand.list': handWritten(target),
    'names/vm1': target,
    'key.txt': SECRET.toString('base64url'),
    'recordings/.keep': '',
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  await chmod(join(folder, 'key.pem'), 0o600);
  const { connectRedis } = await import('#redis');
  const client = connectRedis((await redis).url, { name: 'test', log: { info() {}, warn() {} } });
  await once(client, 'ready');
  await client.set('vm1', JSON.stringify({ host: target }));
  client.disconnect();
});

afterAll(async () => {
  for (const server of servers) server.close();
  await (await redis).stop();
  rmSync(folder, { recursive: true });
});

/** As people write them: comments, tabs, line ends of Windows, a name with spaces and a colon, IPv6 without brackets. */
function handWritten(target: string): string {
  const ipv6 = target.replace(/^.*:/, '::ffff:127.0.0.1:');
  const lines = [
    '# my machines',
    '',
    '  vm1 :1 b:\t ',
    `vm1 :1 b:\t${target} `,
    `vm2: ${ipv6}`,
    'vm3 127.0.0.1:5900',
    '',
  ];
  return lines.join('\r\n');
}

function echo(): Server {
  const server = createServer((socket) => socket.on('error', () => {}).pipe(socket));
  servers.push(server);
  return server;
}

async function open(server: Pick<Server, 'listen' | 'address' | 'close' | 'once'>): Promise<string> {
  server.listen(0, '127.0.0.1');
  await new Promise<void>((resolve) => server.once('listening', resolve));
  servers.push(server);
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What stands in published lines, and what takes its place in the test. */
function placeOf(word: string, redisPort: number): string {
  const places: readonly (readonly [RegExp, string])[] = [
    [/fullchain\.pem$|\.crt$/, 'cert.pem'],
    [/privkey\.pem$|\.key$/, 'key.pem'],
    [/self\.pem$/, 'self.pem'],
    [/tokens?\.(cfg|conf|list)$|token\.cfg$|vnc_tokens$/, 'tokens.cfg'],
    [/target\.config\.d\/$/, 'tokens.d'],
    [/hand\.list$/, 'hand.list'],
    [/vnc-names$/, 'names'],
    [/^\/run\/libvirt\/vnc$/, '.'],
    [/jwt-secret$/, 'key.txt'],
    [/recordings$/, 'recordings'],
    [/websockify\.log$/, 'log'],
    [/^\/run\/vnc\.sock$/, 'vm1'],
    [/websockify\.sock$/, 'listen.sock'],
    [/noVNC|novnc/, 'web'],
  ];
  const place = word.startsWith('http') ? undefined : places.find(([published]) => published.test(word));
  if (place !== undefined) return join(folder, place[1]);
  if (word === 'redis.internal:6379') return `127.0.0.1:${redisPort}`;
  if (word === 'tls.internal:5900') return tlsTarget;
  return /^[\w.]+:(59\d\d|6000|3389|22)$/.test(word) ? target : word.replace('tokens.internal', lookUp);
}

interface Works {
  /** Where it was published, or whose it is. */
  readonly from: string;
  readonly line: string;
  /** What the page asks for; `/websockify` as with noVNC. */
  readonly path?: string;
  readonly tls?: true;
  readonly options?: ClientOptions;
  /** The status of `/` and of `/vnc.html`, with a page. */
  readonly page?: readonly [number, number];
  readonly settings?: object;
}

const BASIC = `Basic ${btoa('admin:secret')}`;
const NOVNC = [404, 200] as const;

const WORKS: readonly Works[] = [
  { from: 'README', line: 'websockify 5901 localhost:5900' },
  { from: 'man page', line: './websockify 0.0.0.0:8443 localhost:5901 --cert=self.pem --ssl-only', tls: true },
  { from: 'noVNC wiki', line: 'websockify --web=/usr/share/novnc/ 6080 localhost:5901', page: NOVNC },
  {
    from: 'noVNC wiki: a certificate of an authority',
    line: 'websockify --web /opt/noVNC --cert /etc/letsencrypt/fullchain.pem --key /etc/letsencrypt/privkey.pem --ssl-only 443 localhost:5901',
    tls: true,
  },
  {
    from: 'wiki: tokens in a folder',
    line: './run 6080 --token-plugin TokenFile --token-source /path/to/target.config.d/',
    path: '/websockify?token=vm1',
  },
  {
    from: 'blog: tokens in a file',
    line: 'websockify --verbose --web /usr/share/novnc/ --token-plugin=TokenFile --token-source=/etc/websockify-token.cfg 6080',
    path: '/websockify?token=vm1',
    page: NOVNC,
  },
  {
    from: 'tokens written by hand',
    line: 'websockify 6080 --token-plugin TokenFile --token-source /etc/novnc/hand.list',
    path: '/websockify?token=vm1%20:1+b',
  },
  {
    from: 'tokens written by hand, IPv6',
    line: 'websockify 6080 --token-plugin TokenFile --token-source /etc/novnc/hand.list',
    path: '/websockify?token=vm2',
  },
  {
    from: 'older unit files: a deprecated flag',
    line: 'ExecStart=/usr/bin/websockify --web /usr/share/novnc --target-config=/etc/novnc/tokens.list 6080',
    path: '/?token=vm1',
  },
  {
    from: 'read once',
    line: 'websockify --token-plugin websockify.token_plugins.ReadOnlyTokenFile --token-source tokens.conf 6080',
    path: '/?token=vm1',
    settings: { tokensOnce: true },
  },
  {
    from: 'nova, tokens of instances by the module of the plug-in',
    line: 'websockify --token-plugin token_plugins.TokenFile --token-source /var/lib/nova/vnc_tokens 0.0.0.0:6080',
    path: '/websockify/?token=vm1',
  },
  {
    from: 'Redis',
    line: 'websockify --token-plugin TokenRedis --token-source redis.internal:6379 6080',
    path: '/websockify?token=vm1',
  },
  {
    from: 'a server that knows the tokens',
    line: 'websockify 6080 --token-plugin JSONTokenApi --token-source http://tokens.internal/api/token/%s',
    path: '/websockify?token=vm1',
  },
  {
    from: 'a server that knows the tokens, by the module of the plug-in',
    line: 'websockify 6080 --token-plugin websockify.token_plugins.BaseTokenAPI --token-source http://tokens.internal/api/token/%s',
    path: '/websockify?token=vm1',
  },
  {
    from: 'signed tokens',
    line: 'websockify --token-plugin JWTTokenApi --token-source /etc/websockify/jwt-secret 6080',
    path: 'JWT',
  },
  {
    from: 'libvirt, KubeVirt: a socket for each machine',
    line: 'websockify --token-plugin UnixDomainSocketDirectory --token-source /run/libvirt/vnc 6080',
    path: '/?token=vm1',
  },
  {
    from: 'a file for each machine',
    line: 'websockify --token-plugin TokenFileName --token-source /var/lib/vnc-names 6080',
    path: '/?token=vm1',
  },
  {
    from: 'the host as the token',
    line: 'websockify 6080 --host-token --token-plugin TokenFile --token-source /etc/tokens.cfg',
    options: { headers: { host: 'vm1:6080' } },
  },
  {
    from: 'README: a login for page and WebSocket',
    line: 'websockify --web=/usr/share/novnc --web-auth --auth-plugin BasicHTTPAuth --auth-source admin:secret 6080 localhost:5900',
    options: { headers: { authorization: BASIC } },
    page: [401, 401],
  },
  {
    from: 'the same by the module of the plug-in',
    line: 'websockify --auth-plugin websockify.auth_plugins.BasicHTTPAuth --auth-source admin:secret 6080 localhost:5900',
    options: { headers: { authorization: BASIC } },
  },
  {
    from: 'only pages of these origins',
    line: `websockify --auth-plugin=ExpectOrigin --auth-source='https://a.example https://b.example:8443' 6080 localhost:5900`,
    options: { origin: 'https://b.example:8443' },
    settings: { ownOrigin: false, originless: false },
  },
  {
    from: 'novnc_proxy, with its defaults',
    line: 'websockify --web /usr/share/novnc --cert /etc/novnc/self.pem 6080 localhost:5900',
    page: NOVNC,
  },
  {
    from: 'novnc_proxy --file-only --heartbeat 2 --idle-timeout 30',
    line: 'websockify --ssl-only --file-only --web /snap/novnc/current --cert /etc/novnc/self.pem --key /etc/novnc/novnc.key 6080 localhost:5900 --heartbeat 2 --idle-timeout 30',
    tls: true,
  },
  { from: 'noVNC snap', line: 'websockify --web /snap/novnc/7/ 6081 localhost:5902 --heartbeat 30', page: NOVNC },
  { from: 'docker: alpine', line: 'ENTRYPOINT websockify --web /usr/share/novnc 8080 10.0.0.5:5900', page: NOVNC },
  {
    from: 'docker: headless desktop',
    line: 'exec websockify 0.0.0.0:6080 127.0.0.1:5901 --web=/usr/share/novnc',
    page: NOVNC,
  },
  {
    from: 'docker: selenium',
    line: 'utils/websockify/run --web /opt/noVNC 7900 selenium:5900 --log-file /var/log/websockify.log -v',
  },
  { from: 'supervisord', line: 'command=/usr/bin/websockify --heartbeat=45 6080 localhost:5900' },
  { from: 'Proxmox forum: a guest', line: 'python3 -m websockify --idle-timeout=0 6080 192.168.0.10:5900' },
  {
    from: 'an RDP gateway page',
    line: 'websockify :8443 10.0.0.5:3389 --ssl-version=tlsv1_2 --cert self.pem',
    tls: true,
  },
  { from: 'Kolla: an address', line: 'websockify --unix-target=/run/vnc.sock 127.0.0.1:6080' },
  {
    from: 'behind nginx, on a socket',
    line: 'websockify --unix-listen /run/websockify.sock --unix-listen-mode 0660 localhost:5900',
  },
  { from: 'an SSH page', line: 'websockify --record=/var/log/recordings --run-once 8022 localhost:22' },
];

test.each(WORKS)(
  '[B75] works the same: $from: $line',
  async ({ line, path = '/websockify', tls, options, page, settings }) => {
    const { config, said } = await run(line, (await redis).port);
    expect(said).toBe('');
    if (config === null) throw new Error('not started');
    if (settings !== undefined) expect({ ...config.routes[0], ...config }).toMatchObject(settings);
    const socketFile = config.listen.find((address) => 'path' in address);
    const { startBridge } = await vi.importActual<Main>('../../bridge/main.ts');
    const listen = socketFile === undefined ? [{ host: '127.0.0.1', port: 0 }] : config.listen;
    const log: string[] = [];
    const bridge = await startBridge({ ...config, listen }, pino({}, { write: (text) => log.push(text) }));
    onTestFinished(() => bridge.drain(1));
    const isWithRedis = config.routes[0]?.tokenRedis !== undefined;
    if (isWithRedis) await expect.poll(() => log.join('')).toContain('connected to Redis');

    if (page !== undefined) {
      const statuses = ['/', '/vnc.html'].map(
        async (each) => (await fetch(`http://127.0.0.1:${bridge.port}${each}`)).status,
      );
      expect(await Promise.all(statuses)).toEqual(page);
    }
    const at = path === 'JWT' ? `/websockify?token=${await signedToken()}` : path;
    const address =
      socketFile === undefined ? `127.0.0.1:${bridge.port}` : `unix:${(socketFile as { path: string }).path}:`;
    const scheme = socketFile === undefined ? (tls ? 'wss://' : 'ws://') : 'ws+';
    // As noVNC does.
    const socket = new WebSocket(`${scheme}${address}${at}`, ['binary'], { rejectUnauthorized: false, ...options });
    await once(socket, 'open');
    socket.send(Buffer.from('echo'));
    expect(String((await once(socket, 'message'))[0])).toBe('echo');
    socket.close();
    if (socketFile !== undefined) expect(statSync((socketFile as { path: string }).path).mode & 0o777).toBe(0o660);
  },
);

function signedToken(): Promise<string> {
  const [host, port] = target.split(':');
  const exp = Math.floor(Date.now() / 1000) + 60;
  return new SignJWT({ host, port: Number(port), exp }).setProtectedHeader({ alg: 'HS256' }).sign(SECRET);
}

test.each([
  ['man page', './websockify 5901 --wrap-mode=ignore -- vncserver -geometry 1024x768 :1', 'on another port'],
  ['man page', 'sudo ./run 2023 --wrap-mode=respawn -- telnetd -debug 2023', 'on another port'],
  ['README', './run 2023 -- PROGRAM ARGS', '127.0.0.1:5900'],
  [
    'man page',
    `./websockify 5901 --cert=fullchain.pem --key=privkey.pem --ssl-only --verify-client --cafile=fullchain.pem --auth-plugin=ClientCertCNAuth --auth-source='jane@example.com Joe' 127.0.0.1:5900`,
    '--cafile',
  ],
  [
    'unit file, Type=forking',
    'ExecStart=/usr/bin/websockify -D --web=/usr/share/novnc/ --cert=self.pem 6080 localhost:5901',
    'Type=forking',
  ],
  ['init script', 'websockify --daemon --log-file=/var/log/websockify.log 6080 localhost:5900', 'service manager'],
  ['novnc_proxy --syslog', 'websockify --syslog /dev/log --web /usr/share/novnc 6080 localhost:5900', '--log-file'],
  ['novnc_proxy --timeout', 'websockify --web /usr/share/novnc 6080 localhost:5900 --timeout 60', '--idle-timeout'],
  ['xinetd', 'websockify --inetd localhost:5900', 'systemd'],
  ['SocketServer', 'websockify --libserver 6080 localhost:5900', 'leave it out'],
  ['a key with a password', 'websockify --cert self.pem --key-password x 443 localhost:5900', 'openssl pkey'],
  ['ciphers', 'websockify --cert self.pem --ssl-ciphers HIGH 443 localhost:5900', '--tls-min-version'],
  ['the oldest TLS', 'websockify --cert self.pem --ssl-version tlsv1_1 443 localhost:5900', 'tlsv1_2'],
  ['IPv6', 'websockify -6 6080 localhost:5900', '[::1]:8080'],
  ['debugging', 'websockify --traffic 6080 localhost:5900', '--record'],
  ['a recording', 'websockify --record=/tmp/no/session 6080 localhost:5900', 'no folder at'],
  [
    'a page of another program',
    'websockify 127.0.0.1:9900 --token-plugin websockify_okta.Verify --token-source 127.0.0.1:5900',
    'JSONTokenApi',
  ],
  [
    'libvirt',
    'websockify --web=/usr/share/novnc/ 6080 --token-plugin websockify_LibvirtDomain.LibvirtDomain',
    'JSONTokenApi',
  ],
  ['cookies', 'websockify --auth-plugin websockifyAuth.CookieAuth --auth-source x 6080 localhost:5901', '--jwt-key'],
  ['authorities of the system', 'websockify --cert self.pem --verify-client 443 localhost:5900', 'ca-certificates.crt'],
  [
    'a page with a login of its own',
    'websockify --web /usr/share/novnc --web-auth 6080 localhost:5900',
    'BasicHTTPAuth',
  ],
  ['no source', 'websockify --auth-plugin BasicHTTPAuth 6080 localhost:5900', '--auth-source'],
  ['no origins', 'websockify --auth-plugin ExpectOrigin 6080 localhost:5900', '--auth-source'],
  [
    'origins without a scheme',
    'websockify --auth-plugin ExpectOrigin --auth-source localhost:8080 6080 localhost:5900',
    'error: --auth-source: origins.0: expected http(s)://host',
  ],
  ['no pings', 'websockify --heartbeat 0 6080 localhost:5900', 'Pings cannot be turned off'],
  ['self.pem by default', 'websockify --ssl-only --web /usr/share/novnc 443 localhost:5900', '--cert self.pem'],
  [
    'a target beside tokens',
    'websockify --token-plugin TokenFile --token-source tokens.conf 6080 localhost:5900',
    '--token-source are alternatives',
  ],
  ['the same, deprecated', 'websockify --target-config tokens.conf 6080 localhost:5900', '--target-config are'],
  ['a target beside a socket', 'websockify --unix-target /run/vnc.sock 6080 localhost:5900', '--unix-target are'],
  ['a port of its own', 'websockify --port 6080 --web /usr/share/novnc', "unknown option '--port'"],
])('[B75] says what to use instead: %s: %s', async (_, line, says) => {
  const { config, said } = await run(line);
  expect(said).toMatch(/^error: [^\n]+\n$/);
  expect(said).toContain(says);
  expect(config).toBeNull();
});

test('[B75] a time of 0 is the default that the help names', async () => {
  const { config, said } = await run(
    'websockify --tunnel-idle-timeout 0 --health-check 0 --drain-grace 0 --idle-timeout 0 6080 localhost:5900',
  );
  expect(said).toBe('');
  expect(config).toMatchObject({ idleTimeoutMs: null, drainGraceMs: 0 });
  expect(config?.routes[0]).toMatchObject({ healthCheck: null });
});

test('[B75] the target of --ssl-target is reached where its certificate holds', async () => {
  const { config } = await run('websockify 6080 --ssl-target tls.internal:5900');
  expect(config?.routes[0]).toMatchObject({ targetTls: { verify: true } });
});

test('[B75] what differs without ending is said at the start', async () => {
  const before = process.cwd();
  onTestFinished(() => process.chdir(before));
  process.chdir(folder);
  const options = { originless: true, logLevel: 'info', tlsTarget: true } as const;
  expect(differences(options, join(folder, 'web'))).toEqual([
    'self.pem is not used: --cert self.pem turns on TLS',
    'the certificate of the target is checked: "targetTls" in --config has "ca" and "verify"',
    'the folder of --web has no index.html: / is answered with 404, folders are never listed, open /vnc.html',
  ]);
  process.chdir(before);
  expect(differences({ originless: true, logLevel: 'info', cert: 'a.pem' }, null)).toEqual([]);
});

test('[B75] a target behind -- is no command', async () => {
  const { config, said } = await run('websockify 6080 -- 127.0.0.1:5900');
  expect([said, config?.routes[0]?.target]).toEqual(['', [{ host: '127.0.0.1', port: Number(target.split(':')[1]) }]]);
});

/** What comes before the arguments: a program, a keyword of a unit file. */
const PROGRAM = /^(?:\w+=|exec |sudo |ENTRYPOINT |python3 -m )?\S*(?:websockify|run)(?= )/;

async function run(line: string, redisPort = 0): Promise<{ config: BridgeConfig | null; said: string }> {
  const words = line.replace(PROGRAM, '').match(/(?:'[^']*'|\S)+/g) ?? [];
  const args = words.map((word) => {
    const [, flag = '', value = ''] = /^(--[\w-]+=)?(.*)$/.exec(word.replaceAll("'", '')) ?? [];
    return `${flag}${placeOf(value, redisPort)}`;
  });
  started.config = null;
  let said = '';
  const program = createProgram();
  for (const each of [program, ...program.commands]) each.configureOutput({ writeErr: (words) => (said += words) });
  try {
    await program.parseAsync(['bridge', ...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError) && !(error instanceof Started)) throw error;
  }
  return { config: started.config as BridgeConfig | null, said };
}
