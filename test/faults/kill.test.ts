// A game server that is killed while clients play: in the middle of matches, results and resumptions, again and again.

import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { faultsOf, KillRun } from '../../tools/kill/kill-run.ts';
import { KilledServer } from '../../tools/kill/killed-server.ts';
import { ensureBuilt } from '../../tools/set-up.js';
import { newFolder } from '../support/new-folder.ts';
import { TcpPlayer } from '../support/tcp-player.ts';

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

test(
  '[PF17] stopped and started again three times, it goes on as after a kill',
  async () => {
    const run = new KillRun({ main: MAIN, folder: newFolder(), seed: 4, kills: 3, signal: 'SIGTERM' });
    expect(faultsOf(await run.run(), run.ledger)).toEqual([]);
  },
  RUN_MS_MAX,
);

test('[PF18] a record that was only half written when the process was killed costs nothing', async () => {
  const { server, folder, ann, words } = await killedInMatch();
  const journal = join(folder, 'journal');
  const newest = readdirSync(journal).toSorted().at(-1)!;
  appendFileSync(join(journal, newest), Buffer.from([0, 0, 1, 0, 1, 2, 3, 4, 5]));
  await server.start();
  const again = await TcpPlayer.connect(server.ports.port);
  expect(await again.hello('Ann', 'human', ann.token)).toMatchObject({ resumed: true });
  const joined = await again.next('joined');
  expect(joined.tick).toBe(words[0]);
  expect(Array.from(joined.words)).toEqual([...words]);
  again.destroy();
  await server.kill();
});

test('[PF18] a journal that cannot be read is no reason not to start', async () => {
  const { server, folder, ann } = await killedInMatch();
  const journal = join(folder, 'journal');
  for (const name of readdirSync(journal)) writeFileSync(join(journal, name), Buffer.alloc(5000, 7));
  await server.start();
  const again = await TcpPlayer.connect(server.ports.port);
  expect(await again.hello('Ann', 'human', ann.token)).toMatchObject({ resumed: false });
  again.destroy();
  await server.kill();
});

/** A server that was killed in a match of one player, who had seen these words. */
async function killedInMatch() {
  const folder = newFolder();
  const server = new KilledServer(MAIN, folder);
  await server.start();
  const ann = await TcpPlayer.connect(server.ports.port);
  const { token } = await ann.hello('Ann');
  await ann.create(2);
  while ((ann.words[0] ?? 0) < 60) await ann.next('snapshot');
  await server.kill();
  await ann.closed();
  return { server, folder, ann: { token }, words: ann.words };
}
