// A game server or an API in a process of its own, which is killed and started again on its ports, as the supervisor does after a first
// crash.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.ts';

export interface Ports {
  readonly port: number;
  readonly adminPort: number;
}

export interface KilledServerOptions {
  /** Further flags. */
  readonly flags?: readonly string[];
  readonly command?: 'server' | 'api';
  /** Further variables. */
  readonly env?: NodeJS.ProcessEnv;
  /** A command that runs it, such as one that enters a network namespace. */
  readonly within?: readonly string[];
  /** Takes what it logs; without it nothing is read. */
  readonly logged?: (text: string) => void;
}

export class KilledServer {
  ports: Ports = { port: 0, adminPort: 0 };
  /** When it last listened, and how often it has ended by itself. */
  listenedMs = 0;
  private readonly main: string;
  private readonly flags: readonly string[];
  private readonly options: KilledServerOptions;
  private process: ChildProcess | null = null;

  /** @param main path of the built command @param folder of its data */
  constructor(main: string, folder: string, options: KilledServerOptions = {}) {
    this.main = main;
    this.options = options;
    this.flags = ['--host=127.0.0.1', `--data=${folder}`, '--log-level=error', ...(options.flags ?? [])];
  }

  get pid(): number {
    return this.process!.pid!;
  }

  /** Starts it, always on the same ports. Resolves when it listens. */
  async start(): Promise<void> {
    // Not any that the system gives: it would give them to others while the server is gone.
    if (this.ports.port === 0) this.ports = { port: await freePort(), adminPort: await freePort() };
    this.process = this.spawn();
    this.ports = await portsOf(this.process);
    this.listenedMs = performance.now();
  }

  /** Starts it, and ends it after so long, in the middle of whatever it does then. */
  async startAndKill(ms: number): Promise<void> {
    this.process = this.spawn();
    await wait(ms);
    await this.kill();
  }

  /** Ends it at once. Resolves when it has ended. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.process!;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  /** Whether it has been started and has not ended. */
  get isRunning(): boolean {
    return this.process !== null && this.process.exitCode === null && this.process.signalCode === null;
  }

  /** Sends a signal that does not end it, such as SIGSTOP. */
  signal(name: NodeJS.Signals): void {
    this.process?.kill(name);
  }

  private spawn(): ChildProcess {
    const { port, adminPort } = this.ports;
    const { command = 'server', logged } = this.options;
    const args = [command, `--port=${port}`, `--admin-port=${adminPort}`, ...this.flags];
    const child = startProgram(this.main, args, this.options);
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => logged!(String(text)));
    return child;
  }
}

/** A bridge to a server, in a process of its own. */
export async function startBridge(main: string, { port }: Ports): Promise<{ readonly url: string; end(): void }> {
  const child = startProgram(main, ['bridge', '127.0.0.1:0', `127.0.0.1:${port}`, '--log-level=silent']);
  const ports = await portsOf(child);
  return { url: `ws://127.0.0.1:${ports.port}`, end: () => void child.kill('SIGKILL') };
}

function startProgram(main: string, args: readonly string[], options: KilledServerOptions = {}): ChildProcess {
  const { env, within = [], logged } = options;
  const { PACKETMAN_SERVER_NO_JOURNAL: _, ...environment } = process.env;
  const [program = '', ...rest] = [...within, process.execPath, main, ...args];
  return spawn(program, rest, {
    // A supervised program sends its ports.
    env: { ...environment, ...env, PACKETMAN_SUPERVISED: '1' },
    stdio: logged === undefined ? ['ignore', 'ignore', 'inherit', 'ipc'] : ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

async function portsOf(child: ChildProcess): Promise<Ports> {
  return new Promise((resolve, reject) => {
    child.on('message', (sent: { listening?: Ports }) => sent.listening !== undefined && resolve(sent.listening));
    child.once('exit', (code) => reject(new Error(`the program has ended with ${code}`)));
  });
}
