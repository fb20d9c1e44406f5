// A process that runs test files for `npm run mutate`, one run after the other. After each run it says whether the run
// left something open: a timer, a socket, a process.
import { setTimeout as wait } from 'node:timers/promises';
import { init, runBaseTests, setupEnvironment } from 'vitest/worker';

// Tests may replace what they find on `process`.
const send = /** @type {NonNullable<typeof process.send>} */ (process.send).bind(process);
const on = process.on.bind(process);
const off = process.off.bind(process);
const resources = process.getActiveResourcesInfo.bind(process);

/** Vitest has a timer of its own, which ends at most this long after the tests. */
const VITEST_TIMER_MS = 100;
const CHECK_INTERVAL_MS = 20;

const atStart = resources().length;

init({
  post: (message) => send(message),
  on: (listener) => on('message', listener),
  off: (listener) => off('message', listener),
  setup: setupEnvironment,
  runTests: async (state, traces) => {
    await runBaseTests('run', state, traces);
    for (let ms = 0; ms <= VITEST_TIMER_MS && !isIdle(); ms += CHECK_INTERVAL_MS) await wait(CHECK_INTERVAL_MS);
    send({ isClean: isIdle() });
  },
  collectTests: (state, traces) => runBaseTests('collect', state, traces),
});

function isIdle() {
  return resources().length <= atStart;
}
