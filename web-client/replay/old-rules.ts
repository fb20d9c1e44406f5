// The rules that a replay was played with, where they are not those of this page: the server keeps each version as a file of its
// own. So links to replays are good for longer than a build of the page. Browsers keep such a file; without the internet there
// is no replay to play with it either.

import { cloneWorld, copyWorld, ReplayCursor, replayFrom, RULES_VERSION, wordsOfMatch } from '#simulation';

/** What a replay is checked and played with. */
export interface ReplayRules {
  readonly RULES_VERSION: number;
  readonly replayFrom: typeof replayFrom;
  readonly ReplayCursor: typeof ReplayCursor;
  readonly cloneWorld: typeof cloneWorld;
  readonly copyWorld: typeof copyWorld;
  readonly wordsOfMatch: typeof wordsOfMatch;
}

/** Those of this page. */
export const OWN_RULES: ReplayRules = { RULES_VERSION, replayFrom, ReplayCursor, cloneWorld, copyWorld, wordsOfMatch };

const FUNCTIONS = ['replayFrom', 'ReplayCursor', 'cloneWorld', 'copyWorld', 'wordsOfMatch'] as const;

/** @param path of a module. Rejects where there is none */
export type ImportModule = (path: string) => Promise<unknown>;

/**
 * The rules of a version.
 * @param version of any origin
 * @returns null where the server does not have them, or what it has does not fit
 */
export async function rulesOfVersion(version: number, load: ImportModule = importModule): Promise<ReplayRules | null> {
  if (version === RULES_VERSION) return OWN_RULES;
  if (!Number.isInteger(version) || version < 1) return null;
  try {
    const loaded = await load(`/sim/${version}.js`);
    return areRules(loaded, version) ? loaded : null;
  } catch {
    return null;
  }
}

function areRules(loaded: unknown, version: number): loaded is ReplayRules {
  const rules = loaded as Readonly<Record<string, unknown>>;
  return rules['RULES_VERSION'] === version && FUNCTIONS.every((name) => typeof rules[name] === 'function');
}

function importModule(path: string): Promise<unknown> {
  // The build must not look for the file: an API has it, not the page.
  return import(/* @vite-ignore */ path);
}
