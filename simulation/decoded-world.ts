// A match that is played elsewhere, as it is told to one who joins: plain values of any origin become a World of ours, or
// nothing where they are not of this version of the rules.

import { MODES } from './constants.ts';
import { unpackFrightTable } from './actors/fright-table.ts';
import { createWorld } from './match.ts';
import { matchSettings, type MatchSettings } from './settings.ts';
import { layoutFor, type Layout, type World } from './world.ts';

/** A match as somebody tells it: of the right types, and nothing else is sure. */
export interface ReceivedMatch {
  readonly mode: string;
  readonly settings: { readonly [Name in SettingName]: Wide<MatchSettings[Name]> };
  /** Where the teller's fields lie in the words. */
  readonly layout: Layout;
  readonly words: ArrayLike<number>;
  /** The turns of frightened ghosts, as `packFrightTable` writes them; left out for the built-in ones. */
  readonly frightTable?: ArrayLike<number>;
}

type SettingName = Exclude<keyof MatchSettings, 'mode' | 'frightTable'>;
type Wide<Value> = Value extends number ? number : Value extends string ? string : Value;

/**
 * The World of a match that is told, at the tick of the telling.
 * @returns null for a mode, a setting, a fright table, a layout or a number of words that this version does not have.
 */
export function decodedWorld({ mode, settings, layout, words, frightTable = [] }: ReceivedMatch): World | null {
  const world = isMode(mode) ? freshWorld({ ...settings, mode } as MatchSettings, frightTable) : null;
  if (world === null || !isOurs(layout, world.seatCount) || words.length !== world.words.length) return null;
  world.words.set(words);
  return world;
}

function isMode(mode: string): boolean {
  return (MODES as readonly string[]).includes(mode);
}

function freshWorld(settings: MatchSettings, frightTable: ArrayLike<number>): World | null {
  try {
    return createWorld(matchSettings({ ...settings, frightTable: unpackFrightTable(frightTable) }));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The words mean what we think only where every field lies where ours lies. */
function isOurs(layout: Layout, seatCount: number): boolean {
  const ours = layoutFor(seatCount);
  return (
    ours.length === layout.length &&
    ours.every(({ name, start, length }, field) => {
      const told = layout[field]!;
      return told.name === name && told.start === start && told.length === length;
    })
  );
}
