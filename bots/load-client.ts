// One headless client of a load test: quick play, a random walk, and figures on what comes back. Steps no World.

import type { SnapshotRate } from '#protocol';
import { BotClient } from './bot-client.ts';
import { createWalker } from './brains/walker.ts';
import type { ServerAddress } from './connection.ts';
import type { LoadFigures } from './load-figures.ts';

/**
 * Connects, takes a seat in `coop` and begins to walk. The walk goes on until the stay ends.
 * @param seed of the walk, any 32-bit integer
 * @param figures shared by all clients
 * @throws BotError
 */
export async function startLoadClient(
  address: ServerAddress,
  name: string,
  rate: SnapshotRate,
  seed: number,
  figures: LoadFigures,
): Promise<BotClient> {
  const walker = createWalker(seed);
  let thinking: NodeJS.Timeout | undefined;
  let snapshotAtMs = 0;
  /** The one input whose effect we wait for; 0 for none. */
  let timedSequence = 0;
  let timedAtMs = 0;

  const client = await BotClient.connect(address, name, {
    onJoined() {
      // The time between two matches, or without a connection, is no interval between snapshots.
      snapshotAtMs = 0;
      timedSequence = 0;
    },
    onSnapshot(_client, { world, seat }) {
      const nowMs = performance.now();
      if (snapshotAtMs > 0) figures.recordSnapshotInterval(nowMs - snapshotAtMs);
      snapshotAtMs = nowMs;
      if (timedSequence === 0 || world.pacInput[seat]! < timedSequence) return;
      figures.recordInputToSnapshot(nowMs - timedAtMs);
      timedSequence = 0;
    },
  });

  const walk = (): void => {
    thinking = setTimeout(walk, walker.thinkMs());
    const sequence = client.wish(walker.direction());
    if (timedSequence !== 0) return;
    timedSequence = sequence;
    timedAtMs = performance.now();
  };

  void client.closed.then(() => clearTimeout(thinking));
  try {
    await client.enter({ type: 'play', mode: 'coop', rate });
  } catch (error) {
    client.close();
    throw error;
  }
  thinking = setTimeout(walk, walker.thinkMs());
  return client;
}
