// Plays the games of an arena in several processes at once. Which of them plays a game changes nothing of its result.

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Logger } from '#process';
import type { GameResult } from '../bots/arena/game-result.ts';
import type { ArenaPlan } from './arena-plan.ts';
import { GamePlayer } from './play-game.ts';

/** An order without plan and game: end when the processes of the games have ended. */
export type Order = { readonly plan: ArenaPlan } | { readonly game: number } | 'end';
export type Answer = { readonly result: GameResult } | { readonly error: string };

/** The program of a worker process. */
export const WORKER_PROGRAM = new URL('./worker-process.js', import.meta.url);

interface Worker {
  /** @throws if the game could not be played */
  play(game: number): Promise<GameResult>;
  /** Waits for what is under way, and ends. */
  end(): Promise<void>;
  /** Ends it with all bots, now. */
  kill(): void;
}

export class Workers {
  private readonly plan: ArenaPlan;
  private readonly workers: readonly Worker[];
  private next = 0;
  private isStopped = false;

  /** @param jobs games at once, each in a process of its own; 0 to play them in this process, one after the other */
  constructor(plan: ArenaPlan, jobs: number, log: Logger) {
    this.plan = plan;
    this.workers =
      jobs === 0
        ? [new OwnWorker(plan, log)]
        : Array.from({ length: Math.min(jobs, plan.games) }, () => new WorkerProcess(plan));
  }

  /**
   * Plays all games.
   * @param played called with each, in the order in which they end
   * @throws if one could not be played; then all have stopped
   */
  async run(played: (result: GameResult) => void): Promise<void> {
    try {
      await Promise.all(this.workers.map((worker) => this.runOn(worker, played)));
    } catch (error) {
      if (!this.isStopped) throw error;
    } finally {
      if (this.isStopped) for (const worker of this.workers) worker.kill();
      await Promise.all(this.workers.map((worker) => worker.end()));
    }
  }

  /** Ends all games that are under way. `run` returns. */
  stop(): void {
    this.isStopped = true;
    for (const worker of this.workers) worker.kill();
  }

  private async runOn(worker: Worker, played: (result: GameResult) => void): Promise<void> {
    while (this.next < this.plan.games && !this.isStopped) {
      const result = await worker.play(this.next++).catch((error: unknown) => {
        this.next = this.plan.games;
        throw error;
      });
      if (!this.isStopped) played(result);
    }
  }
}

class OwnWorker implements Worker {
  private readonly player: GamePlayer;
  private stopped: (error: Error) => void = () => {};

  constructor(plan: ArenaPlan, log: Logger) {
    this.player = new GamePlayer(plan, log);
  }

  async play(game: number): Promise<GameResult> {
    const stopped = new Promise<never>((_, reject) => (this.stopped = reject));
    // Games of the AI alone take all of the thread: signals are heard between them.
    await new Promise((resolve) => setImmediate(resolve));
    return Promise.race([this.player.play(game), stopped]);
  }

  end(): Promise<void> {
    return this.player.close();
  }

  kill(): void {
    this.player.kill();
    this.stopped(new Error('stopped'));
  }
}

class WorkerProcess implements Worker {
  private readonly child: ChildProcess;
  private answer: (answer: Answer) => void = () => {};

  constructor(plan: ArenaPlan) {
    // Without the flags of this process: an inspector would want the same port.
    this.child = fork(WORKER_PROGRAM, { serialization: 'advanced', execArgv: [] });
    this.child.on('message', (answer: Answer) => this.answer(answer));
    // `exit` follows.
    this.child.on('error', () => {});
    this.child.once('exit', (code, signal) => this.answer({ error: `a worker process died (${signal ?? code})` }));
    this.child.send({ plan } satisfies Order);
  }

  async play(game: number): Promise<GameResult> {
    const answered = new Promise<Answer>((resolve) => (this.answer = resolve));
    if (this.child.exitCode === null && this.child.signalCode === null)
      this.child.send({ game } satisfies Order, () => {});
    else this.answer({ error: 'a worker process died' });
    const answer = await answered;
    if ('error' in answer) throw new Error(answer.error);
    return answer.result;
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    if (this.child.connected) this.child.send('end' satisfies Order, () => {});
    await ended;
  }

  kill(): void {
    if (this.child.connected) this.child.disconnect();
  }
}
