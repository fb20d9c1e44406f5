// What happens to the nodes and to their Redis in a run: kills, stops, restarts and partitions, drawn from a seed.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Cluster, ClusterNode } from '../../load/cluster/cluster.ts';
import type { Namespaces } from './namespaces.ts';

/** The Redis server of a run. */
export interface Redis {
  /** With its data. */
  readonly folder: string;
  pause(): void;
  resume(): void;
  kill(): Promise<void>;
  restart(): Promise<unknown>;
}

/** One thing that happened. */
export interface Trouble {
  readonly name: string;
  /** Whether it can cost sessions or ticks that were not in Redis, if another one of the other kind happens meanwhile. */
  readonly of: 'node' | 'redis';
  readonly fromMs: number;
  toMs: number;
}

/** A slow Redis answers after so long at most, which holds leases, and then for a moment at once. */
const SLOW_MS = 600;
const QUICK_MS = 20;

interface Kind {
  readonly name: string;
  readonly of: 'node' | 'redis';
  /** How likely it is beside the others. */
  readonly weight: number;
  /** How long it lasts, in milliseconds. */
  readonly lasts: readonly [least: number, most: number];
  /** Begins it. @returns what ends it */
  begin(node: ClusterNode, index: number): Promise<() => Promise<void> | void>;
}

export class Nemesis {
  readonly troubles: Trouble[] = [];
  private readonly cluster: Cluster;
  private readonly rng: () => number;
  private readonly kinds: readonly Kind[];
  private readonly busy = new Set<ClusterNode | 'redis'>();

  /** @param namespaces null where nodes cannot be cut off */
  constructor(cluster: Cluster, redis: Redis, namespaces: Namespaces | null, rng: () => number) {
    this.cluster = cluster;
    this.rng = rng;
    this.kinds = [...nodeKinds, ...redisKinds(redis), ...(namespaces === null ? [] : partitionKinds(namespaces))];
  }

  /** The names of what may happen. */
  get names(): string[] {
    return this.kinds.map(({ name }) => name);
  }

  /** Whether there was trouble of both kinds within this time, so that sessions may be lost. */
  hadBoth(withinMs: number): boolean {
    const sinceMs = performance.now() - withinMs;
    const recent = this.troubles.filter(({ toMs }) => toMs >= sinceMs);
    return recent.some(({ of }) => of === 'redis') && recent.some(({ of }) => of === 'node');
  }

  /**
   * Draws one trouble, lets it last as long as it lasts, and ends it.
   * @param name of the kind; drawn if left out
   * @param forMs how long it lasts, in milliseconds; drawn if left out
   */
  async strike(name?: string, forMs?: number): Promise<Trouble | null> {
    const kind = this.kinds.find((each) => each.name === name) ?? this.draw();
    const nodes = this.cluster.nodes.filter((node) => !this.busy.has(node) && node.state === 'running');
    const node = nodes[Math.floor(this.rng() * nodes.length)];
    const [least, most] = kind.lasts;
    const lastsMs = forMs ?? least + this.rng() * (most - least);
    const target = kind.of === 'redis' ? 'redis' : node;
    // One node at least is left alone, which the others' rooms can go to.
    if (node === undefined || target === undefined || this.busy.has(target)) return null;
    if (kind.of === 'node' && nodes.length < 2) return null;
    this.busy.add(target);
    const fromMs = performance.now();
    const trouble = {
      name: kind.of === 'redis' ? kind.name : `${kind.name} ${node.name}`,
      of: kind.of,
      fromMs,
      toMs: Infinity,
    };
    this.troubles.push(trouble);
    const end = await kind.begin(node, this.cluster.nodes.indexOf(node));
    await wait(lastsMs);
    await end();
    trouble.toMs = performance.now();
    this.busy.delete(target);
    return trouble;
  }

  private draw(): Kind {
    let left = this.rng() * this.kinds.reduce((sum, { weight }) => sum + weight, 0);
    return this.kinds.find(({ weight }) => (left -= weight) < 0) ?? this.kinds[0]!;
  }
}

const nodeKinds: readonly Kind[] = [
  {
    ...{ name: 'kill', of: 'node', weight: 4, lasts: [200, 4000] },
    async begin(node) {
      await node.kill();
      return () => node.start();
    },
  },
  {
    ...{ name: 'freeze', of: 'node', weight: 4, lasts: [1000, 5000] },
    async begin(node) {
      node.freeze();
      return () => node.thaw();
    },
  },
  {
    ...{ name: 'restart', of: 'node', weight: 3, lasts: [0, 1000] },
    async begin(node) {
      await node.kill('SIGTERM');
      return () => node.start();
    },
  },
];

function redisKinds(redis: Redis): readonly Kind[] {
  return [
    {
      ...{ name: 'pause Redis', of: 'redis', weight: 2, lasts: [100, 5000] },
      async begin() {
        redis.pause();
        return () => redis.resume();
      },
    },
    {
      ...{ name: 'slow Redis', of: 'redis', weight: 2, lasts: [2000, 8000] },
      async begin() {
        const state = { isOver: false };
        const pulses = async () => {
          while (!state.isOver) {
            redis.pause();
            await wait(SLOW_MS);
            redis.resume();
            await wait(QUICK_MS);
          }
        };
        const ended = pulses();
        return async () => {
          state.isOver = true;
          await ended;
        };
      },
    },
    {
      ...{ name: 'restart Redis', of: 'redis', weight: 2, lasts: [0, 4000] },
      async begin() {
        await redis.kill();
        return async () => void (await redis.restart());
      },
    },
    {
      ...{ name: 'restart Redis without its data', of: 'redis', weight: 1, lasts: [0, 4000] },
      async begin() {
        await redis.kill();
        rmSync(join(redis.folder, 'appendonlydir'), { recursive: true, force: true });
        return async () => void (await redis.restart());
      },
    },
  ];
}

function partitionKinds(namespaces: Namespaces): readonly Kind[] {
  const cut = (name: string, weight: number, begin: (index: number) => void): Kind => ({
    ...{ name, of: 'node', weight, lasts: [500, 5000] },
    async begin(_, index) {
      begin(index);
      return () => namespaces.heal(index);
    },
  });
  return [
    cut('cut from Redis', 3, (index) => namespaces.cutFromRedis(index)),
    cut('cut from the other nodes', 2, (index) => namespaces.cutFromPeers(index)),
    cut('cut from Redis and the other nodes', 2, (index) => {
      namespaces.cutFromRedis(index);
      namespaces.cutFromPeers(index);
    }),
    cut('cut from everything', 3, (index) => namespaces.cutFromAll(index)),
  ];
}
