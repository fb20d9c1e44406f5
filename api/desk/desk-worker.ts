// What the desk does beside requests: it keeps the last hour of figures, and ends bans whose time is over.

import type { Parts, Worker } from '../parts.ts';
import { endBans } from './bans.ts';
import { deskOf } from './desk.ts';

const BAN_SWEEP_MS = 60_000;

export function startDeskWorker(parts: Parts): Worker {
  const { live, streams, finder } = deskOf(parts);
  const { store, log, now } = parts;
  live.start();
  let sweep: Promise<void> = Promise.resolve();
  const sweepBans = (): void => {
    sweep = endBans(store, now()).catch((error: unknown) => log.warn({ err: error }, 'bans cannot be ended now'));
  };
  sweepBans();
  const sweeps = setInterval(sweepBans, BAN_SWEEP_MS);
  return {
    async stop() {
      clearInterval(sweeps);
      streams.endAll();
      await Promise.all([live.stop(), sweep]);
      await finder?.stop();
    },
  };
}
