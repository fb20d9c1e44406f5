// Runs the thread in which matches are played again: one match at a time, with limits of memory and time. A thread that
// exceeds them is ended, and the next match gets another one.

import { Worker } from 'node:worker_threads';
import type { VerifyAnswer, VerifyTask } from './verify-thread.ts';

/** The longest match, of an hour with 64 seats, is played again in some seconds. */
const TIME_MS_MAX = 60_000;
/** The longest replay is some ten megabytes of text, and its values take some times that. */
const MEMORY_MB_MAX = 512;

export const THREAD = new URL('./verify-thread.js', import.meta.url);

export interface VerifierOptions {
  /** The compiled thread. */
  readonly thread?: URL;
  readonly timeMsMax?: number;
  readonly memoryMbMax?: number;
}

/** The thread has ended, or takes too long. */
export class ThreadError extends Error {
  override readonly name = 'ThreadError';
}

export class Verifier {
  private readonly options: Required<VerifierOptions>;
  private worker: Worker | null = null;
  /** Ends the call under way. */
  private abort: ((reason: string) => void) | null = null;

  constructor(options: VerifierOptions = {}) {
    this.options = { thread: THREAD, timeMsMax: TIME_MS_MAX, memoryMbMax: MEMORY_MB_MAX, ...options };
  }

  /** Not to be called before the last call has settled. @throws {ThreadError} */
  run(task: VerifyTask): Promise<VerifyAnswer> {
    const { timeMsMax } = this.options;
    const worker = (this.worker ??= this.start());
    return new Promise<VerifyAnswer>((resolve, reject) => {
      const settle = (then: () => void): void => {
        clearTimeout(timer);
        this.abort = null;
        worker.removeAllListeners('message').removeAllListeners('error').removeAllListeners('exit');
        then();
      };
      const fail = (reason: string): void => {
        settle(() => reject(new ThreadError(reason)));
        this.worker = null;
        // An error of a thread that is being ended means nothing.
        worker.on('error', () => {});
        void worker.terminate();
      };
      this.abort = fail;
      const timer = setTimeout(() => fail(`not played within ${timeMsMax / 1000} s`), timeMsMax);
      worker.once('message', (answer: VerifyAnswer) => settle(() => resolve(answer)));
      worker.once('error', (error: Error) => fail(error.message));
      worker.once('exit', () => fail('the thread has ended'));
      worker.postMessage(task);
    });
  }

  /** Ends the thread. A call under way rejects at once: a thread that is only starting may take its time to end. */
  stop(): void {
    this.abort?.('the thread is ended');
    void this.worker?.terminate();
    this.worker = null;
  }

  private start(): Worker {
    const { thread, memoryMbMax } = this.options;
    const worker = new Worker(thread, {
      resourceLimits: { maxOldGenerationSizeMb: memoryMbMax },
      // Nothing of what this program was started with is for a match.
      env: {},
      execArgv: [],
    });
    worker.unref();
    return worker;
  }
}
