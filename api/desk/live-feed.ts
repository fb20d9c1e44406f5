// Reads the figures of the game server, or of all its nodes, once a second, keeps those of the last hour, and passes them on to the open pages.

import type {
  BridgeStatus,
  DeskStatus,
  Figures,
  GameServerStatus,
  History,
  LiveNews,
  NodeStatus,
  Sample,
} from '#handover';
import type { GameServers } from './game-servers.ts';
import { sampleBetween, SampleHistory, sampleOfAll, type Reading } from './samples.ts';

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
  readonly gameServers: Pick<GameServers, 'figures'>;
  /** Null if its admin port is not known. */
  readonly readBridge: (() => Promise<BridgeStatus>) | null;
  readonly now: () => number;
}

export class LiveFeed {
  private readonly parts: LiveParts;
  private readonly samples = new SampleHistory();
  private readonly listeners = new Set<(news: LiveNews) => void>();
  private readonly errorCounts: { readonly atMs: number; readonly errors: Figures['errors'] }[] = [];
  /** By node. */
  private before = new Map<string, Reading>();
  private status: DeskStatus = { gameServer: DOWN, bridge: null, nodes: [] };
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
    const [readings, bridge] = await Promise.all([this.parts.gameServers.figures().catch(() => []), this.readBridge()]);
    const atMs = this.parts.now();
    const now = new Map(readings.flatMap(({ id, figures }) => (figures === null ? [] : [[id, { atMs, figures }]])));
    const samples = new Map<string, Sample>();
    for (const [id, reading] of now) {
      const before = this.before.get(id);
      const sample = before === undefined ? null : sampleBetween(before, reading);
      if (sample !== null) samples.set(id, sample);
    }
    const sample = samples.size === 0 ? null : sampleOfAll([...samples.values()]);
    const tenSeconds = sample === null ? null : this.samples.add(sample);
    this.before = now;
    const gameServer = now.size === 0 ? DOWN : this.statusOf([...now.values()]);
    const nodes = readings
      .filter(({ id, figures }) => id !== '' || figures?.node)
      .map(({ id, figures }) => nodeStatus(id, figures, samples.get(id)));
    this.status = { gameServer, bridge, nodes };
    for (const listener of this.listeners) listener({ sample, tenSeconds, status: this.status });
  }

  private async readBridge(): Promise<BridgeStatus | null> {
    const { readBridge, now } = this.parts;
    if (readBridge === null || now() - this.bridgeReadMs < BRIDGE_INTERVAL_MS) return this.status.bridge;
    this.bridgeReadMs = now();
    return readBridge().catch(() => ({ isUp: false, tunnels: 0, bytesQueued: 0 }));
  }

  /** Of all nodes together. */
  private statusOf(readings: readonly Reading[]): GameServerStatus {
    const all = readings.map(({ figures }) => figures);
    const total = (count: (figures: Figures) => number) => all.reduce((sum, figures) => sum + count(figures), 0);
    const worst = (count: (figures: Figures) => number) => Math.max(...all.map(count));
    const errors: Record<string, number> = {};
    for (const figures of all)
      for (const [code, count] of Object.entries(figures.errors)) errors[code] = (errors[code] ?? 0) + count;
    const journals = all.flatMap(({ journal }) => journal ?? []);
    return {
      isUp: true,
      isDraining: all.every(({ isDraining }) => isDraining),
      uptimeSeconds: Math.round(worst(({ uptimeSeconds }) => uptimeSeconds)),
      disconnected: total(({ disconnected }) => disconnected),
      roomsFailed: total(({ roomsFailed }) => roomsFailed),
      journal: journals.length === 0 ? 'none' : journals.every(({ isOn }) => isOn) ? 'on' : 'off',
      journalFailures: total(({ journal }) => journal?.failures ?? 0),
      outboxOldestMs: worst(({ outbox }) => outbox?.oldestMs ?? 0),
      outboxFailures: total(({ outbox }) => outbox?.failures ?? 0),
      outboxDropped: total(({ outbox }) => outbox?.dropped ?? 0),
      logLinesDropped: total(({ logLinesDropped }) => logLinesDropped),
      errors: this.recentErrors(readings[0]!.atMs, errors),
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

function nodeStatus(id: string, figures: Figures | null, sample: Sample | undefined): NodeStatus {
  const node = figures?.node ?? null;
  return {
    id: node?.id ?? id,
    isUp: figures !== null,
    isDraining: figures?.isDraining ?? false,
    uptimeSeconds: Math.round(figures?.uptimeSeconds ?? 0),
    ...{ rooms: figures?.rooms ?? 0, players: figures?.players ?? 0, bots: figures?.bots ?? 0 },
    ...{ cpu: sample?.cpu ?? null, tickP99: sample?.tickP99 ?? null },
    ...{ free: node?.free ?? 0, hasRedis: node?.hasRedis ?? false, mayRun: node?.mayRun ?? false },
    ticksUnreplicated: node?.ticksUnreplicated ?? 0,
    ...{ roomsTaken: node?.roomsTaken ?? 0, rules: node?.rules ?? 0 },
  };
}
