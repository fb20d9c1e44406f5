// Made-up rooms that move before a node joins the others.

import { pino } from 'pino';
import { expect, test } from 'vitest';
import { warmUp } from '../../../../game-server/cluster/moves/warm-up.ts';
import { gameServerConfig } from '../../../../game-server/config.ts';

test('[CM19] a room of each mode moves from one made-up server to another, and the log of the node has nothing of it', () => {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  expect(() => warmUp(gameServerConfig({ node: 'a' }), log)).not.toThrow();
  expect(lines).toEqual([]);
});
