// `npm run bench:netcode`: what playing over three lines feels like, over many seeds, with the figures of each. The games
// are those of test/web-client/goals.test.ts, only longer.
import { runBin } from './run.js';

const args = ['run', 'test/web-client/goals.test.ts', '--project', 'unit', '--disable-console-intercept'];
const { ok } = await runBin('vitest', args, { passThrough: true, env: { PACKETMAN_BENCH: '1' } });
process.exitCode = ok ? 0 : 1;
