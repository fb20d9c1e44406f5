// The time between two frames that show something new, by client: how long a picture stands still when a match changes its
// node. While a match is on, time without a connection counts too.

/** Gaps kept as text. */
const LONGEST_MAX = 10;
/** Gaps kept for percentiles; beyond it every second one is dropped, and only one of two is kept from then on. */
const GAPS_MAX = 200_000;

export interface GapSummary {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

interface Waiting {
  readonly kind: string;
  lastMs: number | null;
}

interface Gap {
  readonly client: string;
  readonly kind: string;
  readonly fromMs: number;
  readonly ms: number;
}

export class FrameGaps {
  private readonly clients = new Map<string, Waiting>();
  private readonly byKind = new Map<string, Samples>();
  private longestGaps: Gap[] = [];
  /** The longest gap of each client that was open at or after `mark`. */
  private readonly sinceMark = new Map<string, Gap>();
  private markMs = -Infinity;

  /** Frames are due to a client from now on, or no longer. @param kind such as page or bot */
  due(client: string, kind: string, isDue: boolean, atMs: number): void {
    const waiting = this.clients.get(client) ?? { kind, lastMs: null };
    this.clients.set(client, waiting);
    if (!isDue) waiting.lastMs = null;
    else waiting.lastMs ??= atMs;
  }

  /** A frame that shows something new has arrived. */
  frame(client: string, atMs: number): void {
    const waiting = this.clients.get(client);
    if (waiting === undefined || waiting.lastMs === null) return;
    this.ended({ client, kind: waiting.kind, fromMs: waiting.lastMs, ms: atMs - waiting.lastMs });
    waiting.lastMs = atMs;
  }

  /** From now on the longest gap of each client is looked for anew, one that is open now included. */
  mark(atMs: number): void {
    this.markMs = atMs;
    this.sinceMark.clear();
  }

  /** The longest gaps of the clients of a kind since `mark`, one each; gaps that are still open included. */
  longestSinceMark(kind: string, nowMs: number): number[] {
    const longest = new Map<string, number>();
    for (const { client, kind: of, ms } of this.sinceMark.values()) if (of === kind) longest.set(client, ms);
    for (const [client, { kind: of, lastMs }] of this.clients) {
      if (of === kind && lastMs !== null) longest.set(client, Math.max(longest.get(client) ?? 0, nowMs - lastMs));
    }
    return [...longest.values()];
  }

  /** Clients of a kind to which frames are due and that have got none for so long. */
  standingStill(kind: string, ms: number, nowMs: number): string[] {
    const still = [...this.clients].filter(([, client]) => {
      return client.kind === kind && client.lastMs !== null && nowMs - client.lastMs >= ms;
    });
    return still.map(([client]) => client);
  }

  summary(kind: string): GapSummary {
    return this.byKind.get(kind)?.summary() ?? { count: 0, p50: 0, p99: 0, max: 0 };
  }

  get kinds(): string[] {
    return [...this.byKind.keys()];
  }

  /** The longest gaps of all, in words. */
  get longest(): string[] {
    return this.longestGaps.map(({ client, kind, fromMs, ms }) => {
      return `${client} (${kind}) ${Math.round(ms)} ms from ${(fromMs / 1000).toFixed(2)} s`;
    });
  }

  private ended(gap: Gap): void {
    const samples = this.byKind.get(gap.kind) ?? new Samples();
    this.byKind.set(gap.kind, samples);
    samples.add(gap.ms);
    if (gap.fromMs + gap.ms >= this.markMs && gap.ms > (this.sinceMark.get(gap.client)?.ms ?? -1)) {
      this.sinceMark.set(gap.client, gap);
    }
    const { longestGaps } = this;
    if (longestGaps.length >= LONGEST_MAX && gap.ms <= longestGaps.at(-1)!.ms) return;
    this.longestGaps = [...longestGaps, gap].toSorted((a, b) => b.ms - a.ms).slice(0, LONGEST_MAX);
  }
}

class Samples {
  private kept: number[] = [];
  private count = 0;
  private every = 1;
  private maxMs = 0;

  add(ms: number): void {
    this.maxMs = Math.max(this.maxMs, ms);
    if (this.count++ % this.every !== 0) return;
    this.kept.push(ms);
    if (this.kept.length < GAPS_MAX) return;
    this.kept = this.kept.filter((_, i) => i % 2 === 0);
    this.every *= 2;
  }

  summary(): GapSummary {
    const sorted = this.kept.toSorted((a, b) => a - b);
    return { count: this.count, p50: percentile(sorted, 50), p99: percentile(sorted, 99), max: this.maxMs };
  }
}

/** Of sorted values; 0 where there are none. */
export function percentile(sorted: readonly number[], percent: number): number {
  if (sorted.length === 0) return 0;
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)]!;
}
