// A game server that is killed while clients play: in the middle of matches, results and resumptions, again and again.

import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { faultsOf, KillRun } from '../../tools/kill/kill-run.ts';
import { ensureBuilt } from '../../tools/set-up.js';
import { newFolder } from '../support/new-folder.ts';

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js');
/** Longer than a busy machine takes for all kills. */
const RUN_MS_MAX = 240_000;

beforeAll(ensureBuilt, 120_000);

test(
  '[PF16] killed ten times, it loses no tick that anybody has seen: all are back in their seats, and play on',
  async () => {
    const run = new KillRun({ main: MAIN, folder: newFolder(), seed: 3, kills: 10 });
    const kills = await run.run();
    expect(kills).toHaveLength(10);
    expect(faultsOf(kills, run.ledger)).toEqual([]);
    const movers = kills.flatMap(({ fates }) => fates.filter(({ movingMs }) => movingMs !== null));
    expect(movers.length).toBeGreaterThan(10);
  },
  RUN_MS_MAX,
);
