// Two projects: `unit` runs files side by side, `e2e` runs one file at a time because each one holds whole programs,
// some a browser. The `source` condition makes #simulation and #protocol the TypeScript sources, as in tsconfig.json.
import { defineConfig } from 'vitest/config';

const conditions = ['source', 'node', 'import', 'module', 'default'];
const resolve = { conditions };
const ssr = { resolve: { conditions, externalConditions: conditions } };

/** Also what `npm run mutate` runs. */
export const unit = {
  resolve,
  ssr,
  test: {
    name: 'unit',
    pool: 'forks' as const,
    include: ['test/**/*.test.ts'],
    exclude: ['test/end-to-end/**', 'test/faults/**'],
    // Far above what any takes: a busy machine is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
};

export default defineConfig({
  test: {
    projects: [
      unit,
      {
        resolve,
        ssr,
        test: {
          name: 'e2e',
          pool: 'forks',
          include: ['test/{end-to-end,faults}/**/*.test.ts'],
          fileParallelism: false,
          // After the unit tests, which would take the frames away from the browser.
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
