// Three real nodes and their Redis, players on all of them, and whatever a seed says happens to them. Everything that the players
// are shown is checked. `npm run soak:nodes` runs the same for minutes, and with partitions where it may make namespaces.

import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { Namespaces } from '../../tools/cluster/namespaces.ts';
import { NodesRun } from '../../tools/cluster/run.ts';
import { ensureBuilt } from '../../tools/set-up.js';
import { startCluster } from '../support/cluster.ts';

const NODES = 3;
/** As `tools/soak-nodes.js` says. */
const soak = (name: string) => process.env[`PACKETMAN_SOAK_${name}`] ?? '';
const SOAK_MINUTES = Number(soak('MINUTES'));
const SOAK_NODES = Number(soak('NODES'));
const ONLY = soak('ONLY')
  .split(',')
  .filter((name) => name !== '');
const SEED = Number(soak('SEED'));
/** How long matches may take to go on after all troubles, and what a busy machine takes to start everything. */
const REST_MS_MAX = 240_000;

beforeAll(ensureBuilt, 120_000);

test.runIf(SOAK_MINUTES === 0)(
  '[LN11] nodes are killed while people and bots play: nobody is shown a tick twice or differently, or loses a seat or a line',
  async () => {
    const { cluster, redis } = await startCluster(NODES, { isDurable: true });
    // A freeze may still show one tick twice: `npm run soak:nodes -- --only freeze`.
    const troubles = ['kill', 'kill', 'kill'];
    const until = ({ nemesis, watch }: NodesRun) => nemesis.troubles.length > 1 && watch.frames.takeovers > 0;
    const run = new NodesRun({ cluster, redis, namespaces: null, seed: 1, players: 8, seconds: 7, troubles, until });
    onTestFinished(() => run.end());
    await run.run();
    expect(run.watch.faults.first).toEqual([]);
    expect(run.nemesis.troubles.length).toBeGreaterThan(1);
    expect(run.watch.frames.takeovers).toBeGreaterThan(0);
  },
  REST_MS_MAX,
);

test.runIf(SOAK_MINUTES > 0)(
  '[LN11] soak',
  async () => {
    const namespaces = Namespaces.create(SOAK_NODES);
    onTestFinished(() => namespaces?.end());
    const { cluster, redis } = await startCluster(SOAK_NODES, {
      isDurable: true,
      ...(namespaces === null ? {} : { namespaces }),
    });
    const seconds = SOAK_MINUTES * 60;
    const told = (line: string) => console.log(line);
    const only = ONLY.length === 0 ? {} : { troubles: ONLY };
    const lasts = soak('LASTS') === '' ? {} : { lastsMs: Number(soak('LASTS')) * 1000 };
    const atOnce = Number(soak('AT_ONCE'));
    const run = new NodesRun({
      ...{ cluster, redis, namespaces, seed: SEED, players: 24, seconds, told, atOnce },
      ...only,
      ...lasts,
    });
    onTestFinished(() => run.end());
    console.log(`seed ${SEED}: ${run.nemesis.names.join(', ')}`);
    await run.run().finally(() => console.log(run.report().join('\n')));
    expect(run.watch.faults.total).toBe(0);
  },
  SOAK_MINUTES * 60_000 + REST_MS_MAX,
);
