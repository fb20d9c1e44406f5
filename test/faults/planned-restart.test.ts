// A game server that is stopped and started again while clients play.

import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { faultsOf, KillRun } from '../../tools/kill/kill-run.ts';
import { ensureBuilt } from '../../tools/set-up.js';
import { newFolder } from '../support/new-folder.ts';

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js');
/** Longer than a busy machine takes for all restarts. */
const RUN_MS_MAX = 240_000;

beforeAll(ensureBuilt, 120_000);

test(
  '[PF17] stopped and started again three times, it goes on as after a kill',
  async () => {
    const run = new KillRun({ main: MAIN, folder: newFolder(), seed: 4, kills: 3, signal: 'SIGTERM' });
    expect(faultsOf(await run.run(), run.ledger)).toEqual([]);
  },
  RUN_MS_MAX,
);
