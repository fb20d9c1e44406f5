// A real `packetman server` or `packetman bridge` on a standard output that is as broken as a test wants it. Its ports come
// over the supervisor's channel, since its log may lead nowhere.

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { listeningOf, type Ports } from '../support/listening.ts';
import { newFolder } from '../support/new-folder.ts';
import { TcpPlayer } from '../support/tcp-player.ts';

export const PACKETMAN = join(import.meta.dirname, '../../cli/packetman.js');
/** More than a log keeps while it cannot write. */
export const DISK_KIB = 12 * 1024;
/** A bridge with these routes names all of them when it reads its configuration again. */
const ROUTES = 500;
const ROUTE_NAME = 'r'.repeat(400);
const PLAYERS_AT_ONCE = 20;
const REFUSED_JOINS = 200;
/** Far more lines than it takes: the loop that causes them ends when some were dropped. */
const ROUNDS_MAX = 200;

/** What this machine cannot do is skipped. */
export const CAN = {
  mount: spawnSync('unshare', ['-rm', 'true']).status === 0,
  full: existsSync('/dev/full'),
  limit: existsSync('/proc/self/limits'),
  lowerLimit: spawnSync('prlimit', ['--version']).status === 0,
} as const;

export interface StartOptions {
  /** Descriptor or kind of standard output. */
  readonly stdout?: number | 'pipe';
  /** A small disk that is mounted here, for this program only; standard output goes to `log` in it. */
  readonly disk?: string;
  /** Limit of open files. */
  readonly descriptors?: number;
  readonly env?: NodeJS.ProcessEnv;
}

export class Program {
  readonly process: ChildProcess;
  readonly port: number;
  readonly adminPort: number;
  readonly isBridge: boolean;

  private constructor(child: ChildProcess, isBridge: boolean, ports: Ports) {
    this.process = child;
    this.isBridge = isBridge;
    this.port = ports['port'] ?? 0;
    this.adminPort = ports['adminPort'] ?? 0;
  }

  /** Starts one on free ports; it ends with the test. @param name of the program, and its flags. */
  static async start(
    name: 'server' | 'bridge',
    flags: readonly string[],
    options: StartOptions = {},
  ): Promise<Program> {
    const { disk, stdout = 'ignore', descriptors, env = process.env } = options;
    const mount = disk === undefined ? '' : `mount -t tmpfs -o size=${DISK_KIB}k tmpfs '${disk}' && `;
    const limit = descriptors === undefined ? '' : `ulimit -n ${descriptors} && `;
    const script = `${mount}${limit}exec "$@"${disk === undefined ? '' : ` > '${disk}/log'`}`;
    const command = ['sh', '-c', script, 'sh', process.execPath, PACKETMAN, name, ...flags];
    const [file = '', ...args] = disk === undefined ? command : ['unshare', '-rm', ...command];
    const child = spawn(file, args, {
      stdio: ['ignore', stdout, 'inherit', 'ipc'],
      env: { ...env, PACKETMAN_SUPERVISED: '1' },
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return new Program(child, name === 'bridge', await listeningOf(child));
  }

  /** One of its metrics. */
  async metric(name: string): Promise<number> {
    const text = await this.get('/metrics');
    const value = new RegExp(`^(?:packetman|bridge)_${name}(?:{.*})? (\\S+)$`, 'm').exec(text)?.[1];
    if (value === undefined) throw new Error(`no metric ${name}`);
    return Number(value);
  }

  /** What its admin port answers: it does only while its event loop turns. */
  async get(path: string): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${this.adminPort}${path}`, { headers: { connection: 'close' } });
    return response.text();
  }

  /** Makes it log until lines were dropped. @returns how many. */
  async logUntilDropped(): Promise<number> {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      await this.logLines();
      const dropped = await this.metric('log_lines_dropped_total');
      if (dropped > 0) return dropped;
    }
    throw new Error('it logged a lot, and no line was dropped');
  }

  /** Makes it log a little: a bridge with `manyRoutes`, a server that logs at `debug`. */
  async logLines(): Promise<void> {
    if (this.isBridge) this.process.kill('SIGHUP');
    else await this.joinNowhere();
  }

  /** @returns exit code and signal, once it has ended; what it said last may still be read */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<unknown[]> {
    const ended = once(this.process, 'exit');
    this.process.kill(signal);
    return ended;
  }

  /** The path of a file as it is in the program's own mounts. */
  inside(path: string): string {
    return `/proc/${this.process.pid}/root${path}`;
  }

  /** With `--log-level debug` each refused join is a line. */
  private async joinNowhere(): Promise<void> {
    const players = Array.from({ length: PLAYERS_AT_ONCE }, async () => {
      const player = await TcpPlayer.connect(this.port);
      await player.hello('Ann');
      for (let count = 0; count < REFUSED_JOINS; count++)
        player.send({ type: 'join', code: 'AAAA', password: '', rate: 20 });
      await player.ping().catch(() => {});
      player.destroy();
    });
    await Promise.all(players);
  }
}

/** A configuration of a bridge whose routes lead nowhere. @returns its path */
export function manyRoutes(): string {
  const path = join(newFolder(), 'bridge.json');
  const routes = Array.from({ length: ROUTES }, (_, index) => ({
    name: `${ROUTE_NAME}${index}`,
    path: `/${index}`,
    target: '127.0.0.1:9',
  }));
  writeFileSync(path, JSON.stringify({ routes }));
  return path;
}

/** A fifo whose reader reads only when asked to. */
export class Fifo {
  readonly writer: number;
  private readonly reader: number;
  private text = '';
  private isOpen = true;

  constructor() {
    const path = join(newFolder(), 'fifo');
    execFileSync('mkfifo', [path]);
    this.reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    this.writer = openSync(path, constants.O_WRONLY);
    onTestFinished(() => this.close());
  }

  /** Our own end to write; the program has its own by then. */
  handedOver(): void {
    closeSync(this.writer);
  }

  /** All that was read so far, with what waits now. */
  read(): string {
    const bytes = Buffer.alloc(1024 * 1024);
    try {
      this.text += bytes.toString('utf8', 0, readSync(this.reader, bytes));
    } catch {
      // Nothing waits.
    }
    return this.text;
  }

  /** The reader goes. */
  close(): void {
    if (this.isOpen) closeSync(this.reader);
    this.isOpen = false;
  }
}

/** Fills a disk to its last byte. @returns the file to delete when there is to be room again. */
export function fill(folder: string): string {
  const file = join(folder, 'fill');
  for (let bytes = DISK_KIB * 1024; bytes >= 1; bytes = Math.floor(bytes / 2)) {
    for (;;) {
      try {
        writeFileSync(file, Buffer.alloc(bytes), { flag: 'a' });
      } catch {
        break;
      }
    }
  }
  return file;
}

/** Whole lines of a log, as objects. */
export function logLines(text: string): { msg: string; dropped?: number }[] {
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as { msg: string; dropped?: number });
}

export function readLog(path: string): ReturnType<typeof logLines> {
  return logLines(readFileSync(path, 'utf8'));
}
