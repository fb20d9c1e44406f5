// Game servers and API are killed while matches end: whatever a player was shown is there afterwards, once.

import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { ResultsRun } from '../../tools/kill/results-run.ts';
import { ensureBuilt } from '../../tools/set-up.js';
import { newFolder } from '../support/new-folder.ts';
import { RedisServer } from '../support/redis-server.ts';

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js');
/** More by hand: `RESULTS_SEED=3 RESULTS_KILLS=40`. */
const SEED = Number(process.env['RESULTS_SEED'] ?? 2);
const KILLS = Number(process.env['RESULTS_KILLS'] ?? 6);
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

test(
  '[OB13] nodes and API are killed, and nodes frozen: each match is kept once, with the score that players were shown',
  async () => {
    const redis = await RedisServer.start({ isDurable: true });
    onTestFinished(() => redis.stop());
    const { shownCount, keptCount, faults } = await new ResultsRun({
      ...{ main: MAIN, folder: newFolder(), seed: SEED, kills: KILLS, redisUrl: redis.url },
    }).run();
    expect(faults).toEqual([]);
    expect(shownCount).toBeGreaterThan(0);
    expect(keptCount).toBeGreaterThanOrEqual(shownCount);
  },
  RUN_MS_MAX,
);
