// Reads the figures of the game server once a second, keeps those of the last hour, and passes them on to the open pages.

import type { BridgeStatus, DeskStatus, Figures, GameServerStatus, History, LiveNews } from '#handover';
import type { GameServer } from './game-server.ts';
import { sampleBetween, SampleHistory, type Reading } from './samples.ts';

const INTERVAL_MS = 1000;
/** The bridge's metrics are a whole scrape. */
const BRIDGE_INTERVAL_MS = 10_000;
/** Over how long errors are added up. */
const ERRORS_MS = 300_000;
const ERROR_CODES_MAX = 12;

const DOWN: GameServerStatus = {
  ...{ isUp: false, isDraining: false, uptimeSeconds: 0, disconnected: 0, roomsFailed: 0, journal: 'none' },
  ...{ journalFailures: 0, outboxOldestMs: 0, outboxFailures: 0, outboxDropped: 0, logLinesDropped: 0, errors: [] },
};

export interface LiveParts {
  readonly gameServer: Pick<GameServer, 'read'>;
  /** Null if its admin port is not known. */
  readonly readBridge: (() => Promise<BridgeStatus>) | null;
  readonly now: () => number;
}

export class LiveFeed {
  private readonly parts: LiveParts;
  private readonly samples = new SampleHistory();
  private readonly listeners = new Set<(news: LiveNews) => void>();
  private readonly errorCounts: { readonly atMs: number; readonly errors: Figures['errors'] }[] = [];
  private before: Reading | null = null;
  private status: DeskStatus = { gameServer: DOWN, bridge: null };
  private bridgeReadMs = -Infinity;
  private timer: NodeJS.Timeout | undefined;
  private underWay: Promise<void> = Promise.resolve();

  constructor(parts: LiveParts) {
    this.parts = parts;
  }

  start(): void {
    const next = (): void => {
      this.underWay = this.read().finally(() => {
        if (this.timer !== undefined) this.timer = setTimeout(next, INTERVAL_MS);
      });
    };
    this.timer = setTimeout(next, 0);
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.underWay;
  }

  get history(): History {
    const { recent, hour } = this.samples;
    return { recent, hour, status: this.status };
  }

  /** @returns a function that ends it */
  listen(listener: (news: LiveNews) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Reads once. */
  async read(): Promise<void> {
    const [reading, bridge] = await Promise.all([this.readGameServer(), this.readBridge()]);
    const sample = reading === null || this.before === null ? null : sampleBetween(this.before, reading);
    const tenSeconds = sample === null ? null : this.samples.add(sample);
    this.before = reading;
    this.status = { gameServer: reading === null ? DOWN : this.statusOf(reading), bridge };
    for (const listener of this.listeners) listener({ sample, tenSeconds, status: this.status });
  }

  private async readGameServer(): Promise<Reading | null> {
    try {
      const figures = await this.parts.gameServer.read('figures');
      return { atMs: this.parts.now(), figures };
    } catch {
      return null;
    }
  }

  private async readBridge(): Promise<BridgeStatus | null> {
    const { readBridge, now } = this.parts;
    if (readBridge === null || now() - this.bridgeReadMs < BRIDGE_INTERVAL_MS) return this.status.bridge;
    this.bridgeReadMs = now();
    return readBridge().catch(() => ({ isUp: false, tunnels: 0, bytesQueued: 0 }));
  }

  private statusOf({ atMs, figures }: Reading): GameServerStatus {
    const { isDraining, uptimeSeconds, disconnected, roomsFailed, journal, outbox, logLinesDropped } = figures;
    return {
      ...{ isUp: true, isDraining, disconnected, roomsFailed, logLinesDropped },
      uptimeSeconds: Math.round(uptimeSeconds),
      journal: journal === null ? 'none' : journal.isOn ? 'on' : 'off',
      journalFailures: journal?.failures ?? 0,
      outboxOldestMs: outbox?.oldestMs ?? 0,
      outboxFailures: outbox?.failures ?? 0,
      outboxDropped: outbox?.dropped ?? 0,
      errors: this.recentErrors(atMs, figures.errors),
    };
  }

  /** The errors of the last minutes by code, the most frequent first. A server that was started again begins at 0. */
  private recentErrors(atMs: number, errors: Figures['errors']): readonly (readonly [string, number])[] {
    const counts = this.errorCounts;
    const hasRestarted = Object.entries(counts.at(-1)?.errors ?? {}).some(
      ([code, count]) => (errors[code as keyof typeof errors] ?? 0) < count,
    );
    if (hasRestarted) counts.length = 0;
    counts.push({ atMs, errors });
    while (counts[0]!.atMs < atMs - ERRORS_MS) counts.shift();
    const oldest = counts[0]!.errors;
    return Object.entries(errors)
      .map(([code, count]) => [code, count - (oldest[code as keyof typeof oldest] ?? 0)] as const)
      .filter(([, count]) => count > 0)
      .sort(([, one], [, other]) => other - one)
      .slice(0, ERROR_CODES_MAX);
  }
}
