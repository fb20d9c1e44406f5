// Game server and API are killed while matches end: whatever a player was shown is there afterwards, once.

import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ResultsRun } from '../../tools/kill/results-run.ts';
import { ensureBuilt } from '../../tools/set-up.js';
import { newFolder } from '../support/new-folder.ts';

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js');
/** Longer than a busy machine takes for all kills. */
const RUN_MS_MAX = 240_000;

beforeAll(ensureBuilt, 120_000);

test(
  '[OB13] ten kills of game server and API: no match that was shown is lost, none counts twice, all are verified',
  async () => {
    const { shownCount, keptCount, faults } = await new ResultsRun({
      ...{ main: MAIN, folder: newFolder(), seed: 2, kills: 10 },
    }).run();
    expect(faults).toEqual([]);
    expect(shownCount).toBeGreaterThan(0);
    expect(keptCount).toBeGreaterThanOrEqual(shownCount);
  },
  RUN_MS_MAX,
);
