// Nodes that share a data folder: who has which folder, and what becomes of an outbox whose node does not run any more.

import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { openNodeFolder, type NodeFolder } from '../../../game-server/cluster/node-folder.ts';
import { gameServerConfig } from '../../../game-server/config.ts';
import { startGameServer } from '../../../game-server/main.ts';
import { MatchOutbox } from '../../../game-server/outbox/match-outbox.ts';
import { outboxFolder } from '../../../game-server/outbox/outbox-files.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { newFolder } from '../../support/new-folder.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const log = pino({ enabled: false });
const idOf = (number: number) => number.toString(16).padStart(32, '0');

function outboxOf(folder: string): MatchOutbox {
  return new MatchOutbox({ folder: outboxFolder(folder), bytesMax: 1e6, clock: new VirtualClock(), log });
}

function leave(folder: string, id: number): void {
  mkdirSync(folder, { recursive: true });
  expect(outboxOf(folder).take('match', idOf(id), Buffer.alloc(9))).toBe(true);
}

function opened(data: string, node: string): NodeFolder {
  const folder = openNodeFolder(data, node);
  onTestFinished(() => folder.release());
  return folder;
}

const idsIn = (folder: string) =>
  outboxOf(folder)
    .first(9)
    .map(({ id }) => id);

test('[OB9] a server that starts sends what was left by nodes and by a lone server that do not run', async () => {
  const redis = await RedisServer.start();
  onTestFinished(() => redis.stop());
  const data = newFolder();
  leave(data, 1);
  for (const [index, name] of ['a', 'b', 'c'].entries()) leave(join(data, 'nodes', name), index + 2);
  const running = opened(data, 'b');
  const ports = { host: '127.0.0.1', port: 0, adminPort: 0, publicPort: null };
  const start = async (other: object) => {
    const config = gameServerConfig({ ...ports, data, apiUrl: 'http://127.0.0.1:9', ...other });
    await (await startGameServer(config, log)).drain();
  };
  await start({ redisUrl: redis.url, node: 'a' });
  expect(idsIn(join(data, 'nodes', 'a')).toSorted()).toEqual([idOf(1), idOf(2), idOf(4)]);
  expect(idsIn(running.folder)).toEqual([idOf(3)]);
  expect([idsIn(data), idsIn(join(data, 'nodes', 'c'))]).toEqual([[], []]);
  await start({ journal: false });
  expect(idsIn(data).toSorted()).toEqual([idOf(1), idOf(2), idOf(4)]);
  expect(existsSync(join(running.folder, 'outbox'))).toBe(true);
});
