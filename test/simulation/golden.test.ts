// Golden replays: matches kept for a moment that they have, which must come out to the last word. They are the corpus that
// shows a change of the rules.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  cloneWorld,
  createMatch,
  matchSettings,
  playReplay,
  replayFrom,
  RULES_VERSION,
  verifyReplay,
  type Replay,
} from '#simulation';
import { goldenHashes, withHash } from '../../tools/golden/hashes.ts';
import { MOMENTS } from '../../tools/golden/moments.ts';
import { runReplay } from '../../tools/replay.ts';

/** What to do about a replay that comes out differently. */
const RULES_CHANGED =
  'The rules have changed. If that is meant: raise RULES_VERSION, keep a build of the old rules for old replays, and run ' +
  '`npm run golden` (simulation/README.md, "Changing the rules").';

const FOLDER = new URL('../golden/replays/', import.meta.url);
const fileOf = (name: string): URL => new URL(`${name}.json`, FOLDER);
const read = (name: string): Replay => replayFrom(JSON.parse(readFileSync(fileOf(name), 'utf8')));

describe('[ST2] golden replays', () => {
  test.each(MOMENTS.map((moment) => [moment.name, moment] as const))('%s', (name, moment) => {
    const replay = read(name);
    const difference = verifyReplay(replay);
    expect(difference === null ? null : { ...difference, todo: RULES_CHANGED }).toBeNull();
    const before = cloneWorld(createMatch(matchSettings(replay.settings)).worlds[0]!);
    const isThere = moment.watch();
    let came = false;
    for (const { match, world, events } of playReplay(replay)) {
      came ||= isThere({ match, world, before, events });
      before.words.set(world.words);
    }
    expect(came).toBe(true);
  });

  test('every file belongs to a moment', () => {
    const files = readdirSync(FOLDER).map((file) => file.replace('.json', ''));
    expect(files.toSorted()).toEqual(MOMENTS.map((moment) => moment.name).toSorted());
  });

  test('[ST15] a version of the rules has one hash for each of them, which never changes', () => {
    const hashes = goldenHashes();
    for (const { name } of MOMENTS) {
      const replay = read(name);
      const { rules, checkpoints } = replay;
      const expected = { name, rules: RULES_VERSION, hash: hashes[RULES_VERSION]?.[name], todo: RULES_CHANGED };
      expect({ name, rules, hash: checkpoints.at(-1)!.hash, todo: RULES_CHANGED }).toEqual(expected);
    }
    expect(Object.keys(hashes).map(Number)).toEqual(Array.from({ length: RULES_VERSION }, (_, i) => i + 1));
  });

  test('[ST15] the tool that records them adds hashes, and changes none', () => {
    const replay = read('no-dot-timer');
    const { hash } = replay.checkpoints.at(-1)!;
    const { rules } = replay;
    expect(withHash({}, 'a', replay)).toEqual({ [rules]: { a: hash } });
    expect(withHash({ [rules]: { a: hash, b: 1 } }, 'a', replay)).toEqual({ [rules]: { a: hash, b: 1 } });
    expect(withHash({ [rules]: { a: 1 } }, 'a', { ...replay, rules: rules + 1 })).toEqual({
      [rules]: { a: 1 },
      [rules + 1]: { a: hash },
    });
    expect(withHash({ [rules]: { a: 1 } }, 'a', replay)).toBe(null);
  });

  test('a replay that no longer comes out names the tick and the fields', () => {
    const replay = read('no-dot-timer');
    const [first, ...rest] = replay.checkpoints;
    const words = first!.words.with(1, 77);
    const other = { ...replay, checkpoints: [{ ...first!, words, hash: 1 }, ...rest] };
    expect(verifyReplay(other)).toEqual({
      tick: 600,
      fields: [{ name: 'pacX', expected: [77], actual: [first!.words[1]] }],
    });
  });
});

test('[ST3] `packetman replay` says how a match went, and what is wrong with a file', () => {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  expect(runReplay({ file: fileOf('game-over-on-level-1').pathname, verify: true }, print)).toBe(0);
  expect(lines[0]).toMatch(/^classic: over at level 1, score \d+, \d+ ticks, hash [0-9a-f]{8}, \d+ checkpoints right$/);
  expect(runReplay({ file: new URL('none.json', FOLDER).pathname, verify: false }, print)).toBe(1);
  expect(lines.at(-1)).toContain('no such file');
});
