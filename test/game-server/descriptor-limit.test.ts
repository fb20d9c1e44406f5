// The system's limit of open files, and what it leaves for connections.

import { existsSync } from 'node:fs';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { gameServerConfig } from '../../game-server/config.ts';
import { connectionsWithin, descriptorLimit, descriptorLimitIn } from '../../game-server/descriptor-limit.ts';
import { startGameServer } from '../../game-server/main.ts';

const LIMITS = `Limit                     Soft Limit           Hard Limit           Units
Max processes             5000                 6000                 processes
Max open files            1024                 524288               files
`;

test('[L1] the soft limit of open files is read, and none where there is none', () => {
  expect(descriptorLimitIn(LIMITS)).toBe(1024);
  expect(descriptorLimitIn(LIMITS.replace('1024  ', 'unlimited'))).toBeNull();
  expect(descriptorLimitIn('')).toBeNull();
});

test('[L1] connections take at most 80 % of the descriptors', () => {
  expect(connectionsWithin(1024, 10_000)).toBe(819);
  expect(connectionsWithin(1024, 32)).toBe(32);
  expect(connectionsWithin(null, 10_000)).toBe(10_000);
});

test.skipIf(!existsSync('/proc/self/limits'))('[L1] a server begins with no more than the system allows', async () => {
  const asked = 2 ** 40;
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const config = gameServerConfig({ host: '127.0.0.1', port: 0, adminPort: 0, connectionsMax: asked });
  const server = await startGameServer(config, log);
  await server.drain();
  const started = lines.find((line) => line.includes('game server listening')) ?? '';
  expect(started).toContain(`"connectionsMax":${connectionsWithin(descriptorLimit(), asked)},`);
});
