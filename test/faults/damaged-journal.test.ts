// What a game server makes of its journal after it was killed while it wrote, or while it read.

import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { KilledServer } from '../../load/cluster/killed-server.ts';
import { ensureBuilt } from '../../tools/set-up.js';
import { newFolder } from '../support/new-folder.ts';
import { TcpPlayer } from '../support/tcp-player.ts';

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js');

beforeAll(ensureBuilt, 120_000);

test('[PF18] a record that was only half written when the process was killed costs nothing', async () => {
  const { server, folder, ann, words } = await killedInMatch();
  const journal = join(folder, 'journal');
  const newest = readdirSync(journal).toSorted().at(-1)!;
  appendFileSync(join(journal, newest), Buffer.from([0, 0, 1, 0, 1, 2, 3, 4, 5]));
  await server.start();
  const again = await TcpPlayer.connect(server.ports.port);
  expect(await again.hello('Ann', 'human', ann.token)).toMatchObject({ resumed: true });
  const joined = await again.next('joined');
  // The last tick may have been written, and not sent any more.
  expect(joined.tick - words[0]!).toBeOneOf([0, 1]);
  if (joined.tick === words[0]) expect(Array.from(joined.words)).toEqual([...words]);
  again.destroy();
  await server.kill();
});

test('[PF18] killed again and again while it starts and reads its journal, it loses nothing', async () => {
  const { server, ann, words } = await killedInMatch();
  // From before it reads until after it listens, on a machine that may be busy.
  for (const ms of [100, 200, 250, 300, 350, 400, 500, 700]) await server.startAndKill(ms);
  await server.start();
  const again = await TcpPlayer.connect(server.ports.port);
  expect(await again.hello('Ann', 'human', ann.token)).toMatchObject({ resumed: true });
  const joined = await again.next('joined');
  expect(joined.tick - words[0]!).toBeOneOf([0, 1]);
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
  // Until it is killed, the player gets all that it plays, however late that is read.
  const flags = ['--standstill-ms-max=600000', '--behind-ticks-max=600'];
  const server = new KilledServer(MAIN, folder, { flags });
  await server.start();
  const ann = await TcpPlayer.connect(server.ports.port);
  const { token } = await ann.hello('Ann');
  await ann.create(2);
  while ((ann.words[0] ?? 0) < 60) await ann.next('snapshot');
  await server.kill();
  await ann.closed();
  return { server, folder, ann: { token }, words: ann.words };
}
