// A node takes rooms over, gives others away, and gets them back, again and again. In the end it keeps nothing of them.
// `npm run soak:takeovers` does it a thousand times, and measures the heap.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { MemoryCluster, type MemoryNode } from '../../../support/memory-cluster.ts';
import type { MemoryPlayer } from '../../../support/memory-player.ts';

/** As `tools/soak-takeovers.js` says. */
const SOAK_ROOMS = Number(process.env['PACKETMAN_SOAK_TAKEOVERS'] ?? '0');
/** Rooms of one node that is killed. */
const ROOMS = 10;
/** The heap is measured first after so many rooms: by then code is compiled, and what has a maximum is nearly full. */
const FIRST_ROOMS = 200;
/** Longer than anything of a room is kept after its end. */
const KEPT_TICKS = 5400;
const GROWTH_BYTES_MAX = 1024 * 1024;
const SOAK_MS_MAX = 900_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** The keys in Redis that have no end. */
async function keptKeys({ redis }: MemoryCluster): Promise<string[]> {
  const keys = await redis.keys('*');
  const ends = await Promise.all(keys.map((key) => redis.pttl(key)));
  return keys.filter((_, i) => ends[i] === -1).toSorted();
}

/** What a node keeps of its clients and rooms. */
function heldBy({ core }: MemoryNode): object {
  return core.held();
}

function resume(node: MemoryNode, { name, token, words }: MemoryPlayer): MemoryPlayer {
  const next = node.connect();
  next.follows = true;
  next.seen = words[0] ?? 0;
  next.hello(name, 'human', token);
  return next;
}

class Rounds {
  private readonly cluster: MemoryCluster;
  private readonly a: MemoryNode;
  private readonly b: MemoryNode;
  private round = 0;

  constructor(cluster: MemoryCluster, a: MemoryNode, b: MemoryNode) {
    this.cluster = cluster;
    this.a = a;
    this.b = b;
  }

  /** Rooms of a node that is killed go to both others, from there to the first of them, and to the second, and close. */
  async next(): Promise<void> {
    const { cluster, a, b } = this;
    const c = await cluster.join('c');
    const players = await this.match(c);
    c.kill();
    cluster.nodes.splice(cluster.nodes.indexOf(c), 1);
    await cluster.until(() => a.codes.length + b.codes.length === players.length);
    const taken = players.map((player) => resume(this.nodeOf(player.code), player));
    await this.areIn(taken);
    const atA = await this.moved(taken, b, a);
    const atB = await this.moved(atA, a, b);
    for (const player of atB) player.cut();
    await cluster.until(() => b.codes.length === 0);
    this.forget();
  }

  /** Until nothing has to be kept any more. */
  async rest(): Promise<void> {
    await this.cluster.run(KEPT_TICKS);
    this.forget();
  }

  private async match(node: MemoryNode): Promise<MemoryPlayer[]> {
    const players = Array.from({ length: ROOMS }, (_, i) => node.enter(`r${this.round}p${i}`));
    this.round++;
    await this.cluster.until(() => players.every(({ token }) => token !== ''));
    for (const player of players) player.create({ mode: 'coop', seatCount: 1 });
    await this.cluster.until(() => players.every(({ code }) => code !== ''));
    for (const player of players) player.send({ type: 'start' });
    await this.cluster.run(30);
    return players;
  }

  /** All rooms of a node move. @returns the players of all rooms */
  private async moved(players: readonly MemoryPlayer[], from: MemoryNode, to: MemoryNode): Promise<MemoryPlayer[]> {
    const { cluster } = this;
    const here = players.filter(({ code }) => from.codes.includes(code));
    let count: number | null = null;
    void from.node.moveSome(here.length, to.id).then((moved) => (count = moved));
    const there = new Map<MemoryPlayer, MemoryPlayer>();
    await cluster.until(() => {
      for (const player of here) {
        if (there.has(player) || player.last('redirect') === undefined) continue;
        there.set(player, resume(to, player));
      }
      return here.length === 0 || count === here.length;
    });
    const all = players.map((player) => there.get(player) ?? player);
    await this.areIn(all);
    return all;
  }

  private nodeOf(code: string): MemoryNode {
    return this.a.codes.includes(code) ? this.a : this.b;
  }

  private async areIn(players: readonly MemoryPlayer[]): Promise<void> {
    await this.cluster.until(() => players.every(({ code, isClosed }) => code !== '' && !isClosed));
  }

  private forget(): void {
    for (const { players } of [this.a, this.b]) players.length = 0;
  }
}

async function begin(): Promise<{ rounds: Rounds; a: MemoryNode; b: MemoryNode; cluster: MemoryCluster }> {
  const cluster = await MemoryCluster.start();
  onTestFinished(() => cluster.stop());
  const [a, b] = [await cluster.join('a'), await cluster.join('b')];
  return { rounds: new Rounds(cluster, a, b), a, b, cluster };
}

test.runIf(SOAK_ROOMS > 0)(
  '[CN13] soak: rooms that are taken over and moved leave no memory behind',
  async () => {
    const { rounds, a, b, cluster } = await begin();
    let first = 0;
    let last = 0;
    for (let rooms = 0; rooms <= SOAK_ROOMS; rooms += ROOMS) {
      if (rooms === FIRST_ROOMS || rooms === SOAK_ROOMS) {
        await rounds.rest();
        collectGarbage();
        last = process.memoryUsage().heapUsed;
        first ||= last;
        const held = JSON.stringify([heldBy(a), heldBy(b)]);
        const kept = (await keptKeys(cluster)).join(' ');
        console.log(`${rooms} rooms: heap ${(last / 1024).toFixed(0)} KiB, held ${held}, keys that stay: ${kept}`);
      }
      if (rooms < SOAK_ROOMS) await rounds.next();
    }
    expect(last - first).toBeLessThan(GROWTH_BYTES_MAX);
  },
  SOAK_MS_MAX,
);

test('[CN13] a room that was taken over, moved and moved back leaves nothing behind when it has closed', async () => {
  const { rounds, a, b, cluster } = await begin();
  const before = [heldBy(a), heldBy(b), await keptKeys(cluster)];
  await rounds.next();
  await rounds.rest();
  expect([heldBy(a), heldBy(b), await keptKeys(cluster)]).toEqual(before);
});
