// `npm run soak:nodes -- --minutes 10 --seed 1 [--only "cut from Redis,kill"]`: test/faults/nodes.test.ts for minutes, with everything that can happen to
// nodes and their Redis, and a line for each thing that happened. It is a test, since only tests have a Redis of their own.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './run.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    /** Names of troubles, separated by commas. */
    only: { type: 'string', default: '' },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
if (!(minutes > 0)) throw new Error('--minutes must be a number above 0');
if (!Number.isSafeInteger(seed) || seed < 0) throw new Error('--seed must be a whole number from 0');

const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
const args = ['run', '--project', 'faults', 'test/faults/nodes.test.ts', '--disable-console-intercept'];
const child = spawn(process.execPath, [vitest, ...args], {
  cwd: ROOT,
  stdio: 'inherit',
  env: {
    ...process.env,
    PACKETMAN_SOAK_MINUTES: String(minutes),
    PACKETMAN_SOAK_SEED: String(seed),
    PACKETMAN_SOAK_ONLY: values.only,
  },
});
child.once('exit', (code) => (process.exitCode = code ?? 1));
