// Keeps one child process of this program running: starts it, learns which ports it picked, and starts it again when it
// crashes or hangs. What the children are, and in which order they start, is ./start.ts.
//
//     starting ──listening──► running ──drain──► draining ──exit──► (gone)
//        │ too long, silent      │ silent            │ too long, silent
//        └───────────────────────┴──────SIGKILL──────┘
//
// A restart drains the child and starts another one on its ports.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { LoopTimeout } from './loop-timeout.ts';
import { DRAIN_MESSAGE, HEARTBEAT_MESSAGE, type ListeningMessage, SUPERVISED_VARIABLE } from './shutdown.ts';
import { environmentOf, type ProgramName } from './variables.ts';

export const RESTART_DELAY_MS_MIN = 250;
export const RESTART_DELAY_MS_MAX = 10_000;
/** A setting that was right at the first start can be wrong now, such as a data folder that another server uses. */
const EXIT_USAGE = 2;
/** A child that ran this long has recovered: it is started again at once, since players wait for it. */
const STABLE_AFTER_MS = 30_000;

/** Timeouts of a child, each counted in turns of the supervisor's event loop (./loop-timeout.ts). */
export interface Limits {
  /** From its start until it listens: a cold disk takes some seconds to load a program. */
  readonly startMs: number;
  /** From one heartbeat to the next. Clients have timed out by then; a garbage collection is far shorter. */
  readonly silenceMs: number;
  /** From the drain message until it has ended: the bridge gives its sessions 5 s, the game server its clients 2 s. */
  readonly drainMs: number;
}

export const LIMITS: Limits = { startMs: 60_000, silenceMs: 10_000, drainMs: 15_000 };

export type Ports = Record<string, number>;

export interface ChildPlan {
  name: string;
  /** The sub-command that it runs. The child sees the environment variables of this program, and of no other of ours. */
  program: ProgramName;
  /** Path of the module to run. */
  module: string;
  /** @param picked the ports it had before, so that clients find it there again; null at the first start */
  args(picked: Ports | null): string[];
  /** Variables that it gets beside those of its program. */
  variables?(): Readonly<Record<string, string>>;
  /** Starts it in another way than by `module` and `args`. */
  fork?(environment: NodeJS.ProcessEnv): ChildProcess;
  /** Called with one line about each crash and each child that hangs. */
  log(line: string): void;
  /**
   * Called when a child that was started again ends as wrong usage, which it would at every further start: there is none.
   * Without it such a child is started again like any other.
   */
  refused?(): void;
  /** Whether it is also started again when it ends before it has ever listened, unless as wrong usage. */
  keepsTrying?: true;
}

/** A child that has ended before it listened. */
export class StartError extends Error {
  override readonly name = 'StartError';
  /** Null where a signal has ended it. */
  readonly exitCode: number | null;

  constructor(child: string, exitCode: number | null) {
    super(`the ${child} did not start`);
    this.exitCode = exitCode;
  }
}

export class Supervised {
  readonly #plan: ChildPlan;
  readonly #limits: Limits;
  #child: ChildProcess | null = null;
  #ports: Ports | null = null;
  #listens = false;
  /** 0 for a child that is to be started again at once. */
  #restartDelayMs = 0;
  #restartTimer: NodeJS.Timeout | undefined;
  #stopping = false;
  /** Whether the child is to end, and another one is started then. */
  #restarting = false;

  constructor(plan: ChildPlan, limits = LIMITS) {
    this.#plan = plan;
    this.#limits = limits;
  }

  /**
   * The ports the child listens on, or will again when it is being restarted.
   *
   * @throws {Error} before `start` has resolved
   */
  get ports(): Ports {
    if (!this.#ports) throw new Error(`the ${this.#plan.name} does not listen yet`);
    return this.#ports;
  }

  /** Whether there is a child that listens. */
  get isListening(): boolean {
    return this.#listens;
  }

  get name(): string {
    return this.#plan.name;
  }

  /** Process id of the child, undefined while there is none. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Starts the child. From its first `listening` message on it is started again whenever it ends.
   *
   * @returns the ports it picked
   * @throws {StartError} when it ends, or hangs, before it listens: its settings are wrong, so it is not started again
   *   unless it `keepsTrying`
   */
  start(): Promise<Ports> {
    return this.#untilListening(this.#run());
  }

  /**
   * Lets the child finish its work, and resolves when it has ended. A child that takes too long is killed. The promise of
   * a `start` that is still under way then never settles.
   */
  async drain(): Promise<void> {
    this.#stopping = true;
    await this.#end();
  }

  /**
   * Lets the child finish its work, and starts another one on its ports.
   *
   * @returns whether another one listens. False for a child that is starting or being restarted already, and when `drain`
   *   comes first
   * @throws {StartError} when the other one ends before it listens; it is then started again like after a crash
   */
  async restart(): Promise<boolean> {
    if (!this.#listens || this.#stopping || this.#restarting) return false;
    this.#restarting = true;
    await this.#end();
    this.#restarting = false;
    if (this.#stopping) return false;
    await this.#untilListening(this.#run());
    return true;
  }

  /** Passes a signal on, when there is a child that listens. */
  signal(signal: NodeJS.Signals): void {
    if (this.#listens) this.#child?.kill(signal);
  }

  /** Ends the child at once. */
  kill(): void {
    this.#stopping = true;
    clearTimeout(this.#restartTimer);
    this.#child?.kill('SIGKILL');
  }

  /** Lets the child finish its work, and waits until it has ended. */
  async #end(): Promise<void> {
    clearTimeout(this.#restartTimer);
    const child = this.#child;
    if (!child) return;
    const ended = once(child, 'exit');
    // A child that does not listen yet has nothing to finish, and no handler for the message.
    if (this.#listens && child.connected) child.send(DRAIN_MESSAGE, () => {});
    else child.kill('SIGTERM');
    const timeout = this.#killAfter(this.#limits.drainMs, child, 'did not finish');
    await ended;
    timeout.clear();
  }

  #untilListening(child: ChildProcess): Promise<Ports> {
    return new Promise((resolve, reject) => {
      child.on('message', (message) => isListening(message) && resolve(message.listening));
      child.once('exit', (code) => {
        if (!this.#stopping) reject(new StartError(this.#plan.name, code));
      });
      child.once('error', reject);
    });
  }

  #run(): ChildProcess {
    const startedAt = performance.now();
    const own = { ...environmentOf(this.#plan.program, process.env), ...this.#plan.variables?.() };
    const env = { ...own, [SUPERVISED_VARIABLE]: '1' };
    const { module, args } = this.#plan;
    const child = this.#plan.fork?.(env) ?? fork(module, args(this.#ports), { env });
    this.#child = child;
    const starting = this.#killAfter(this.#limits.startMs, child, 'did not listen');
    const watchSilence = () => this.#killAfter(this.#limits.silenceMs, child, 'sent no heartbeat');
    let silence = watchSilence();
    child.on('message', (message) => {
      if (message === HEARTBEAT_MESSAGE) {
        silence.clear();
        silence = watchSilence();
      } else if (isListening(message)) {
        starting.clear();
        this.#listens = true;
        this.#ports = message.listening;
      }
    });
    const ended = (reason: string, code: number | null): void => {
      starting.clear();
      silence.clear();
      this.#child = null;
      this.#listens = false;
      if (performance.now() - startedAt >= STABLE_AFTER_MS) this.#restartDelayMs = 0;
      const isStarted = this.#ports !== null || this.#plan.keepsTrying === true;
      if (!isStarted || this.#stopping || this.#restarting) return;
      if (code === EXIT_USAGE && this.#plan.refused) this.#plan.refused();
      else this.#restartSoon(reason);
    };
    child.once('exit', (code, signal) => ended(signal ?? `exit code ${code}`, code));
    // The system may have no process or descriptor left: a child that was never started emits no `exit`.
    child.on('error', (error) => child.pid === undefined && ended(error.message, null));
    return child;
  }

  #killAfter(ms: number, child: ChildProcess, what: string): LoopTimeout {
    return new LoopTimeout(ms, () => {
      this.#plan.log(`the ${this.#plan.name} ${what} within ${ms / 1000} s, ending it`);
      child.kill('SIGKILL');
    });
  }

  #restartSoon(reason: string): void {
    const delayMs = this.#restartDelayMs;
    const when = delayMs === 0 ? 'at once' : `in ${delayMs} ms`;
    this.#plan.log(`the ${this.#plan.name} ended (${reason}), starting it again ${when}`);
    this.#restartTimer = setTimeout(() => this.#run(), delayMs);
    this.#restartDelayMs = Math.min(Math.max(delayMs * 2, RESTART_DELAY_MS_MIN), RESTART_DELAY_MS_MAX);
  }
}

function isListening(message: unknown): message is ListeningMessage {
  return typeof message === 'object' && message !== null && 'listening' in message;
}
