/**
 * The first process of a bridge with several: it relays nothing, but counts for all others, tells them the configuration,
 * and answers for them on the admin listener. Starting them, and starting them again, is left to the command line.
 *
 *     first process ──▶ starts, settings, drain ──▶ processes 1..N ──▶ tunnels
 *         ▲  connections, one after the other ───────────▲
 *         └─ places, guesses, metrics ◀──────────────────┘
 */
import { randomBytes } from 'node:crypto';
import type { ChildProcess } from 'node:child_process';
import type { Logger } from '#process';
import { Counter, Gauge, Registry } from 'prom-client';
import type { BridgeConfig } from '../config.ts';
import { type Admin, openAdmin } from '../ops/admin.ts';
import type { MetricValues } from './shared.ts';
import { descriptorBudget } from '../ops/descriptor-budget.ts';
import { AddedMetrics } from './added-metrics.ts';
import { AllCounts, type CountsOfProcess } from './all-counts.ts';
import { Gatherings } from './gathering.ts';
import { type FromProcess, isFromProcess, type ProcessStart, type Question, type ToProcess } from './messages.ts';

interface Running {
  readonly number: number;
  readonly counts: CountsOfProcess;
  readonly child: ChildProcess;
  isUsed: boolean;
  /** Whether it has got its configuration, and with it the addresses where it listens. */
  isConfigured: boolean;
}

export class FirstProcess {
  /** Why a process could not start, null if none has said so. */
  failure: string | null = null;
  isDraining = false;
  readonly #count: number;
  readonly #log: Logger;
  readonly #logTo: Pick<ProcessStart, 'logLevel' | 'logFile'>;
  readonly #key = randomBytes(32).toString('base64');
  readonly #counts = new AllCounts();
  readonly #metrics = new AddedMetrics();
  readonly #registry = new Registry();
  readonly #ends: Counter;
  readonly #running = new Set<Running>();
  readonly #gatherings = new Gatherings<Running>();
  /** With which processes are started: the last one that a process has accepted. */
  #config: BridgeConfig;
  /** The newest configuration, until a process has accepted it. */
  #next: BridgeConfig | null = null;
  #reloads = 0;
  #port = 0;
  #onTunnels: (count: number) => void = () => {};

  constructor(count: number, config: BridgeConfig, log: Logger, logTo: Pick<ProcessStart, 'logLevel' | 'logFile'>) {
    this.#count = count;
    this.#config = config;
    this.#log = log;
    this.#logTo = logTo;
    const registers = [this.#registry];
    const running = this.#running;
    void new Gauge({
      name: 'bridge_processes',
      help: 'Processes that run',
      registers,
      collect() {
        this.set(running.size);
      },
    });
    const help = 'Processes that have ended and not been told to';
    this.#ends = new Counter({ name: 'bridge_process_ends_total', help, registers });
  }

  /** Takes a process that has just been started. @param number from 1 */
  add(child: ChildProcess, number: number): void {
    const running: Running = { number, counts: this.#counts.openProcess(), child, isUsed: false, isConfigured: false };
    this.#running.add(running);
    child.on('message', (message) => isFromProcess(message) && this.#heard(running, message));
    child.once('exit', (code, signal) => this.#ended(running, signal ?? code));
  }

  /** Tells which port was picked. */
  listens(port: number): void {
    this.#port = port;
  }

  /** Goes on with another configuration. */
  reload(config: BridgeConfig): void {
    // Where it listens stays, also for processes that are started again.
    const { listen, tls, headerTimeoutMs } = this.#config;
    const hasTls = (config.tls === null) === (tls === null);
    this.#next = { ...config, listen, headerTimeoutMs, tls: hasTls ? config.tls : tls };
    this.#reloads += 1;
    for (const { child } of this.#running) send(child, this.#reload(config));
  }

  #reload(config: BridgeConfig): Extract<ToProcess, { name: 'reload' }> {
    return { name: 'reload', reload: this.#reloads, config: this.#partOf(config) };
  }

  reopenLogs(): void {
    for (const { child } of this.#running) send(child, { name: 'reopen-log' });
  }

  /** Calls the listener with how many processes have tunnels, when that changes. */
  onTunnels(listener: (count: number) => void): void {
    this.#onTunnels = listener;
  }

  /** The admin listener of all processes; null where the configuration has none. */
  async openAdmin(isReady: () => boolean): Promise<Admin | null> {
    const { admin } = this.#config;
    if (admin === null) return null;
    const { adminConnectionsMax } = descriptorBudget(null, this.#config);
    return openAdmin(admin, {
      connectionsMax: adminConnectionsMax,
      isReady: () => !this.isDraining && isReady(),
      metricsText: () => this.metricsText(),
    });
  }

  /** The metrics of all processes, added up. A process that does not answer in time is counted as it was. */
  async metricsText(): Promise<string> {
    for (const [process, values] of await this.#askAll({ name: 'metrics' }))
      this.#metrics.put(process, values as MetricValues);
    return this.#metrics.text(await this.#registry.getMetricsAsJSON());
  }

  #askAll(question: Question): Promise<ReadonlyMap<Running, unknown>> {
    return this.#gatherings.ask(this.#running, ({ child }, gathering) =>
      send(child, { name: 'gather', gathering, question }),
    );
  }

  #heard(running: Running, message: FromProcess): void {
    const { child, counts, number } = running;
    const answer = (ask: number, value: unknown) => send(child, { name: 'answer', ask, value });
    switch (message.name) {
      case 'hello':
        if (![...this.#running].some(({ isConfigured, child }) => isConfigured && child.connected)) this.#keepPort();
        running.isConfigured = true;
        return send(child, {
          name: 'start',
          start: {
            config: this.#partOf(this.#config),
            next: this.#next && this.#reload(this.#next),
            number,
            key: this.#key,
            ...this.#logTo,
          },
        });
      case 'take':
        return answer(message.ask, counts.take(message.client, this.#config));
      case 'leave':
        return counts.leave(message.client);
      case 'begin':
        return answer(message.ask, counts.begin(message.guess));
      case 'wrong':
        return answer(message.ask, counts.wrong(message.guess));
      case 'right':
      case 'dropped':
        return counts[message.name](message.guess);
      case 'ask-all':
        return void this.#askAll(message.question).then((answers) => answer(message.ask, [...answers.values()]));
      case 'gathered':
        return this.#gatherings.answered(running, message.gathering, message.value);
      case 'reloaded':
        // Of files that it names, one may not be what it should be: then a process started with it would end at once.
        if (message.reload !== this.#reloads || this.#next === null) return;
        this.#config = { ...this.#next, listen: this.#config.listen };
        this.#next = null;
        return;
      case 'use':
        running.isUsed = message.isUsed;
        return this.#onTunnels(this.#used);
      case 'failed':
        this.failure = message.reason;
        this.#log.error({ process: number, error: message.reason }, 'process cannot start');
        child.kill('SIGKILL');
    }
  }

  #ended(running: Running, how: string | number | null): void {
    const tunnels = running.counts.places;
    this.#running.delete(running);
    running.counts.close();
    this.#metrics.ended(running);
    this.#gatherings.ended(running);
    if (running.isUsed) this.#onTunnels(this.#used);
    if (this.isDraining) return;
    this.#ends.inc();
    this.#log.error({ process: running.number, how, tunnelsLost: tunnels }, 'process ended');
  }

  /**
   * Processes that are given the same addresses share listeners while one of them runs. The system closes these with the last
   * one, and would give the next one another port.
   */
  #keepPort(): void {
    const [first, ...others] = this.#config.listen;
    if (this.#port === 0 || first === undefined || !('port' in first) || first.port !== 0) return;
    this.#config = { ...this.#config, listen: [{ ...first, port: this.#port }, ...others] };
  }

  /** The configuration of one process: what each counts by itself is its part of the whole. */
  #partOf(config: BridgeConfig): BridgeConfig {
    const recordTotalBytesMax = Math.ceil(config.recordTotalBytesMax / this.#count);
    return { ...config, admin: null, recordTotalBytesMax };
  }

  get #used(): number {
    return [...this.#running].filter(({ isUsed }) => isUsed).length;
  }
}

function send(child: ChildProcess, message: ToProcess): void {
  // It may just have ended.
  if (child.connected) child.send(message, () => {});
}
