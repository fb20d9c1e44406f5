// The pool that vitest runs test files in: one process that is kept from run to run, since to start one takes longer
// than most tests. Modules are evaluated anew for each test file. A process that was not left clean is not used again.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { PoolOptions, PoolWorker, WorkerRequest } from 'vitest/node';

const PROGRAM = join(import.meta.dirname, 'test-process.js');

/** What vitest sends and waits for around runs; a kept process hears of it once only. */
const ANSWERS: Record<string, string> = { start: 'started', stop: 'stopped' };

export class KeptProcess {
  readonly name = 'kept';
  #child: ChildProcess | null = null;
  #isClean = true;
  /** Files that have changed since the process loaded them. */
  #changed = new Set<string>();

  /** For vitest: it asks for a worker for each test file. */
  createPoolWorker = (options: PoolOptions): PoolWorker => {
    const listeners: [event: string, listener: (argument: unknown) => void][] = [];
    const tell = (event: string, argument: unknown) => {
      for (const [name, listener] of listeners.slice()) if (name === event) listener(argument);
    };
    const onMessage = (message: unknown) => {
      const { type, isClean } = message as { type?: string; isClean?: boolean };
      if (type === 'testfileFinished') isRunning = false;
      if (isClean === undefined) tell('message', message);
      else this.#isClean = isClean;
    };
    const onExit = (code: unknown) => tell('exit', code);
    let [isNew, isRunning] = [false, false];
    return {
      name: this.name,
      cacheFs: true,
      on: (event, listener) => void listeners.push([event, listener]),
      off: (event, listener) => {
        const at = listeners.findIndex(([name, other]) => name === event && other === listener);
        if (at >= 0) listeners.splice(at, 1);
      },
      start: async () => {
        if (!this.#isClean) await this.end();
        isNew = this.#child === null;
        this.#child ??= start(options);
        this.#child.on('message', onMessage).on('exit', onExit);
      },
      send: (message) => {
        const { type = '' } = message as { type?: string };
        isRunning ||= type === 'run';
        const answer = ANSWERS[type];
        if (answer && !(isNew && answer === 'started')) {
          queueMicrotask(() => tell('message', { type: answer, __vitest_worker_response__: true }));
        } else this.#child?.send(type === 'run' ? this.#withChanges(message) : message);
      },
      deserialize: (message) => message,
      stop: async () => {
        this.#child?.off('message', onMessage).off('exit', onExit);
        // The next worker may have the process already.
        if (isRunning) await this.end();
      },
    };
  };

  /** The process has to load the file again. */
  changed(path: string): void {
    this.#changed.add(path);
  }

  /** Ends the process, also one that is in an endless loop. The next run starts another. */
  async end(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    this.#isClean = true;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  #withChanges(message: WorkerRequest): WorkerRequest {
    const request = message as WorkerRequest & { type: 'run' };
    const invalidates = [...this.#changed];
    this.#changed.clear();
    return { ...request, context: { ...request.context, invalidates } };
  }
}

function start({ env, execArgv }: PoolOptions): ChildProcess {
  const stdio = ['ignore', 'ignore', 'ignore', 'ipc'] as const;
  return fork(PROGRAM, [], { env, execArgv, serialization: 'advanced', stdio: [...stdio] });
}
