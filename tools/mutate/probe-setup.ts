// Runs in the test's process before its modules are loaded; hands the probes that were set to the tool.
import { afterAll } from 'vitest';
import { PROBES, PROBES_MAX } from './probes.ts';

const probes = new Uint8Array(PROBES_MAX);
Object.assign(globalThis, { [PROBES]: probes });

// Vitest reads the text of the first parameter: it has to be a pattern.
// oxlint-disable-next-line no-empty-pattern
afterAll(({}, suite) => {
  const set = [...probes.keys()].filter((index) => probes[index] === 1);
  Object.assign(suite.meta, { [PROBES]: set });
});
