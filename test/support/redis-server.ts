// A Redis of a test's own, on a free port of 127.0.0.1, in a folder that goes with it. It starts in a few hundredths of a
// second, so each test file can have its own: channels are not separated by database numbers.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, KeptProcess } from './kept-process.ts';

/** Another program can take a free port before the server does. */
const PORTS_TRIED = 5;
/** The package of Debian and Ubuntu. */
const INSTALL = 'apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends redis-server redis-sentinel';
const LINES = { ready: 'Ready to accept connections', failed: 'Failed listening' };

export interface RedisServerOptions {
  /** Whether it has its data again after `restart`. */
  readonly isDurable?: boolean;
  /** Further arguments of redis-server, such as `--maxmemory 10mb`. */
  readonly args?: readonly string[];
  /** In the URL: `user:password`. */
  readonly login?: string;
}

export class RedisServer {
  readonly folder: string;
  port = 0;
  private readonly options: RedisServerOptions;
  private process: KeptProcess | null = null;

  private constructor(options: RedisServerOptions) {
    this.options = options;
    this.folder = mkdtempSync(join(tmpdir(), 'packetman-redis-'));
  }

  /** A new, running server. @throws where this machine has no Redis and cannot install it */
  static async start(options: RedisServerOptions = {}): Promise<RedisServer> {
    const server = new RedisServer(options);
    requireProgram('redis-server');
    for (let tries = 1; tries <= PORTS_TRIED; tries++) {
      server.port = await freePort();
      if (await server.restart()) return server;
    }
    await server.stop();
    throw new Error('redis-server does not start');
  }

  /** In database 0. */
  get url(): string {
    const { login } = this.options;
    return `redis://${login === undefined ? '' : `${login}@`}127.0.0.1:${this.port}/0`;
  }

  /** Starts it again, on its port, after `kill`. @returns whether it accepts connections */
  async restart(): Promise<boolean> {
    const durable = this.options.isDurable ? 'yes' : 'no';
    const args = ['--bind', '127.0.0.1', '--dir', this.folder, '--save', '', '--appendonly', durable];
    const command = ['redis-server', '--port', `${this.port}`, ...args, ...(this.options.args ?? [])];
    this.process = await KeptProcess.start(command, LINES);
    return this.process !== null;
  }

  /** Stops answering, but keeps its connections, like a machine without time or network. */
  pause(): void {
    this.process?.signal('SIGSTOP');
  }

  resume(): void {
    this.process?.signal('SIGCONT');
  }

  /** As a crash of the machine. */
  async kill(): Promise<void> {
    await this.process?.kill();
    this.process = null;
  }

  /** Stops it, and removes its folder. */
  async stop(): Promise<void> {
    // A stopped process would not end.
    this.resume();
    await this.process?.end();
    this.process = null;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Installs Redis where it is missing and the user may. @throws where it stays missing */
export function requireProgram(name: 'redis-server' | 'redis-sentinel'): void {
  const isThere = () => spawnSync(name, ['--version']).status === 0;
  if (isThere()) return;
  if (process.getuid?.() === 0)
    spawnSync('sh', ['-c', `apt-get update && ${INSTALL}`], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  if (!isThere()) throw new Error(`no ${name}: install Redis, on Debian and Ubuntu by "${INSTALL}"`);
}
