// The rules in Chromium: matches must come out there as they do in Node.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Rollup } from 'vite';
import { expect, test } from 'vitest';
import { MODES, type Difference, type Replay } from '#simulation';
import { browserAvailable, launchBrowser } from '../support/browser.ts';
import { hashTrail } from './hash-trail.ts';

const ROOT = join(import.meta.dirname, '../..');
const REPLAYS = join(ROOT, 'test/golden/replays');
/** Only arithmetic, which takes long on a busy machine. */
const LONG_MS = 400_000;

test.skipIf(!browserAvailable)('[ST4] every golden replay comes out in Chromium', { timeout: LONG_MS }, async () => {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: await bundle('simulation/index.ts') });
    for (const file of readdirSync(REPLAYS)) {
      const replay = JSON.parse(readFileSync(join(REPLAYS, file), 'utf8')) as Replay;
      const difference = await page.evaluate((each) => bundleInPage().verifyReplay(each), replay);
      expect([file, difference]).toEqual([file, null]);
    }
  } finally {
    await browser.close();
  }
});

test.skipIf(!browserAvailable)(
  '[ST1] [ST4] the same seed and inputs twice, and in Chromium: equal hashes in every 60th of 10,000 ticks, in all modes',
  { timeout: LONG_MS },
  async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.addScriptTag({ content: await bundle('test/end-to-end/hash-trail.ts') });
      for (const { name } of MODES) {
        const trail = hashTrail(name, 1);
        expect(trail.length).toBeGreaterThanOrEqual(150);
        expect(hashTrail(name, 1)).toEqual(trail);
        expect(await page.evaluate((mode) => bundleInPage().hashTrail(mode, 1), name)).toEqual(trail);
      }
    } finally {
      await browser.close();
    }
  },
);

declare function bundleInPage(): {
  verifyReplay(replay: Replay): Difference | null;
  hashTrail(mode: string, seed: number): number[];
};

/** A module and what it imports as one script that leaves its exports behind a function. */
async function bundle(entry: string): Promise<string> {
  const lib = { entry: join(ROOT, entry), formats: ['iife' as const], name: 'Bundle' };
  const outputs = (await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { alias: { '#simulation': join(ROOT, 'simulation/index.ts') } },
    build: { write: false, lib },
  })) as Rollup.RollupOutput[];
  return `${outputs[0]!.output[0].code}\nfunction bundleInPage() { return Bundle; }`;
}
