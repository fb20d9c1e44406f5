// The system's limit of open files: what is left of it, and what the two programs promise of that.

import { closeSync, existsSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import fc from 'fast-check';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { bridgeConfig } from '../../bridge/config.ts';
import { descriptorBudget as bridgeBudget } from '../../bridge/ops/descriptor-budget.ts';
import { gameServerConfig } from '../../game-server/config.ts';
import { descriptorBudget } from '../../game-server/limits/descriptor-budget.ts';
import { startGameServer } from '../../game-server/main.ts';
import { YOUNG_FACTOR } from '#net';
import {
  DescriptorLimitError,
  descriptorLimit,
  descriptorLimitIn,
  openDescriptors,
} from '../../process/descriptors.ts';

const LIMITS = `Limit                     Soft Limit           Hard Limit           Units
Max processes             5000                 6000                 processes
Max open files            1024                 524288               files
`;
const hasProc = existsSync('/proc/self/limits');
const RESERVED = 8;

test('[D1] the soft limit of open files is read, and none where there is none', () => {
  expect(descriptorLimitIn(LIMITS)).toBe(1024);
  expect(descriptorLimitIn(LIMITS.replace('1024  ', 'unlimited'))).toBeNull();
  expect(descriptorLimitIn('')).toBeNull();
});

test.skipIf(!hasProc)('[D1] what is open is counted', () => {
  const before = openDescriptors();
  const opened = Array.from({ length: 5 }, () => openSync(devNull, 'r'));
  expect(openDescriptors()).toBe(before + 5);
  for (const descriptor of opened) closeSync(descriptor);
  expect(openDescriptors()).toBe(before);
});

test('[D2] a game server never promises more than is free, and says what the least is', () => {
  const asked = gameServerConfig();
  expect(descriptorBudget(null, null, asked).connectionsMax).toBe(10_000);
  expect(descriptorBudget(1024, 980, asked).connectionsMax).toBe(687);
  expect(() => descriptorBudget(40, 10, asked)).toThrow(/at least \d+ are needed/);
  fc.assert(
    fc.property(fc.integer({ min: 16, max: 200_000 }), fc.nat(500), (free, open) => {
      const budget = descriptorBudget(free + open + RESERVED, free, asked);
      const { connectionsMax, refusalsMax, adminConnectionsMax, publicConnectionsMax } = budget;
      const http = (adminConnectionsMax + publicConnectionsMax) * YOUNG_FACTOR;
      expect(connectionsMax).toBeGreaterThan(0);
      expect(Math.min(adminConnectionsMax, publicConnectionsMax)).toBeGreaterThan(0);
      expect(connectionsMax + refusalsMax + http + 3).toBeLessThanOrEqual(free);
    }),
  );
});

test('[D2] a bridge never promises more than is free, recordings included', () => {
  const config = bridgeConfig({ listen: '0', target: '9' });
  const recorded = { ...config, record: '/tmp' };
  const withAdmin = bridgeConfig({ listen: '0', target: '9', admin: '127.0.0.1:0' });
  expect(bridgeBudget(null, config).tunnelsMax).toBe(4096);
  expect(() => bridgeBudget(10, config)).toThrow(/at least \d+ are needed/);
  fc.assert(
    fc.property(fc.integer({ min: 12, max: 200_000 }), (free) => {
      for (const [set, each] of [
        [config, 2],
        [recorded, 3],
        [withAdmin, 2],
      ] as const) {
        if (free < 40 && set.admin !== null) continue;
        const { tunnelsMax, httpConnectionsMax, adminConnectionsMax } = bridgeBudget(free, set);
        const admin = set.admin === null ? 0 : 1 + adminConnectionsMax * YOUNG_FACTOR;
        const used = 1 + tunnelsMax * each + httpConnectionsMax * 2 + admin;
        expect(tunnelsMax).toBeGreaterThan(0);
        expect(used).toBeLessThanOrEqual(free);
        if (tunnelsMax < config.tunnelsMax) expect(used + each).toBeGreaterThan(free);
      }
    }),
  );
});

test('[D2] health checks, Redis and servers that are asked about tokens have their part', () => {
  const tunnelsOf = (settings: object) => bridgeBudget(1000, bridgeConfig({ listen: '0', ...settings })).tunnelsMax;
  const none = tunnelsOf({ target: '9' });
  expect(none - tunnelsOf({ target: ['9', '10'], healthCheck: {} })).toBe(1);
  const many = Array.from({ length: 40 }, (_, at) => `a.example:${at + 1}`);
  expect(none - tunnelsOf({ target: many, healthCheck: {} })).toBe(8);
  expect(none - tunnelsOf({ tokenUrl: 'http://127.0.0.1:1/%s' })).toBe(4);
  const redis = ['a', 'b', 'c', 'd', 'd'].map((host, at) => ({ name: `${at}`, tokenRedis: host }));
  expect(none - tunnelsOf({ routes: redis })).toBe(2);
});

test('[D2] the least limit that a bridge names is one with which it can work, for one tunnel', () => {
  const config = bridgeConfig({ listen: '0', target: '9' });
  // One listens, eight are for four pages, two for the tunnel.
  expect(bridgeBudget(11, config).tunnelsMax).toBe(1);
  expect(() => bridgeBudget(10, config)).toThrow(DescriptorLimitError);
});

test.skipIf(!hasProc)('[D2] a server begins with no more than the system allows', async () => {
  const asked = 2 ** 40;
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const config = gameServerConfig({ host: '127.0.0.1', port: 0, adminPort: 0, connectionsMax: asked });
  const server = await startGameServer(config, log);
  await server.drain();
  const started = JSON.parse(lines.find((line) => line.includes('game server listening')) ?? '') as {
    config: { connectionsMax: number };
  };
  expect(started.config.connectionsMax).toBeLessThanOrEqual((descriptorLimit() ?? asked) * 0.8);
});
