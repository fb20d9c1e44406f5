// Real TCP proxies before a server: nginx with its stream module, and haproxy, where they are installed.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { blockOf } from './document-block.ts';
import { freePort } from './free-port.ts';

const NGINX_STREAM_MODULE = '/usr/lib/nginx/modules/ngx_stream_module.so';

export interface TcpProxy {
  readonly name: string;
  readonly isInstalled: boolean;
  /** Listens on a free port of 127.0.0.1 until the test ends, and passes all on. @returns the port. */
  start(targetPort: number): Promise<number>;
}

const nginx = findProgram('nginx');
const haproxy = findProgram('haproxy');

/** As the module comes on its own (Debian) or within the program. */
const streamModule = existsSync(NGINX_STREAM_MODULE) ? `load_module ${NGINX_STREAM_MODULE};` : '';

/** The blocks of docs/operating.md, but for their ports; each version of the header that haproxy can send. */
const DOCUMENT = 'docs/operating.md';

export const TCP_PROXIES: readonly TcpProxy[] = [
  {
    name: 'nginx, PROXY version 1',
    isInstalled: nginx !== null && streamModule !== '',
    start: (target) =>
      run((port, folder) => ({
        file: 'nginx.conf',
        text: `${streamModule}
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events {}
${blockOf(DOCUMENT, 'nginx stream').replace('listen 1990;', `listen 127.0.0.1:${port};`).replace(':1980;', `:${target};`)}
`,
        command: [nginx!, '-p', folder, '-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')],
      })),
  },
  haproxySending('send-proxy', 1),
  haproxySending('send-proxy-v2', 2),
];

function haproxySending(option: string, version: number): TcpProxy {
  return {
    name: `haproxy, PROXY version ${version}`,
    isInstalled: haproxy !== null,
    start: (target) =>
      run((port, folder) => ({
        file: 'haproxy.cfg',
        text: blockOf(DOCUMENT, 'haproxy tcp')
          .replace('bind :1990', `bind 127.0.0.1:${port}`)
          .replace(':1980 send-proxy-v2', `:${target} ${option}`),
        command: [haproxy!, '-f', join(folder, 'haproxy.cfg'), '-db', '-q'],
      })),
  };
}

interface Plan {
  readonly file: string;
  readonly text: string;
  readonly command: readonly string[];
}

async function run(planFor: (port: number, folder: string) => Plan): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'packetman-proxy-'));
  const port = await freePort();
  const { file, text, command } = planFor(port, folder);
  writeFileSync(join(folder, file), text);
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk));
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  await Promise.race([
    accepts(port, child),
    ended.then(() => {
      throw new Error(`${program} ended: ${said}`);
    }),
  ]);
  return port;
}

/** Waits until the port takes a connection; the program is what it waits for, so it asks again when refused. */
async function accepts(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const socket = connect(port, '127.0.0.1');
    const [outcome] = await Promise.race([
      once(socket, 'connect').then(() => [true]),
      once(socket, 'close').then(() => [false]),
    ]).catch(() => [false]);
    socket.destroy();
    if (outcome === true) return;
  }
}

function findProgram(name: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}
