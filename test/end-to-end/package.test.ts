// The package as npm makes and installs it, in a folder that knows nothing of this repository. There is no network: the
// packages that it depends on are copied from here, and a lock file says that they are what it asks for.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { isBuilt } from '../../tools/fingerprint.js';
import { blockOf } from '../support/document-block.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = mkdtempSync(join(tmpdir(), 'package-'));
/** Where somebody has installed it. */
const SITE = join(FOLDER, 'site');
const PACKAGE = join(SITE, 'node_modules/packetman');
/** All packages are copied, and npm runs twice: two minutes on a busy machine. */
const SETUP_MS_MAX = 600_000;
const NPM = [
  '--offline',
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
  `--cache=${join(FOLDER, 'cache')}`,
];

interface LockedPackage {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly resolved?: string;
  readonly integrity?: string;
}

beforeAll(() => {
  if (!isBuilt(ROOT)) run(ROOT, process.execPath, 'tools/build.js');
  const [packed] = JSON.parse(run(ROOT, 'npm', 'pack', '--json', `--pack-destination=${FOLDER}`, ...NPM)) as [
    { filename: string },
  ];
  install(`file:../${packed.filename}`);
}, SETUP_MS_MAX);

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

/** Lets npm install the tarball. Without `resolved` and `integrity` npm takes a package that is there for the right one. */
function install(tarball: string): void {
  const { packages: locked } = readJson('package-lock.json') as { packages: Record<string, LockedPackage> };
  const { version, dependencies, optionalDependencies, bin } = readJson('package.json') as Record<string, unknown>;
  const packages: Record<string, object> = {
    '': { dependencies: { packetman: tarball } },
    'node_modules/packetman': { version, resolved: tarball, dependencies, optionalDependencies, bin },
  };
  mkdirSync(join(SITE, 'node_modules/.bin'), { recursive: true });
  for (const [path, { resolved: _, integrity: __, ...entry }] of Object.entries(locked)) {
    if (path === '' || entry.dev || entry.devOptional || !existsSync(join(ROOT, path))) continue;
    packages[path] = entry;
    cpSync(join(ROOT, path), join(SITE, path), { recursive: true });
    for (const [name, file] of Object.entries(entry.bin ?? {})) {
      symlinkSync(join('..', path.slice('node_modules/'.length), file), join(SITE, 'node_modules/.bin', name));
    }
  }
  const site = { name: 'site', private: true, type: 'module', dependencies: { packetman: tarball } };
  writeFileSync(join(SITE, 'package.json'), JSON.stringify(site));
  writeFileSync(join(SITE, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, requires: true, packages }));
  run(SITE, 'npm', 'install', ...NPM);
}

test('[PK1] links of its documents lead to files of the package, which has nothing of the tests and benches', () => {
  const files = readdirSync(PACKAGE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(PACKAGE.length + 1));
  const broken = files
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) =>
      linksIn(readFileSync(join(PACKAGE, path), 'utf8')).map((link) => posix.join(dirname(path), link)),
    )
    .filter((path) => !existsSync(join(PACKAGE, path)));
  expect(broken).toEqual([]);
  expect(linksIn('[a](b.md#c) [d](https://e.example) ![f](g.png)')).toEqual(['b.md', 'g.png']);
  expect(files).toEqual(expect.arrayContaining(['LICENSE', 'CHANGELOG.md', 'docs/play.md', 'dist/web/index.html']));
  const ours = files.filter((path) => !path.startsWith('bots/starters/'));
  expect(ours.filter((path) => /bench|golden(?!\/(?:wire|transcripts))|\.test\.|(?<!\.d)\.ts$/.test(path))).toEqual([]);
});

test('[PK2] every command has its help', async () => {
  const commands = [
    ...run(SITE, 'npx', '--no-install', 'packetman', '--help').matchAll(/^ {2}([a-z-]+) \[options\]/gm),
  ];
  expect(commands.length).toBeGreaterThan(7);
  for (const [, command] of commands) expect(packetman(command!, '--help')).toMatch(`Usage: packetman ${command} `);
  expect(packetman('--version').trim()).toBe((readJson('package.json') as { version: string }).version);
});

test('[PK3] server, bot and bridge run, and so do the exported protocol and rules', async () => {
  const server = await start('server', /listen/, '--port=0', '--admin-port=0');
  const game = Number(/port[^\d]*(\d+)/.exec(server)?.[1]);
  expect(await start('bot', /joined/, `--port=${game}`, '--name=Ada')).toMatch(/^Ada: joined room [A-Z0-9]+/);

  const bridge = await start(
    'bridge',
    /listen/,
    '--web=node_modules/packetman/dist/web',
    '127.0.0.1:0',
    `127.0.0.1:${game}`,
  );
  const port = Number(/"port":(\d+)/.exec(bridge)?.[1]);
  const page = await fetch(`http://127.0.0.1:${port}/`);
  expect(await page.text()).toContain('<title>Packetman');
  writeFileSync(join(SITE, 'welcome.js'), WELCOME);
  expect(run(SITE, process.execPath, 'welcome.js', String(port))).toBe('welcome Eve 1\n');
});

/** Says hello through the bridge with the exported protocol, and runs a tick of the exported rules. */
const WELCOME = `
import { decodeServer, encodeClient, encodeFrame, FrameDecoder, PROTOCOL_VERSION, SERVER_PAYLOAD_BYTES_MAX } from 'packetman/protocol';
import { createWorld, Events, matchSettings, step } from 'packetman/simulation';
import { WebSocket } from 'ws';

const socket = new WebSocket('ws://127.0.0.1:' + process.argv[2] + '/', ['binary']);
const frames = new FrameDecoder(SERVER_PAYLOAD_BYTES_MAX);
const hello = { type: 'hello', version: PROTOCOL_VERSION, name: 'Eve', kind: 'bot', token: '' , rules: 0, colour: 0, mark: 0, ticket: '', seen: 0};
socket.on('open', () => socket.send(encodeFrame(encodeClient(hello))));
socket.on('message', function read(bytes) {
  frames.push(bytes);
  const payload = frames.next();
  if (payload === null) return;
  // More may follow before the connection has closed.
  socket.off('message', read);
  const { message } = decodeServer(payload);
  const world = createWorld(matchSettings({ mode: 'coop' }));
  step(world, [], new Events());
  console.log(message.type, message.name, world.tick);
  socket.close();
});
`;

test('[PK4] what it exports has types, of which a strict program needs only those of Node besides', () => {
  mkdirSync(join(SITE, 'node_modules/@types'), { recursive: true });
  for (const name of ['node'])
    symlinkSync(join(ROOT, 'node_modules/@types', name), join(SITE, 'node_modules/@types', name));
  if (existsSync(join(ROOT, 'node_modules/undici-types'))) {
    symlinkSync(join(ROOT, 'node_modules/undici-types'), join(SITE, 'node_modules/undici-types'));
  }
  writeFileSync(join(SITE, 'types.ts'), TYPED);
  writeFileSync(join(SITE, 'typed-bot.js'), blockOf('bots/README.md', 'js bot'));
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2023',
    strict: true,
    noEmit: true,
    types: ['node'],
    skipLibCheck: false,
    allowJs: true,
    checkJs: true,
  };
  writeFileSync(join(SITE, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['types.ts', 'typed-bot.js'] }));
  expect(run(SITE, join(ROOT, 'node_modules/.bin/tsc'), '-p', '.')).toBe('');
  expect(() => run(SITE, process.execPath, '-e', "import('packetman/dist/bridge/main.js')")).toThrow(
    'ERR_PACKAGE_PATH_NOT_EXPORTED',
  );
});

const TYPED = `
import { createServer } from 'node:http';
import { BotClient, BotError, Pilot, type BotHandlers } from 'packetman/bot';
import { attach, bridgeConfig, startBridge, type AttachedBridge, type LookUp } from 'packetman/bridge';
import { encodeClient, type ServerMessage } from 'packetman/protocol';
import { NONE, type Direction, type World } from 'packetman/simulation';

const lookUp: LookUp = async ({ headers }, { client, signal }) => {
  signal.throwIfAborted();
  return headers.cookie === client ? { target: '127.0.0.1:1980', user: client } : { refused: 'no' };
};
export const bridge: AttachedBridge = attach(createServer(), [{ name: 'game', path: '/game', lookUp }], { text: 'refuse' });
// @ts-expect-error
attach(createServer(), [{ name: 'game', path: '/game', lookUp: () => 'nowhere' }]);
// @ts-expect-error
attach(createServer(), [], { listen: '8080' });
export const port: Promise<number> = startBridge(bridgeConfig({ listen: '0', target: '1' })).then((started) => started.port);

export const handlers: BotHandlers = {
  onTurn(client, ahead, match) {
    const direction: Direction = new Pilot(match).decide(ahead);
    if (direction !== NONE) client.steer(direction);
  },
};
export const lives = (world: World): number => world.lives;
export const end: Promise<BotError | null> = BotClient.connect({ host: 'a', port: 1 }, 'Ada', handlers).then((client) => client.closed);
export const bytes: Uint8Array = encodeClient({ type: 'ping', time: 1, seenTick: 0 });
export const isWelcome = (message: ServerMessage): boolean => message.type === 'welcome';
`;

test('[PK5] the bot of bots/README.md plays', async () => {
  const server = await start('server', /listen/, '--port=0', '--admin-port=0');
  const game = /port[^\d]*(\d+)/.exec(server)![1]!;
  const program = blockOf('bots/README.md', 'js bot')
    .replace('1980', game)
    .replace(/\/\/ A brain.*/, "if (ahead.tick > 0) console.log('plays');");
  writeFileSync(join(SITE, 'bot.js'), program);
  expect(await firstLine('bot.js')).toBe('plays');
});

test('[PK5] the site of bridge/README.md lets callers with a login in, and answers its other requests', async () => {
  const target = createServer((socket: Socket) => socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1');
  await once(target, 'listening');
  onTestFinished(() => void target.close());
  const program = blockOf('bridge/README.md', 'js attach')
    .replace('1980', String((target.address() as AddressInfo).port))
    .replace('listen(8080)', 'listen(0, () => console.error(server.address().port))');
  writeFileSync(join(SITE, 'site.js'), program);
  const child = spawn(process.execPath, ['site.js'], { cwd: SITE, stdio: ['ignore', 'ignore', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [port] = (await once(createInterface(child.stderr), 'line')) as [string];
  expect(await (await fetch(`http://127.0.0.1:${port}/game`)).text()).toBe('the site');

  const refused = new WebSocket(`ws://127.0.0.1:${port}/game`, { headers: { Cookie: 'login=0000' } });
  refused.on('error', () => {});
  const [, answer] = (await once(refused, 'unexpected-response')) as [unknown, { statusCode: number }];
  expect(answer.statusCode).toBe(403);

  const ada = new WebSocket(`ws://127.0.0.1:${port}/game`, { headers: { Cookie: 'login=7f3a' } });
  await once(ada, 'open');
  ada.send('hello');
  const [echoed] = (await once(ada, 'message')) as [Buffer];
  expect(String(echoed)).toBe('hello');
  const ended = once(child, 'exit');
  const closed = once(ada, 'close');
  child.kill('SIGTERM');
  expect((await closed)[0]).toBe(1001);
  expect(await ended).toEqual([0, null]);
});

/** Runs a program to its end. @returns its standard output @throws Error with all that it printed when it fails */
function run(cwd: string, command: string, ...args: string[]): string {
  const shell = process.platform === 'win32';
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', shell });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${status}\n${stdout}${stderr}`);
  return stdout;
}

function packetman(...args: string[]): string {
  return run(SITE, process.execPath, join(PACKAGE, 'cli/packetman.js'), ...args);
}

/** Starts a command that runs until the test is over. @returns its first line with these words */
async function start(command: string, words: RegExp, ...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [join(PACKAGE, 'cli/packetman.js'), command, ...args], {
    cwd: SITE,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const line of createInterface(child.stdout)) if (words.test(line)) return line;
  throw new Error(`${command} ended`);
}

/** The first line of a program in the site's folder, which is then ended. */
async function firstLine(file: string): Promise<string> {
  const child = spawn(process.execPath, [file], { cwd: SITE, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return line;
}

function linksIn(document: string): string[] {
  return [...document.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)]
    .map(([, link]) => link!)
    .filter((link) => !/^[a-z]+:/.test(link));
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}
