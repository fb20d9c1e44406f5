// What must hold at the end of every run.

import { expect } from 'vitest';
import { hashWorld } from '#simulation';
import type { SimulatedNetwork } from './simulated-network.ts';

/** Stops the match: all pages are in the room, and their confirmed worlds are the server's, word for word. */
export function expectSameWorlds(network: SimulatedNetwork, run = ''): void {
  network.settle();
  const hashes = network.pages.map(({ match }) => hashWorld(match.prediction.confirmed));
  expect([run, ...hashes]).toEqual([run, ...network.pages.map(() => hashWorld(network.world))]);
}
