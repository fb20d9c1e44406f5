// `npm run bench:netcode`: corrections and delays of play over three simulated links, over many seeds. It runs the games of
// test/web-client/goals.test.ts and others.test.ts, for longer. The second also says how right other players are drawn.
import { runBin } from './run.js';

const files = ['test/web-client/goals.test.ts', 'test/web-client/others.test.ts'];
const args = ['run', ...files, '--project', 'unit', '--disable-console-intercept'];
const { ok } = await runBin('vitest', args, { passThrough: true, env: { PACKETMAN_BENCH: '1' } });
process.exitCode = ok ? 0 : 1;
