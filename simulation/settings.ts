// The settings of a match. They never change during it, so they are not part of the World's words.

import { defaultFrightTable, FRIGHT_TABLE_LENGTH } from './actors/fright-table.ts';
import { UP, type Rule, type Variant } from './constants.ts';
import { LEVEL_LAST } from './levels.ts';
import type { Maze } from './mazes/maze.ts';
import { MAZES, mazeNamed } from './mazes/mazes.ts';
import type { ModeFacts } from './modes/mode-facts.ts';

/** Settings as plain values: on the wire and in replays, beside the maze and the table of frightened turns. */
export interface PlainSettings {
  /** Name of the mode. */
  readonly mode: string;
  /** Name of the maze. */
  readonly maze: string;
  /** Seats of the match, within the limits of the mode. */
  readonly seatCount: number;
  /** Seed of the match's generator, uint32. */
  readonly seed: number;
  /** First level, 1..256 (practice). */
  readonly level: number;
  /** Lives at the start, the current one included. */
  readonly lives: number;
  /** Score of the first extra life, 0 for none. */
  readonly extraLifeScore: number;
  /** Level 256 as in the arcade; off ends the game as cleared after level 255. */
  readonly killScreen: boolean;
  /** What the mode changes for fun or practice; never ranked with the plain game (rules/modes.md 2). */
  readonly variant: Variant;
  /** What decides the match; '' in a mode without a choice. */
  readonly rule: Rule;
  /** The score that wins, 0 in a mode without one. */
  readonly target: number;
  /** Rounds at most, 0 in a mode without rounds. */
  readonly rounds: number;
}

/** Complete settings, made by `matchSettings` in modes/modes.ts. `mode` and `maze` are objects instead of names. */
export interface MatchSettings extends Readonly<Omit<PlainSettings, 'mode' | 'maze'>> {
  readonly mode: ModeFacts;
  readonly maze: Maze;
  /** Turns of frightened ghosts, 8192 directions 0..3 (rules/arcade.md 10.5). */
  readonly frightTable: Uint8Array;
}

/** Settings as a caller may write them. A setting that is left out has the mode's default, and so have `rule` '', `target` 0 and `rounds` 0. */
export interface GivenSettings extends Partial<Omit<PlainSettings, 'mode' | 'maze' | 'variant' | 'rule'>> {
  readonly mode: ModeFacts;
  readonly variant?: string;
  readonly rule?: string;
  /** The name of one of `MAZES`, or any maze that follows the rules of mazes. */
  readonly maze?: string | Maze;
  readonly frightTable?: Uint8Array;
}

/** A setting that is out of range. */
export class SettingError extends RangeError {
  readonly setting: string;
  /** Which values it may have. */
  readonly allowed: string;

  constructor(setting: string, allowed: string) {
    super(`match setting out of range: ${setting}`);
    this.setting = setting;
    this.allowed = allowed;
  }
}

/** The variants in which mazes other than the mode's own may be played (rules/modes.md 7). */
const IN_ANY_MAZE: readonly string[] = ['practice', 'travel'] satisfies readonly Variant[];

/**
 * Completes settings. A setting that the mode does not take gets the mode's own value.
 * @throws {SettingError} naming the setting that is out of range
 */
export function completeSettings(given: GivenSettings): MatchSettings {
  const { mode } = given;
  const choices = mode.settings;
  const seatCount = given.seatCount ?? mode.seats.most;
  const seed = given.seed ?? 1;
  const level = given.level ?? 1;
  const frightTable = given.frightTable ?? defaultFrightTable;
  checkInteger('seatCount', seatCount, mode.seats.least, mode.seats.most);
  checkInteger('seed', seed, 0, 0xffff_ffff);
  checkInteger('level', level, 1, LEVEL_LAST);
  check(isFrightTable(frightTable), 'frightTable', `${FRIGHT_TABLE_LENGTH} directions`);
  const variant = chosen('variant', choices.variant, given.variant);
  return Object.freeze({
    ...{ mode, seatCount, seed, level, frightTable, variant },
    maze: mazeOf(given, variant),
    lives: chosen('lives', choices.lives, given.lives),
    extraLifeScore: chosen('extraLifeScore', choices.extraLifeScore, given.extraLifeScore),
    killScreen: chosen('killScreen', choices.killScreen, given.killScreen),
    rule: chosen('rule', choices.rule, given.rule || undefined),
    target: chosen('target', choices.target, given.target || undefined),
    rounds: chosen('rounds', choices.rounds, given.rounds || undefined),
  });
}

/** The same as plain values: `mode` and `maze` by name, without the table of frightened turns. */
export function plainSettings(settings: MatchSettings): PlainSettings {
  const { mode, maze, seatCount, seed, level, lives, extraLifeScore, killScreen, variant } = settings;
  const { rule, target, rounds } = settings;
  return {
    ...{ mode: mode.name, maze: maze.name, seatCount, seed, level, lives, extraLifeScore, killScreen, variant },
    ...{ rule, target, rounds },
  };
}

function mazeOf({ mode, maze: given }: GivenSettings, variant: Variant): Maze {
  const allowed = mazesOf(mode, variant);
  const maze = typeof given === 'object' ? given : mazeNamed(given ?? allowed[0]!);
  // A maze of another server may have a name that is not in the list.
  const isAllowed = maze !== null && (allowed.length === MAZES.length || allowed.includes(maze.name));
  check(isAllowed, 'maze', `one of ${allowed.join(', ')}`);
  return maze;
}

/** Names of the mazes that a mode can be played in, with a variant. */
export function mazesOf({ settings }: ModeFacts, variant: string): readonly string[] {
  return settings.maze === 'any' || IN_ANY_MAZE.includes(variant) ? MAZES.map(({ name }) => name) : settings.maze;
}

/** The settings that a mode takes, beside the maze: those with more than one value, and `fill` if AI may take seats. */
export function takenSettings({ seats, settings, room }: ModeFacts): readonly string[] {
  const { maze: _, ...choices } = settings;
  const chosen = Object.entries(choices).flatMap(([name, values]) => (values.length > 1 ? [name] : []));
  return [...(seats.least < seats.most ? ['seatCount'] : []), ...(room.hasAiSeats ? ['fill'] : []), ...chosen];
}

/** The value of a setting: the only choice, the first one if none is given, or the given one if it is among the choices. */
function chosen<Value>(name: string, choices: readonly Value[], given: unknown): Value {
  if (given === undefined || choices.length === 1) return choices[0]!;
  const found = choices.find((choice) => choice === given);
  check(found !== undefined, name, `one of ${choices.join(', ')}`);
  return found;
}

function isFrightTable(table: Uint8Array): boolean {
  return table === defaultFrightTable || (table.length === FRIGHT_TABLE_LENGTH && table.every((way) => way <= UP));
}

function checkInteger(name: string, value: number, least: number, most: number): void {
  check(Number.isInteger(value) && value >= least && value <= most, name, `${least} to ${most}`);
}

function check(holds: boolean, name: string, allowed: string): asserts holds {
  if (!holds) throw new SettingError(name, allowed);
}
