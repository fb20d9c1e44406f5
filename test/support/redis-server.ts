// A Redis of a test's own, on a free port of 127.0.0.1, in a folder that goes with it. It starts in a few hundredths of a
// second, so each test file can have its own: channels are not separated by database numbers.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { freePort } from './free-port.ts';
import { KeptProcess } from './kept-process.ts';

/** Another program can take a free port before the server does. */
const PORTS_TRIED = 5;
/** For connections of tests: Redis, or the process that reads its answers, may stand still on a busy machine. */
export const PATIENT_MS = 90_000;
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
  /** TLS alone, with a certificate for 127.0.0.1 by an authority of its own. */
  readonly isTls?: boolean;
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
    if (options.isTls) await writeCertificates(server.folder);
    for (let tries = 1; tries <= PORTS_TRIED; tries++) {
      server.port = await freePort();
      if (await server.restart()) return server;
    }
    await server.stop();
    throw new Error(`redis-server does not start: ${(options.args ?? []).join(' ')}`);
  }

  /** In database 0. */
  get url(): string {
    const { login, isTls } = this.options;
    const authority = isTls ? `?ca=${this.folder}/ca.pem` : '';
    return `redis${isTls ? 's' : ''}://${login === undefined ? '' : `${login}@`}127.0.0.1:${this.port}/0${authority}`;
  }

  /** Starts it again, on its port, after `kill`. @returns whether it accepts connections */
  async restart(): Promise<boolean> {
    const durable = this.options.isDurable ? 'yes' : 'no';
    const args = ['--bind', '127.0.0.1', '--dir', this.folder, '--save', '', '--appendonly', durable];
    const command = ['redis-server', ...this.portArgs(), ...args, ...(this.options.args ?? [])];
    this.process = await KeptProcess.start(command, LINES);
    return this.process !== null;
  }

  private portArgs(): string[] {
    if (!this.options.isTls) return ['--port', `${this.port}`];
    const files = (['cert', 'key', 'ca-cert'] as const).flatMap((name) => [
      `--tls-${name}-file`,
      join(this.folder, `${name === 'ca-cert' ? 'ca' : name}.pem`),
    ]);
    return ['--port', '0', '--tls-port', `${this.port}`, ...files, '--tls-auth-clients', 'optional'];
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

/** `ca.pem`, and `cert.pem` with `key.pem` by it. */
async function writeCertificates(folder: string): Promise<void> {
  const ca = await generate([{ name: 'commonName', value: 'an authority' }], {
    extensions: [{ name: 'basicConstraints', cA: true }],
  });
  const server = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    ca: { key: ca.private, cert: ca.cert },
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  writeFileSync(join(folder, 'ca.pem'), ca.cert);
  writeFileSync(join(folder, 'cert.pem'), server.cert);
  writeFileSync(join(folder, 'key.pem'), server.private);
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
