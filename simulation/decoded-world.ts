// Decodes a match that a server describes: plain values of any origin become a World, or null if they do not fit this
// version of the rules.

import { unpackFrightTable } from './actors/fright-table.ts';
import { mazeFrom, type Maze } from './mazes/maze.ts';
import { mazeFault } from './mazes/maze-rules.ts';
import { mazeNamed } from './mazes/mazes.ts';
import type { ModeRules } from './modes/mode-rules.ts';
import { matchSettings, MODES } from './modes/modes.ts';
import type { MatchSettings, PlainSettings } from './settings.ts';
import { createWorld } from './step.ts';
import { layoutFor, type Layout, type World } from './world.ts';

/** A match as a server describes it. Only the types of its values have been checked. */
export interface ReceivedMatch {
  readonly mode: string;
  /** `maze` is only a name: the match is played in `tiles`. */
  readonly settings: Readonly<Omit<PlainSettings, 'mode' | 'variant' | 'rule'>> & {
    readonly variant: string;
    readonly rule: string;
  };
  /** The lines of the maze. */
  readonly tiles: readonly string[];
  /** Where the fields of the server are in the words. */
  readonly layout: Layout;
  readonly words: ArrayLike<number>;
  /** The turns of frightened ghosts, as `packFrightTable` writes them; left out for the built-in ones. */
  readonly frightTable?: ArrayLike<number>;
}

/**
 * The World of a received match, at the tick of its words.
 * @param modes those that can be played here
 * @returns null for a mode, a setting, a maze, a fright table, a layout or a number of words that this version does not
 *   have.
 */
export function decodedWorld(match: ReceivedMatch, modes: readonly ModeRules[] = MODES): World | null {
  const settings = settingsOf(match, modes);
  if (settings === null || !isOurs(match.layout, settings)) return null;
  const world = createWorld(settings);
  if (match.words.length !== world.words.length) return null;
  world.words.set(match.words);
  return world;
}

function settingsOf(match: ReceivedMatch, modes: readonly ModeRules[]): MatchSettings | null {
  const maze = mazeOf(match.settings.maze, match.tiles);
  if (maze === null) return null;
  try {
    const frightTable = unpackFrightTable(match.frightTable ?? []);
    return matchSettings({ ...match.settings, mode: match.mode, maze, frightTable }, modes);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The lines count, not the name: a server may have a maze that is unknown here. */
function mazeOf(name: string, lines: readonly string[]): Maze | null {
  const known = mazeNamed(name);
  if (known !== null && known.lines.length === lines.length && known.lines.every((line, i) => line === lines[i]))
    return known;
  return mazeFault(lines) === null ? mazeFrom(name, lines) : null;
}

/** The words can only be read if every field has the place that it has here. */
function isOurs(layout: Layout, settings: MatchSettings): boolean {
  const ours = layoutFor(settings);
  return (
    ours.length === layout.length &&
    ours.every(({ name, start, length }, field) => {
      const theirs = layout[field]!;
      return theirs.name === name && theirs.start === start && theirs.length === length;
    })
  );
}
