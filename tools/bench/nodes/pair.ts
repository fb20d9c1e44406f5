// Two nodes against one: CPU of a node with clients, alone and beside another node with as many, in one sitting of its clients.

import { setTimeout as wait } from 'node:timers/promises';
import { LOG_RATE } from '#protocol';
import { startClients, type Group, type Server } from '../server/contestants.ts';
import type { Plan } from '../server/measurement.ts';

/** CPU of one node without and with clients at the other one, in percent of a core. */
export interface Pair {
  readonly alone: number;
  readonly beside: number;
}

/** @param plan with the clients of each node @param isAloneFirst which window comes first: the other order in every other round */
export async function measurePair(node: Server, second: Server, plan: Plan, isAloneFirst: boolean): Promise<Pair> {
  const come = (server: Server, names: string) => startClients(server, plan.clients, [LOG_RATE], names);
  const settle = () => wait(plan.settleSeconds * 1000);
  const group = await come(node, 'bench');
  let neighbours: Group | null = isAloneFirst ? null : await come(second, 'beside');
  await settle();
  const first = await cpuPercent(node, plan.seconds);
  if (neighbours === null) neighbours = await come(second, 'beside');
  else await neighbours.end();
  // Matches begin with a countdown, and rooms that have closed are no longer listed.
  await settle();
  const last = await cpuPercent(node, plan.seconds);
  if (isAloneFirst) await neighbours.end();
  await group.end();
  return isAloneFirst ? { alone: first, beside: last } : { alone: last, beside: first };
}

async function cpuPercent(server: Server, seconds: number): Promise<number> {
  const [before, startMs] = [await server.usage(), performance.now()];
  await wait(seconds * 1000);
  const [after, endMs] = [await server.usage(), performance.now()];
  return ((after.cpuSeconds - before.cpuSeconds) * 100_000) / (endMs - startMs);
}
