// Real web proxies in front of something that listens on this machine: nginx, haproxy and lighttpd, each started with
// its own configuration in a folder of its own, and gone when the test is over.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

interface WebProxyProgram {
  /** Asks it for its version. */
  readonly version: readonly string[];
  /** The program's own file around a block of configuration. */
  file(block: string, folder: string): string;
  args(path: string, folder: string): string[];
}

const PROGRAMS = {
  nginx: {
    version: ['-v'],
    file: (block, folder) => `
daemon off;
master_process off;
pid ${folder}/pid;
error_log stderr;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  ${block}
}
`,
    args: (path, folder) => ['-p', folder, '-c', path, '-e', 'stderr'],
  },
  haproxy: {
    version: ['-v'],
    file: (block) => block,
    args: (path) => ['-db', '-q', '-f', path],
  },
  lighttpd: {
    version: ['-v'],
    file: (block, folder) => `server.document-root = "${folder}"\n${block}`,
    args: (path) => ['-D', '-f', path],
  },
} as const satisfies Record<string, WebProxyProgram>;

export type WebProxy = keyof typeof PROGRAMS;

/** Whether it can be started here; Debian has such programs where only root looks for them. */
export function hasWebProxy(name: WebProxy): boolean {
  return spawnSync(name, PROGRAMS[name].version, { env: environment() }).status === 0;
}

/**
 * Starts it, and waits until it accepts.
 * @param block of its configuration, which listens on `port`
 * @throws Error with what it said, when it ends instead
 */
export async function startWebProxy(name: WebProxy, block: string, port: number): Promise<void> {
  const { file, args } = PROGRAMS[name];
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  const path = join(folder, 'configuration');
  await writeFile(path, file(block, folder));
  const program = spawn(name, args(path, folder), { stdio: ['ignore', 'ignore', 'pipe'], env: environment() });
  let said = '';
  program.stderr.on('data', (chunk: Buffer) => (said += String(chunk)));
  const ended = once(program, 'exit');
  onTestFinished(async () => {
    program.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  });
  while (!(await accepts(port))) {
    if (program.exitCode !== null || program.signalCode !== null) throw new Error(`${name} ended: ${said}`);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (isOpen: boolean) => {
      socket.destroy();
      // Let it get on: this is asked again at once.
      setTimeout(() => resolve(isOpen), isOpen ? 0 : 10);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` };
}
