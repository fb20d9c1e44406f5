// One headless client of a load test: quick play, a random walk, and figures on what comes back. Steps no World.

import type { SnapshotRate } from '#protocol';
import { BotClient } from './bot-client.ts';
import { createWalker } from './brains/walker.ts';
import type { ServerAddress } from './connection.ts';
import type { LoadFigures } from './load-figures.ts';

export interface LoadClientPlan {
  readonly name: string;
  readonly mode: string;
  readonly rate: SnapshotRate;
  /** Of its walk, any 32-bit integer. */
  readonly seed: number;
  /** Reads only half of the time: a phone on a bad network. */
  readonly isSlow: boolean;
}

/** A slow client reads for so long, and then does not for as long. The server gives up on one that stands for 5 s. */
const SLOW_SPELL_MS = 2500;

/**
 * Connects, takes a seat and begins to walk. The walk goes on until the stay ends.
 * @param figures shared by all clients
 * @throws BotError
 */
export async function startLoadClient(
  address: ServerAddress,
  { name, mode, rate, seed, isSlow }: LoadClientPlan,
  figures: LoadFigures,
): Promise<BotClient> {
  const walker = createWalker(seed);
  const beganMs = performance.now();
  let thinking: NodeJS.Timeout | undefined;
  let spells: NodeJS.Timeout | undefined;
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
      // What comes late to a client that does not read says nothing of the server.
      if (isSlow) return;
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

  void client.closed.then(() => {
    clearTimeout(thinking);
    clearInterval(spells);
  });
  try {
    await client.enter({ type: 'play', mode, rate });
  } catch (error) {
    client.close();
    throw error;
  }
  figures.recordConnect(performance.now() - beganMs);
  thinking = setTimeout(walk, walker.thinkMs());
  if (isSlow) {
    let reads = true;
    spells = setInterval(() => client.setReading((reads = !reads)), SLOW_SPELL_MS);
  }
  return client;
}
