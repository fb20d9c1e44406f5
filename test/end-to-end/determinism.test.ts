// The rules in Chromium: golden replays must come out there as they do in Node.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Rollup } from 'vite';
import { expect, test } from 'vitest';
import type { Difference, Replay } from '#simulation';
import { browserAvailable, launchBrowser } from '../support/browser.ts';

const ROOT = join(import.meta.dirname, '../..');
const REPLAYS = join(ROOT, 'test/golden/replays');

test.skipIf(!browserAvailable)('[ST4] every golden replay comes out in Chromium', async () => {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: await bundledRules() });
    for (const file of readdirSync(REPLAYS)) {
      const replay = JSON.parse(readFileSync(join(REPLAYS, file), 'utf8')) as Replay;
      const difference = await page.evaluate((each) => rulesInPage().verifyReplay(each), replay);
      expect([file, difference]).toEqual([file, null]);
    }
  } finally {
    await browser.close();
  }
});

declare function rulesInPage(): { verifyReplay(replay: Replay): Difference | null };

/** The simulation as one script that leaves its exports behind a function. */
async function bundledRules(): Promise<string> {
  const entry = join(ROOT, 'simulation/index.ts');
  const lib = { entry, formats: ['iife' as const], name: 'Rules' };
  const outputs = (await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, lib },
  })) as Rollup.RollupOutput[];
  return `${outputs[0]!.output[0].code}\nfunction rulesInPage() { return Rules; }`;
}
