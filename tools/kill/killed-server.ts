// A game server or an API in a process of its own, which is killed and started again on its ports, as the supervisor does after a first
// crash.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

export interface Ports {
  readonly port: number;
  readonly adminPort: number;
}

export class KilledServer {
  ports: Ports = { port: 0, adminPort: 0 };
  /** When it last listened, and how often it has ended by itself. */
  listenedMs = 0;
  private readonly main: string;
  private readonly flags: readonly string[];
  private readonly command: 'server' | 'api';
  private process: ChildProcess | null = null;

  /** @param main path of the built command @param folder of its data @param flags further ones */
  constructor(main: string, folder: string, flags: readonly string[] = [], command: 'server' | 'api' = 'server') {
    this.main = main;
    this.command = command;
    this.flags = ['--host=127.0.0.1', `--data=${folder}`, '--log-level=error', ...flags];
  }

  get pid(): number {
    return this.process!.pid!;
  }

  /** Starts it, on the ports that it had before. Resolves when it listens. */
  async start(): Promise<void> {
    this.process = startProgram(this.main, this.args);
    this.ports = await portsOf(this.process);
    this.listenedMs = performance.now();
  }

  /** Starts it, and ends it after so long, in the middle of whatever it does then. */
  async startAndKill(ms: number): Promise<void> {
    this.process = startProgram(this.main, this.args);
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

  private get args(): string[] {
    const { port, adminPort } = this.ports;
    return [this.command, `--port=${port}`, `--admin-port=${adminPort}`, ...this.flags];
  }
}

/** A bridge to a server, in a process of its own. */
export async function startBridge(main: string, { port }: Ports): Promise<{ readonly url: string; end(): void }> {
  const child = startProgram(main, ['bridge', '127.0.0.1:0', `127.0.0.1:${port}`, '--log-level=silent']);
  const ports = await portsOf(child);
  return { url: `ws://127.0.0.1:${ports.port}`, end: () => void child.kill('SIGKILL') };
}

function startProgram(main: string, args: readonly string[]): ChildProcess {
  const { PACKETMAN_SERVER_NO_JOURNAL: _, ...environment } = process.env;
  return spawn(process.execPath, [main, ...args], {
    // A supervised program sends its ports.
    env: { ...environment, PACKETMAN_SUPERVISED: '1' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

async function portsOf(child: ChildProcess): Promise<Ports> {
  return new Promise((resolve, reject) => {
    child.on('message', (sent: { listening?: Ports }) => sent.listening !== undefined && resolve(sent.listening));
    child.once('exit', (code) => reject(new Error(`the program has ended with ${code}`)));
  });
}
