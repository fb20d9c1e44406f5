// One headless client of a load test: quick play, a random walk or a bot's game, and figures on what comes back.

import { NONE, type Direction } from '#simulation';
import { BotClient } from './bot-client.ts';
import { Pilot } from './brains/pilot.ts';
import { createWalker } from './brains/walker.ts';
import type { ServerAddress } from './connection.ts';
import type { LoadClientPlan } from './crowd-plan.ts';
import type { LoadFigures } from './load-figures.ts';

/** A slow client reads for so long, and then does not for as long. The server gives up on one that stands for 5 s. */
const SLOW_SPELL_MS = 2500;

/**
 * Connects, takes a seat and begins to play. The play goes on until the stay ends.
 * @param figures shared by all clients of this process
 * @throws BotError
 */
export async function startLoadClient(
  address: ServerAddress,
  { name, mode, rate, seed, think, isBot, isSlow }: LoadClientPlan,
  figures: LoadFigures,
): Promise<BotClient> {
  const walker = createWalker(seed, think);
  const beganMs = performance.now();
  let pilot: Pilot | undefined;
  let thinking: NodeJS.Timeout | undefined;
  let spells: NodeJS.Timeout | undefined;
  let snapshotAtMs = 0;
  /** The one input whose effect we wait for; 0 for none. */
  let timedSequence = 0;
  let timedAtMs = 0;

  const client = await BotClient.connect(address, name, {
    onJoined(_client, match) {
      if (isBot) pilot = new Pilot(match);
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

  const decide = (): Direction => (isBot ? pilot!.decide(client.roundTripTicks) : walker.direction());
  const play = (): void => {
    thinking = setTimeout(play, walker.thinkMs());
    const direction = decide();
    if (direction === NONE) return;
    const sequence = client.wish(direction);
    pilot?.wished(sequence, direction);
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
  thinking = setTimeout(play, walker.thinkMs());
  if (isSlow) {
    let reads = true;
    spells = setInterval(() => client.setReading((reads = !reads)), SLOW_SPELL_MS);
  }
  return client;
}
