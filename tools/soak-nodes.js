// `npm run soak:nodes -- --minutes 10 --seed 1 [--only "cut from Redis,kill"] [--lasts 3] [--nodes 5 --at-once 2]`: test/faults/nodes.test.ts for minutes, with everything that can happen to
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
    /** Seconds that each trouble lasts; drawn by default. */
    lasts: { type: 'string', default: '' },
    nodes: { type: 'string', default: '3' },
    /** Series of troubles that run beside each other. */
    'at-once': { type: 'string', default: '1' },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
const nodes = Number(values.nodes);
const atOnce = Number(values['at-once']);
if (!(minutes > 0)) throw new Error('--minutes must be a number above 0');
if (!Number.isSafeInteger(seed) || seed < 0) throw new Error('--seed must be a whole number from 0');
if (values.lasts !== '' && !(Number(values.lasts) > 0)) throw new Error('--lasts must be a number above 0');
if (!Number.isSafeInteger(nodes) || nodes < 2) throw new Error('--nodes must be a whole number from 2');
if (!Number.isSafeInteger(atOnce) || atOnce < 1) throw new Error('--at-once must be a whole number from 1');

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
    PACKETMAN_SOAK_LASTS: values.lasts,
    PACKETMAN_SOAK_NODES: values.nodes,
    PACKETMAN_SOAK_AT_ONCE: values['at-once'],
  },
});
child.once('exit', (code) => (process.exitCode = code ?? 1));
