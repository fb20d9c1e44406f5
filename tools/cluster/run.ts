// Players on several nodes to which everything happens that a seed says, while all that they are shown is checked.

import { setTimeout as wait } from 'node:timers/promises';
import { LOG_RATE, type StreamRate } from '#protocol';
import type { Entry } from '#client';
import { percentile } from '../../load/frames/frame-gaps.ts';
import { Watch } from '../../load/frames/watch.ts';
import { randomNumbers } from '../kill/random-numbers.ts';
import type { ServerAddress } from '../../bots/server-socket.ts';
import type { Cluster } from '../../load/cluster/cluster.ts';
import type { Namespaces } from './namespaces.ts';
import { Nemesis, type Redis, type Trouble } from './nemesis.ts';
import { Player, type PlayerPlan } from './player.ts';

export interface RunOptions {
  readonly cluster: Cluster;
  readonly redis: Redis;
  /** Null where nodes cannot be cut off. */
  readonly namespaces: Namespaces | null;
  readonly seed: number;
  readonly players: number;
  /** Troubles follow each other for so long, and longer until this is so: a slow machine has fewer of them in that time. */
  readonly seconds: number;
  readonly until?: (run: NodesRun) => boolean;
  /** Only these; by default all that are possible. */
  readonly troubles?: readonly string[];
  /** How long each of them lasts, in milliseconds; drawn if left out. */
  readonly lastsMs?: number;
  /** Series of troubles that run beside each other; 1 if left out. */
  readonly atOnce?: number;
  /** Takes a line when something has happened. */
  readonly told?: (line: string) => void;
}

/** Pauses between two troubles, in milliseconds, and one of so many begins before the one before has ended. */
const PAUSE_MS = [500, 4000] as const;
const OVERLAP_EVERY = 5;
/** A player whose match stands still for so long after all troubles are over is stuck. */
const STUCK_MS = 20_000;
/** How long sessions are kept, and a little more: so long after troubles of nodes and Redis together some may be lost. */
const LOSS_MS = 35_000;
/** Players of one room, of those who make a room. */
const ROOM_PLAYERS = 4;
const RATES: readonly StreamRate[] = [LOG_RATE, 20, LOG_RATE, 60];

export class NodesRun {
  readonly watch = new Watch();
  readonly players: Player[] = [];
  readonly nemesis: Nemesis;
  private readonly options: RunOptions;
  private readonly rng: () => number;

  constructor(options: RunOptions) {
    this.options = options;
    this.rng = randomNumbers(options.seed);
    this.nemesis = new Nemesis(options.cluster, options.redis, options.namespaces, randomNumbers(options.seed + 1));
  }

  /** Starts the players, strikes until the time is over, and waits until all matches go on. Ends the players. */
  async run(): Promise<void> {
    try {
      await this.begin();
      await Promise.all(Array.from({ length: this.options.atOnce ?? 1 }, () => this.strike()));
      await this.settle();
    } finally {
      this.end();
    }
  }

  /** Connects the players over all nodes. Resolves when all are in rooms. */
  async begin(): Promise<void> {
    const { players } = this.options;
    for (let i = 0; i < players; i++) {
      const kind = i % 3 === 2 ? 'bot' : 'human';
      const entry: Entry = { type: 'play', mode: i % 8 < ROOM_PLAYERS ? 'coop' : 'battle' };
      const plan: PlayerPlan = { name: `p${i + 1}`, kind, rate: RATES[i % RATES.length]!, entry, wanders: i % 3 === 1 };
      this.players.push(new Player(plan, this.servers(), this.watch, randomNumbers(this.options.seed * 1000 + i)));
    }
    await Promise.all(this.players.map((player) => player.until(() => player.tick > 0)));
  }

  end(): void {
    for (const player of this.players) player.end();
    this.watch.stop();
  }

  /** What has happened and what was found, as lines. */
  report(): string[] {
    const { watch, players } = this;
    const sum = (read: (player: Player) => number) => players.reduce((total, player) => total + read(player), 0);
    const counted = new Map<string, number>();
    for (const { name } of this.nemesis.troubles) {
      const kind = name.replace(/ n\d+$/, '');
      counted.set(kind, (counted.get(kind) ?? 0) + 1);
    }
    const gaps = watch.gaps.kinds.map((kind) => {
      const { count, p50, p99, max } = watch.gaps.summary(kind);
      return `gaps of ${kind}s: ${count}, p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, max ${max.toFixed(0)} ms`;
    });
    return [
      `troubles: ${[...counted].map(([name, count]) => `${count} ${name}`).join(', ') || 'none'}`,
      `frames checked ${watch.frames.sights}, matches that went on elsewhere ${watch.frames.takeovers}`,
      `resumed ${sum(({ resumes }) => resumes)}, sessions ${sum(({ sessions }) => sessions)}, refusals ${sum(({ refusals }) => refusals)}, lines ${sum(({ lines }) => lines)}`,
      ...gaps,
      `longest: ${watch.gaps.longest.join(', ')}`,
      `faults ${watch.faults.total}`,
      ...watch.faults.first.map(({ kind, text, atMs }) => `FAULT ${kind}: ${text} (at ${(atMs / 1000).toFixed(2)} s)`),
    ];
  }

  /** The longest gap of each client of a kind since `watch.gaps.mark`. */
  gapsSinceMark(kind: string): { readonly count: number; readonly p99: number; readonly max: number } {
    const gaps = this.watch.gaps.longestSinceMark(kind, performance.now()).toSorted((a, b) => a - b);
    return { count: gaps.length, p99: percentile(gaps, 99), max: gaps.at(-1) ?? 0 };
  }

  private servers() {
    const { cluster } = this.options;
    return {
      door: (): ServerAddress => {
        const nodes = cluster.running.length === 0 ? cluster.nodes : cluster.running;
        const { host, port } = nodes[Math.floor(this.rng() * nodes.length)]!;
        return { host, port };
      },
      nameOf: ({ host, port }: ServerAddress) => cluster.nodeAt(host, port)?.name ?? `${host}:${port}`,
      room: () => {
        const codes = [...new Set(this.players.flatMap(({ code }) => code ?? []))];
        return codes[Math.floor(this.rng() * codes.length)] ?? null;
      },
      mayLose: () => this.nemesis.hadBoth(LOSS_MS),
    };
  }

  private async strike(): Promise<void> {
    const { seconds, troubles, lastsMs, until = () => true } = this.options;
    const endMs = performance.now() + seconds * 1000;
    const open = new Set<Promise<void>>();
    while (performance.now() < endMs || !until(this)) {
      const name = troubles?.[Math.floor(this.rng() * troubles.length)];
      const trouble: Promise<void> = this.nemesis.strike(name, lastsMs).then((struck) => {
        open.delete(trouble);
        if (struck !== null) this.tell(struck);
      });
      open.add(trouble);
      if (this.rng() * OVERLAP_EVERY >= 1) await trouble;
      const [least, most] = PAUSE_MS;
      await wait(least + this.rng() * (most - least));
    }
    await Promise.all(open);
  }

  /** All is well again: so are the matches, after a while. */
  private async settle(): Promise<void> {
    const { watch } = this;
    const endMs = performance.now() + STUCK_MS;
    while (performance.now() < endMs && this.stuck(1000).length > 0) await wait(100);
    for (const client of this.stuck(1000)) {
      watch.faults.add('stuck', `${client} waits for frames although all nodes run`, performance.now());
    }
  }

  private stuck(ms: number): string[] {
    const nowMs = performance.now();
    const still = this.watch.gaps.kinds.flatMap((kind) => this.watch.gaps.standingStill(kind, ms, nowMs));
    const roomless = this.players.filter(({ roomState }) => roomState === 'none').map(({ name }) => name);
    return [...new Set([...still, ...roomless])];
  }

  private tell({ name, fromMs, toMs }: Trouble): void {
    const { faults, frames } = this.watch;
    const times = `${(fromMs / 1000).toFixed(2)} to ${(toMs / 1000).toFixed(2)} s`;
    const counts = `takeovers ${frames.takeovers}, rooms ${this.roomCounts}, faults ${faults.total}`;
    this.options.told?.(`${times}  ${name.padEnd(40)} ${counts}`);
  }

  /** Of each node, as far as players are in them. */
  private get roomCounts(): string {
    const counts = this.options.cluster.nodes.map(({ name }) => {
      const here = this.players.filter(({ node, roomState }) => node === name && roomState !== 'none');
      return `${name} ${new Set(here.map(({ code }) => code)).size}`;
    });
    return counts.join(' ');
  }
}
