// The link to a worker that is a process of this machine.

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Share } from './clients.ts';
import type { LinkEvents, NumberedOrder, WorkerLink } from './linked-worker.ts';

export class ProcessLink implements WorkerLink {
  private readonly child: ChildProcess;

  /** Starts the process. */
  constructor(program: URL, events: LinkEvents) {
    // Without the flags of this process: an inspector would want the same port.
    this.child = fork(program, { serialization: 'advanced', execArgv: [] });
    this.child.on('message', ({ number, share }: { number: number; share: Share }) => events.answered(number, share));
    // An order that a dying process no longer took: `exit` follows.
    this.child.on('error', () => {});
    this.child.once('exit', (code, signal) => events.closed(`died (${signal ?? `code ${code}`})`));
  }

  send(order: NumberedOrder): void {
    this.child.send(order, () => {});
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  async end(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.disconnect();
    await ended;
  }
}
