// What style sheets must not do, whatever they are for.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../../web-client/styles');
const SHEETS = readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')] as const);

/** Three flashes a second at most (WCAG 2.3.1). */
const PERIOD_MS_MIN = 1000 / 3;

/** The durations of animations that repeat, in milliseconds. */
function repeatedMs(css: string): number[] {
  const animations = css.matchAll(/animation(?:-duration)?:\s*([^;]*infinite[^;]*)/g);
  return [...animations].flatMap(([, value]) => {
    const [, count, unit] = /(\d*\.?\d+)(ms|s)\b/.exec(value!) ?? [];
    return [Number(count) * (unit === 's' ? 1000 : 1)];
  });
}

test.each(SHEETS)('[W145] nothing in %s flashes more than three times a second', (_, css) => {
  for (const ms of repeatedMs(css)) expect(ms).toBeGreaterThanOrEqual(PERIOD_MS_MIN);
  expect(repeatedMs('a { animation: blink 0.2s infinite; } b { animation: in 90ms; }')).toEqual([200]);
});

test('[W143] the size of texts follows the browser’s setting', () => {
  const root = SHEETS.flatMap(([, css]) => [...css.matchAll(/:root[^{]*\{([^}]*)\}/g)].map(([, body]) => body!));
  const sizes = root.flatMap((body) => /font-size:\s*([^;]*);/.exec(body)?.[1] ?? []);
  expect(sizes.length).toBeGreaterThan(0);
  // In pixels alone the browser's setting would change nothing.
  for (const size of sizes) expect(size).toMatch(/%|rem/);
});
