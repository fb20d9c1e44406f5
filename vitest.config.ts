// Projects, one after the other: `unit` runs files side by side, and so do `faults`, whose programs mostly wait, and `pages`,
// whose tests do not depend on how many frames a browser draws. `e2e` runs one file at a time: its matches need all frames
// of the browser. The `source` condition makes #simulation and #protocol the TypeScript sources, as in tsconfig.json.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const conditions = ['source', 'node', 'import', 'module', 'default'];
const resolve = { conditions };
/** In the place of the user's own state folder. */
const stateFolder = mkdtempSync(join(tmpdir(), 'packetman-state-'));
process.on('exit', () => rmSync(stateFolder, { recursive: true, force: true }));
/** Programs that tests start share the folder, which only one could use: a test of the journal or of the API names a folder. */
const env = { XDG_STATE_HOME: stateFolder, PACKETMAN_SERVER_NO_JOURNAL: '1', PACKETMAN_START_NO_API: '1' };
/** A wrong hash of the match log fails the test in which it happens; properties are drawn by one seed. */
const setupFiles = ['test/support/wrong-hashes.ts', 'test/support/property-seed.ts'];
/** It starts when a test asks for it. */
const POSTGRES = [join(import.meta.dirname, 'test/support/postgres-on-demand.ts')];
/** Also conditions of Node, which adds `import` or `require` itself: a package may have a form for each. */
const ssr = { resolve: { conditions: ['source'], externalConditions: ['source'] } };

/** Far above what any test takes: a busy machine is no failure. A test that needs more says so. */
const TEST_MS_MAX = 120_000;
/** `expect.poll` waits for the event nearly as long as a test may: its default of a second is too short for a program to start. */
const LIMITS = { testTimeout: TEST_MS_MAX, hookTimeout: TEST_MS_MAX, expect: { poll: { timeout: 100_000 } } };

/** Also what `npm run mutate` runs. */
export const unit = {
  resolve,
  ssr,
  test: {
    name: 'unit',
    pool: 'forks' as const,
    env,
    setupFiles,
    globalSetup: POSTGRES,
    include: ['test/**/*.test.ts'],
    exclude: ['test/end-to-end/**', 'test/faults/**'],
    ...LIMITS,
    // Most files wait for sockets or programs more than half of the time: one at a time is the default on two cores.
    maxWorkers: 3,
  },
};

/** Files with a browser that need all frames it can draw: run one at a time. */
const FRAMES = ['mega', 'moments', 'playing', 'rivals', 'server-hitch', 'slow-line', 'whole-matches'].map(
  (name) => `test/end-to-end/${name}.test.ts`,
);

/** The longest files that run beside others, the longest first. They start first, or the others would wait for them. */
const LONGEST = [
  ...['faults/kill', 'faults/log', 'faults/supervisor'],
  ...['end-to-end/replays', 'end-to-end/rooms', 'end-to-end/look', 'end-to-end/settings', 'end-to-end/away'],
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return index < 0 ? LONGEST.length : index;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

/** Files that start whole programs. */
const programs = {
  resolve,
  ssr,
  test: { pool: 'forks' as const, env, setupFiles, ...LIMITS },
};

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      unit,
      {
        ...programs,
        test: {
          ...programs.test,
          name: 'faults',
          globalSetup: POSTGRES,
          include: ['test/faults/**/*.test.ts'],
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        ...programs,
        test: {
          ...programs.test,
          name: 'pages',
          include: ['test/end-to-end/**/*.test.ts'],
          exclude: FRAMES,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        ...programs,
        test: {
          ...programs.test,
          name: 'e2e',
          // They leave nothing behind in their modules, which are loaded once.
          isolate: false,
          include: FRAMES,
          fileParallelism: false,
          // After the others, which would take the frames away from the browser.
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
