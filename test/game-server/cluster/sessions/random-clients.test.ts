// Random clients at three nodes with one Redis: they come, come back at any node, go to other nodes, take names, and lose
// their connections; nodes die, or are taken for dead.

import { expect, onTestFinished, test } from 'vitest';
import { skeleton } from '#handover';
import type { Session } from '../../../../game-server/sessions/session.ts';
import { MemoryNodes, type MemoryNode } from '../../../support/memory-node.ts';
import type { MemoryPlayer } from '../../../support/memory-player.ts';
import { RedisServer } from '../../../support/redis-server.ts';
import { seededRng } from '../../../support/seeded-rng.ts';

interface Client {
  readonly player: MemoryPlayer;
  /** Of its `hello`. */
  readonly token: string;
}

const NAMES = ['Ann', 'ann', '\u0410nn', 'Bob', 'Eve'];
const CLIENTS = 8;
const STEPS = 150;

test.each([1, 2])(
  '[CW2] whatever clients and nodes do, a session is at one node, and no two names look alike: %i',
  async (seed) => {
    const server = await RedisServer.start();
    onTestFinished(() => server.stop());
    const nodes = new MemoryNodes(server.url);
    onTestFinished(() => nodes.stop());
    const rng = seededRng(seed);
    let count = 0;
    const addNode = () => nodes.add(`n${++count}`);
    await Promise.all([addNode(), addNode(), addNode()]);
    const living = () => [...nodes.nodes.values()].filter(({ id }) => !nodes.dead.has(id));
    const any = <Item>(items: readonly Item[]): Item => items[rng(items.length)]!;
    const clients: Client[] = [];
    const connect = (slot: number, node: MemoryNode, token: string) => {
      clients[slot]?.player.cut();
      const player = node.connect();
      player.hello(any(NAMES), 'human', token);
      clients[slot] = { player, token };
    };
    for (let slot = 0; slot < CLIENTS; slot++) connect(slot, any(living()), '');
    const steps: ((slot: number) => unknown)[] = [
      (slot) => connect(slot, any(living()), ''),
      (slot) => connect(slot, any(living()), tokenOf(clients[slot]!)),
      // Of another client, or both of one.
      (slot) => connect(slot, any(living()), tokenOf(any(clients))),
      (slot) => clients[slot]!.player.cut(),
      (slot) => clients[slot]!.player.rename(any(NAMES)),
      (slot) => clients[slot]!.player.report(),
      (slot) => clients[slot]!.player.send({ type: 'join', code: 'ABCDE', password: '', rate: 60 }),
      (slot) => clients[slot]!.player.send({ type: 'play', mode: 'coop', rate: 60, ranked: false, daily: false }),
      (slot) => clients[slot]!.player.send({ type: 'leave' }),
      (slot) => {
        const redirect = clients[slot]!.player.last('redirect');
        const node = nodes.nodes.get(redirect?.node ?? '');
        if (redirect === undefined || node === undefined || nodes.dead.has(node.id)) return;
        connect(slot, node, redirect.token === '' ? tokenOf(clients[slot]!) : redirect.token);
      },
    ];
    for (let step = 1; step <= STEPS; step++) {
      for (const node of living()) {
        const others = living().filter((other) => other !== node);
        node.route = ({ type }, hops) =>
          type === 'join' && hops < 3 && others.length > 0 ? { node: any(others).id } : null;
      }
      any(steps)(rng(CLIENTS));
      if (rng(4) > 0) await answered(living());
      if (step % 25 !== 0) continue;
      const [victim] = living();
      // Every other one only seems to be dead: it goes on, and notices.
      if (step % 50 === 0) nodes.kill(victim!.id);
      else nodes.dead.add(victim!.id);
      await addNode();
      if (step % 50 !== 0) {
        await answered(living());
        for (const client of [...clients]) connect(rng(CLIENTS), any(living()), tokenOf(client));
        await answered(living());
        nodes.dead.delete(victim!.id);
      }
    }
    const sessionsTwice = () => {
      const all = living().flatMap(({ core }) => [...core.sessions]);
      const shown = all.filter(({ isConnected }) => isConnected);
      return [...twice(shown, ({ id }) => id), ...twice(shown, ({ name }) => skeleton(name))];
    };
    // Whoever was overtaken learns of it with its next record.
    for (const { core, sessions } of living()) {
      sessions.records.renewAll();
      expect(core.metrics.roomsFailed).toBe(0);
    }
    await expect.poll(sessionsTwice).toEqual([]);
    const ids = () =>
      twice(
        living().flatMap(({ core }) => [...core.sessions]),
        ({ id }) => id,
      );
    await expect.poll(ids).toEqual([]);
  },
);

function tokenOf({ player, token }: Client): string {
  return player.token || token;
}

/** What more than one session has. */
function twice(sessions: readonly Session[], keyOf: (session: Session) => unknown): unknown[] {
  const keys = sessions.map(keyOf);
  return keys.filter((key, at) => keys.indexOf(key) !== at);
}

async function answered(nodes: readonly MemoryNode[]): Promise<void> {
  for (let i = 0; i < 3; i++) await Promise.all(nodes.map(({ redis }) => redis.ping()));
}
