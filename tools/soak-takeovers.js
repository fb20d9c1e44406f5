// `npm run soak:takeovers -- --rooms 1000`: rooms are taken over and moved between nodes in one process, and the heap is measured
// after 200 of them and at the end. It is a test, since only tests have a Redis of their own.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './run.js';

/** The heap is measured first after so many. */
const ROOMS_MIN = 210;

const { values } = parseArgs({ options: { rooms: { type: 'string', default: '1000' } } });
const rooms = Number(values.rooms);
if (!Number.isSafeInteger(rooms) || rooms < ROOMS_MIN || rooms % 10 !== 0)
  throw new Error(`--rooms must be a multiple of 10 from ${ROOMS_MIN}`);

const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
const file = 'test/game-server/cluster/takeover/memory.test.ts';
const child = spawn(process.execPath, [vitest, 'run', file, '--disable-console-intercept'], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, PACKETMAN_SOAK_TAKEOVERS: String(rooms) },
});
child.once('exit', (code) => (process.exitCode = code ?? 1));
