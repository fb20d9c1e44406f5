// The programs that are compared. Each runs between client and target in its own process; CPU time and memory are read from it.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dial } from './client.ts';

export interface Contestant {
  readonly name: string;
  readonly isWebSocket: boolean;
  readonly port: number;
  /** It is measured with fewer connections than others where it cannot hold as many. */
  readonly tunnelsMax: number;
  /** CPU time of the process and its children so far, 0 for none. */
  cpuMs(): number;
  memoryBytes(): number;
  stop(): void;
}

const KIB = 1024;
const CLOCK_TICK_MS = 10;
const NS_PER_MS = 1e6;
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** It takes a process of about 15 MiB for each. */
const WEBSOCKIFY_TUNNELS_MAX = 100;
/** Debian has its servers in /usr/sbin, which is not in the path of every user. */
const SYSTEM_PATH = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` };

export async function startTarget(): Promise<{ port: number; stop(): void }> {
  const { port, child } = await startScript('target.js');
  return { port, stop: () => void child.kill() };
}

/** Starts them in a row, without those that are not installed. */
export const CONTESTANTS: Readonly<Record<string, (targetPort: number) => Promise<Contestant | null>>> = {
  direct: async (port) => ({ ...contestant('direct', false, port), cpuMs: () => 0, memoryBytes: () => 0 }),
  'bare relay': async (target) => {
    const { port, child } = await startScript('bare-relay.js', String(target));
    return contestant('bare relay', false, port, child);
  },
  'plain ws': async (target) => {
    const { port, child } = await startScript('plain-bridge.js', String(target));
    return contestant('plain ws', true, port, child);
  },
  ours: (target) => startOurs('ours', target),
  'ours x2': (target) => startOurs('ours x2', target, '--processes=2'),
  lighttpd: async (target) => {
    if (spawnSync('lighttpd', ['-v'], { env: SYSTEM_PATH }).status !== 0) return null;
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'bench-bridge-'));
    const file = join(folder, 'lighttpd.conf');
    writeFileSync(file, lighttpdConfig(port, target, folder));
    const child = spawn('lighttpd', ['-D', '-f', file], { stdio: 'ignore', env: SYSTEM_PATH });
    child.once('exit', () => rmSync(folder, { recursive: true }));
    await listens(port);
    return contestant('lighttpd', true, port, child);
  },
  websockify: async (target) => {
    if (spawnSync('websockify', ['--help']).status !== 0) return null;
    const port = await freePort();
    const child = spawn('websockify', [`127.0.0.1:${port}`, `127.0.0.1:${target}`], { stdio: 'ignore' });
    await listens(port);
    return { ...contestant('websockify', true, port, child), tunnelsMax: WEBSOCKIFY_TUNNELS_MAX };
  },
};

/** Ours with flags of its own. */
export async function startOurs(name: string, target: number, ...more: string[]): Promise<Contestant> {
  const port = await freePort();
  const flags = ['--log-level=silent', '--tunnels=20000', ...more, `127.0.0.1:${port}`, `127.0.0.1:${target}`];
  const child = spawn(process.execPath, [`${ROOT}cli/packetman.js`, 'bridge', ...flags], { stdio: 'inherit' });
  await listens(port);
  return contestant(name, true, port, child);
}

function contestant(name: string, isWebSocket: boolean, port: number, child?: ChildProcess): Contestant {
  const pid = child?.pid ?? 0;
  return {
    name,
    isWebSocket,
    port,
    tunnelsMax: Infinity,
    cpuMs: () => familyOf(pid).reduce((sum, member) => sum + cpuMsOf(member), 0),
    memoryBytes: () => familyOf(pid).reduce((sum, member) => sum + memoryBytesOf(member), 0),
    stop: () => void child?.kill(),
  };
}

function lighttpdConfig(port: number, target: number, folder: string): string {
  return [
    'server.modules = ("mod_wstunnel")',
    'server.bind = "127.0.0.1"',
    `server.port = ${port}`,
    `server.document-root = "${folder}"`,
    'server.max-fds = 16384',
    'server.max-connections = 8192',
    'server.listen-backlog = 1024',
    `wstunnel.server = ("" => (("host" => "127.0.0.1", "port" => ${target})))`,
    'wstunnel.frame-type = "binary"',
    '',
  ].join('\n');
}

/** A built program of this folder that prints its port. */
async function startScript(name: string, ...args: string[]): Promise<{ port: number; child: ChildProcess }> {
  const script = fileURLToPath(new URL(name, import.meta.url));
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { port: Number(line.toString()), child };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function listens(port: number): Promise<void> {
  const deadlineMs = performance.now() + 10_000;
  for (;;) {
    try {
      (await dial({ port, isWebSocket: false })).end();
      return;
    } catch (error) {
      if (performance.now() > deadlineMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** The process and its children: websockify has one for each connection. */
function familyOf(pid: number): number[] {
  if (pid === 0) return [];
  const all = entriesOf('/proc').filter((name) => /^\d+$/.test(name));
  return [pid, ...all.filter((name) => statOf(Number(name))[1] === String(pid)).map(Number)];
}

/** Of all threads, to the nanosecond; of children that have ended, in clock ticks. */
function cpuMsOf(pid: number): number {
  const tasks = entriesOf(`/proc/${pid}/task`);
  const ownNs = tasks.map((task) => Number(readProcess(pid, `task/${task}/schedstat`).split(' ')[0]));
  const [childrenUser = 0, childrenSystem = 0] = statOf(pid).slice(13, 15).map(Number);
  return ownNs.reduce((sum, ns) => sum + ns, 0) / NS_PER_MS + (childrenUser + childrenSystem) * CLOCK_TICK_MS;
}

function memoryBytesOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readProcess(pid, 'status'))?.[1] ?? 0) * KIB;
}

/** The fields of /proc/<pid>/stat behind the program's name, which may hold spaces. */
function statOf(pid: number): string[] {
  return readProcess(pid, 'stat')
    .replace(/^.*\) /s, '')
    .split(' ');
}

/** None of a folder that is gone: its process has ended. */
function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readProcess(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
