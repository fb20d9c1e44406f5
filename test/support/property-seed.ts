// Properties are checked with the same values in every run: `FC_SEED=7 npx vitest run FILE` draws others.
// vitest.config.ts loads this file before the tests.

import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

const DEFAULT_SEED = '1980';

// Most files have no properties, and loading what draws their values takes longer than many a test.
if (readFileSync(expect.getState().testPath!, 'utf8').includes("'fast-check'")) {
  const { default: fc } = await import('fast-check');
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env['FC_SEED'] ?? DEFAULT_SEED) });
}
