// The work beside requests: plays what waits again, one match after another, from the start of the program to its end. It
// begins with what an earlier process has left.

import { Counter, Gauge } from 'prom-client';
import type { Parts, Worker } from '../parts.ts';
import { MATCH_APPLIERS, type MatchApplier } from './appliers.ts';
import {
  nextWaiting,
  queueFigures,
  retryUnknownRules,
  settleFailed,
  settleVerified,
  type WaitingMatch,
} from './match-queue.ts';
import { BUILT_BUNDLES, RulesBundles } from './rules-bundles.ts';
import { ThreadError, Verifier, type VerifierOptions } from './verifier.ts';
import type { VerifyAnswer } from './verify-thread.ts';

/** How often the queue is read without a call of `wake`: another process may have put a match there. */
const LOOK_MS = 5000;
/** How soon a match is tried again if the database fails. */
const AGAIN_MS = 2000;
/** How often a match may end the thread before it is set apart. */
const THREADS_PER_MATCH = 2;

export interface VerificationOptions extends VerifierOptions {
  readonly appliers?: readonly MatchApplier[];
}

export class Verification implements Worker {
  private readonly parts: Parts;
  private readonly appliers: readonly MatchApplier[];
  private readonly verifier: Verifier;
  private readonly bundles: RulesBundles;
  private readonly verified: Counter;
  private readonly failed: Counter;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | null = null;
  private isStopped = false;
  /** Whether something has come since the queue was read. */
  private hasNews = true;

  constructor(parts: Parts, { appliers = MATCH_APPLIERS, ...options }: VerificationOptions = {}) {
    this.parts = parts;
    this.appliers = appliers;
    this.verifier = new Verifier(options);
    this.bundles = new RulesBundles(parts.config.data);
    const registers = [parts.metrics];
    this.verified = new Counter({
      ...{
        name: 'packetman_api_matches_verified_total',
        help: 'matches that were played again and are true',
        registers,
      },
    });
    this.failed = new Counter({
      ...{ name: 'packetman_api_matches_failed_total', help: 'matches that were set apart', registers },
    });
    this.watchQueue();
    this.look();
  }

  /** Something new waits. */
  wake(): void {
    this.hasNews = true;
    this.look();
  }

  /** Resolves when nothing is under way any more. What was not settled is played again by the next process. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.verifier.stop();
    await this.running;
  }

  private look(): void {
    if (this.isStopped || this.running !== null) return;
    clearTimeout(this.timer);
    this.running = this.empty().then((pauseMs) => {
      this.running = null;
      if (this.isStopped) return;
      if (this.hasNews && pauseMs === LOOK_MS) this.look();
      else this.timer = setTimeout(() => this.look(), pauseMs).unref();
    });
  }

  /** Plays all that waits. @returns how long to wait before the next look */
  private async empty(): Promise<number> {
    const { store, log } = this.parts;
    try {
      if (this.hasNews) await retryUnknownRules(store.db, this.bundles.versions);
      this.hasNews = false;
      for (let next = await nextWaiting(store); next !== null && !this.isStopped; next = await nextWaiting(store)) {
        await this.settle(next);
      }
      return LOOK_MS;
    } catch (error) {
      if (!this.isStopped) log.warn({ err: error }, 'matches wait to be verified: trying again');
      return AGAIN_MS;
    }
  }

  private async settle(match: WaitingMatch): Promise<void> {
    const { store, log } = this.parts;
    const { replay, proven, failure } = await this.play(match);
    if (this.isStopped) return;
    if (proven !== null && replay !== null) {
      if (await settleVerified(store, match, replay, proven, this.appliers)) this.verified.inc();
    } else if (await settleFailed(store, match, failure, replay)) {
      this.failed.inc();
      log.error({ match: match.id, rules: match.rules, failure }, 'a match was not verified: it is set apart');
    }
  }

  private async play({ form, bytes, rules }: WaitingMatch): Promise<VerifyAnswer> {
    let failure = '';
    for (let thread = 0; thread < THREADS_PER_MATCH && !this.isStopped; thread++) {
      try {
        return await this.verifier.run({ form, bytes, rules: this.bundles.urlOf(rules) });
      } catch (error) {
        if (!(error instanceof ThreadError)) throw error;
        failure = error.message;
      }
    }
    return { replay: null, proven: null, failure };
  }

  private watchQueue(): void {
    const { store, metrics, now } = this.parts;
    const gauge = (name: string, help: string, value: (figures: Awaited<ReturnType<typeof queueFigures>>) => number) =>
      new Gauge({
        ...{ name: `packetman_api_matches_${name}`, help, registers: [metrics] },
        async collect() {
          // A database that is down leaves the figure as it was.
          await queueFigures(store).then(
            (figures) => this.set(value(figures)),
            () => {},
          );
        },
      });
    gauge('waiting', 'matches that wait to be verified', ({ waiting }) => waiting);
    gauge('waiting_oldest_seconds', 'time since the end of the oldest of them', ({ oldestMs }) =>
      oldestMs === null ? 0 : Math.max(0, now() - oldestMs) / 1000,
    );
    gauge('failed', 'matches that are set apart', ({ failed }) => failed);
  }
}

/** The verification of a program, by its parts: routes wake it. */
const started = new WeakMap<Parts, Verification>();

export function startVerification(parts: Parts): Worker {
  new RulesBundles(parts.config.data).adopt(BUILT_BUNDLES, parts.log);
  const verification = new Verification(parts);
  started.set(parts, verification);
  return verification;
}

/** Something new waits in the queue of a program. */
export function wakeVerification(parts: Parts): void {
  started.get(parts)?.wake();
}
