// The bench of nodes runs small here: four servers with eight clients each, for a moment.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../tools/set-up.js';
import { requireProgram } from '../support/redis-server.ts';

const MAIN = join(import.meta.dirname, '../../dist/tools/bench/nodes/main.js');
const BUILD_MS_MAX = 120_000;

beforeAll(ensureBuilt, BUILD_MS_MAX);

test('[TN1] the bench of nodes runs, and each figure of its table is a number', async () => {
  requireProgram('redis-server');
  const small = [
    '--clients=8',
    '--rounds=1',
    '--seconds=1',
    '--settle=0',
    '--warm-up=0',
    '--joins=2',
    '--parts=over,files,pair,join',
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...small]);
  const rows = stdout.split('\n').filter((line) => line.startsWith('| '));
  expect(rows.length).toBe(18);
  expect(rows.filter((row) => /NaN|Infinity/.test(row))).toEqual([]);
});
