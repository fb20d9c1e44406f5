// `npm run bench:netcode`: corrections and delays of play over three simulated links, over many seeds. It runs the games of
// test/web-client/goals.test.ts, for longer.
import { runBin } from './run.js';

const args = ['run', 'test/web-client/goals.test.ts', '--project', 'unit', '--disable-console-intercept'];
const { ok } = await runBin('vitest', args, { passThrough: true, env: { PACKETMAN_BENCH: '1' } });
process.exitCode = ok ? 0 : 1;
