// Replays of other rules than the page's, played with a bundle of those rules.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, defaultClientConditions, type Rollup } from 'vite';
import { expect, test } from 'vitest';
import { RULES_VERSION } from '#simulation';
import { replayOfText } from '../../../web-client/replay/load-replay.ts';
import { OWN_RULES, rulesOfVersion } from '../../../web-client/replay/old-rules.ts';
import { ReplayTimeline } from '../../../web-client/replay/replay-timeline.ts';
import { newFolder } from '../../support/new-folder.ts';

const OTHER_VERSION = RULES_VERSION + 41;
const SIMULATION = join(import.meta.dirname, '../../../simulation/index.ts');
const TEXT = readFileSync(new URL('../../golden/replays/coop-of-four.json', import.meta.url), 'utf8');
const OTHER = JSON.stringify({ ...(JSON.parse(TEXT) as object), rules: OTHER_VERSION });

/** The rules as one file, as a server keeps them: with another version number, and with dots that are worth 7 points. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['source', ...defaultClientConditions] },
    plugins: [
      {
        name: 'other-rules',
        transform(code, id) {
          if (id.endsWith('rules-version.ts'))
            return code.replace(/RULES_VERSION = \d+/, `RULES_VERSION = ${OTHER_VERSION}`);
          return code.replace(/DOT_POINTS = 10\b/, 'DOT_POINTS = 7');
        },
      },
    ],
    build: { write: false, minify: false, lib: { entry: SIMULATION, formats: ['es'], fileName: 'rules' } },
  });
  const [{ output }] = built as [Rollup.RollupOutput];
  const path = join(newFolder(), `${OTHER_VERSION}.mjs`);
  writeFileSync(path, output[0].code);
  return pathToFileURL(path).href;
}

test('[W170] a replay of other rules is checked and played with those', async () => {
  const url = await bundle();
  const asked: string[] = [];
  const loaded = await replayOfText(OTHER, (path) => {
    asked.push(path);
    return import(/* @vite-ignore */ url);
  });
  expect(asked).toEqual([`/sim/${OTHER_VERSION}.js`]);
  if ('trouble' in loaded) throw new Error(loaded.trouble);
  expect(loaded.rules.RULES_VERSION).toBe(OTHER_VERSION);
  const theirs = new ReplayTimeline({ ...loaded.replay, checkpoints: [] }, loaded.rules);
  const own = await replayOfText(TEXT);
  if ('trouble' in own) throw new Error(own.trouble);
  const ours = new ReplayTimeline({ ...own.replay, checkpoints: [] }, own.rules);
  for (const timeline of [theirs, ours]) timeline.seek(900);
  expect(theirs.world.score).toBeLessThan(ours.world.score);
  expect(theirs.world.pacX).toEqual(ours.world.pacX);
  theirs.seek(450);
  theirs.look(2, 0);
  expect([theirs.tick, theirs.before.tick, theirs.next(), theirs.tick]).toEqual([450, 450, true, 451]);
});

test('[W170] rules that the server does not have, or that do not fit, are a plain sentence', async () => {
  const failing = () => Promise.reject(new TypeError('failed'));
  expect(await replayOfText(OTHER, failing)).toMatchObject({
    trouble: 'other-rules',
    detail: expect.stringContaining(String(OTHER_VERSION)) as string,
  });
  const answers = [null, {}, { ...OWN_RULES }, { ...OWN_RULES, RULES_VERSION: OTHER_VERSION, copyWorld: 1 }];
  for (const answer of answers) expect(await rulesOfVersion(OTHER_VERSION, () => Promise.resolve(answer))).toBe(null);
  for (const version of [0, -1, 1.5, Number.NaN, Infinity])
    expect(await rulesOfVersion(version, () => Promise.resolve({ ...OWN_RULES, RULES_VERSION: version }))).toBe(null);
});

test('[W170] the own rules are never loaded', async () => {
  const loaded = await replayOfText(TEXT, () => Promise.reject(new Error('asked')));
  expect(loaded).toMatchObject({ rules: OWN_RULES });
});
