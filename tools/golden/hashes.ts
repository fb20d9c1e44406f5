// The last hash of each golden replay, by version of the rules. A hash never changes under its version: a replay that comes
// out differently was played by other rules, and those need another version.

import { readFileSync, writeFileSync } from 'node:fs';
import type { Replay } from '#simulation';

const FILE = 'test/golden/hashes.json';

/** By version of the rules, then by name of the replay. */
export type GoldenHashes = Readonly<Record<string, Readonly<Record<string, number>>>>;

export function goldenHashes(): GoldenHashes {
  return JSON.parse(readFileSync(FILE, 'utf8')) as GoldenHashes;
}

/** With the hash of a replay. @returns null if its version of the rules has another hash for it */
export function withHash(hashes: GoldenHashes, name: string, { rules, checkpoints }: Replay): GoldenHashes | null {
  const ofRules = hashes[rules] ?? {};
  const { hash } = checkpoints.at(-1)!;
  if ((ofRules[name] ?? hash) !== hash) return null;
  return { ...hashes, [rules]: { ...ofRules, [name]: hash } };
}

export function saveGoldenHashes(hashes: GoldenHashes): void {
  writeFileSync(FILE, `${JSON.stringify(hashes, null, 2)}\n`);
}
