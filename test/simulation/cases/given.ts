// The worked examples of the arcade rules as data, and what their checks share.

import { readFileSync } from 'node:fs';
import { PHASE, type NamedSettings, type World } from '#simulation';
import { DIRECTION, freshLife, GHOST_INDEX, type DirectionName, type GhostName, type Play } from '../play.ts';

interface Case {
  readonly id: string;
  readonly about: string;
  readonly given: never;
  readonly expect: never;
}

const file = new URL('../../golden/arcade-cases.json', import.meta.url);
export const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };

export const NAMES = Object.keys(GHOST_INDEX) as GhostName[];
export const DIRECTION_NAMES = Object.keys(DIRECTION) as DirectionName[];

/** `given` and `expect` of a case without rows. */
export function only<Given, Expected>(id: string): [Given, Expected] {
  return rowsOf<Given, Expected>(id)[0]!;
}

/** The same for a case with two rows of different kinds. */
export function twoRows<Given, Expected>(id: string): [[Given, Expected], [Given, Expected]] {
  const [first, second] = rowsOf<Given, Expected>(id);
  return [first!, second!];
}

/** `given` and `expect` of a case, row by row where it has rows. */
export function rowsOf<Given, Expected>(id: string): [Given, Expected][] {
  const found = cases.find((one) => one.id === id)!;
  const { rows: given } = found.given as { rows?: Given[] };
  const { rows: expected } = found.expect as { rows?: Expected[] };
  if (given !== undefined && expected !== undefined) return given.map((row, i) => [row, expected[i]!]);
  return [[found.given, found.expect]];
}

/** A world whose decisions and collisions can be looked at one by one. */
export function bareWorld(level = 1, settings: Partial<NamedSettings> = {}): World {
  const { world } = freshLife(level, settings);
  world.phase = PHASE.play;
  return world;
}

/** The tick of play in which something is so for the first time. */
export function frameOf(play: Play, done: () => boolean): number {
  play.until(done);
  return play.frame;
}
