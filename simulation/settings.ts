// What a match is made with. Fixed for its whole length, so it is not part of the World's words.

import { MODES, UP, VARIANTS, type Mode, type Variant } from './constants.ts';
import { defaultFrightTable, FRIGHT_TABLE_LENGTH } from './actors/fright-table.ts';
import { LEVEL_LAST } from './levels.ts';

export interface MatchSettings {
  readonly mode: Mode;
  /** Seats of the match: 1 in `classic`, 1..4 in `coop`. */
  readonly seatCount: number;
  /** Seed of the match's generator, any 32-bit integer. */
  readonly seed: number;
  /** First level, 1..256 (practice). */
  readonly level: number;
  /** `classic`: lives at the start, the current one included. */
  readonly lives: 1 | 2 | 3 | 5;
  /** `classic`: score of the one extra life, 0 for none. */
  readonly extraLifeScore: 0 | 10_000 | 15_000 | 20_000;
  /** `classic`: level 256 as in the arcade; off ends the game as cleared after level 255. */
  readonly killScreen: boolean;
  /** `classic`: `turbo` moves Pac-Man as fast as eyes and without pauses, `practice` has ghosts that catch nobody. */
  readonly variant: Variant;
  /** Turns of frightened ghosts, 8192 directions 0..3 (rules/arcade.md 10.5). */
  readonly frightTable: Uint8Array;
}

const SEATS_MAX: Readonly<Record<Mode, number>> = { classic: 1, coop: 4 };

/**
 * Complete settings from a few.
 * @throws RangeError naming the setting that is out of range.
 */
export function matchSettings(given: Partial<MatchSettings> & { mode: Mode }): MatchSettings {
  const settings: MatchSettings = {
    seatCount: SEATS_MAX[given.mode],
    seed: 1,
    level: 1,
    lives: 3,
    extraLifeScore: 10_000,
    killScreen: true,
    variant: 'none',
    frightTable: defaultFrightTable,
    ...given,
  };
  check(MODES.includes(settings.mode), 'mode');
  check(isIntegerIn(settings.seatCount, 1, SEATS_MAX[settings.mode]), 'seatCount');
  check(isIntegerIn(settings.seed, -0x8000_0000, 0xffff_ffff), 'seed');
  check(isIntegerIn(settings.level, 1, LEVEL_LAST), 'level');
  check([1, 2, 3, 5].includes(settings.lives), 'lives');
  check([0, 10_000, 15_000, 20_000].includes(settings.extraLifeScore), 'extraLifeScore');
  check(VARIANTS.includes(settings.variant), 'variant');
  check(typeof settings.killScreen === 'boolean', 'killScreen');
  check(isFrightTable(settings.frightTable), 'frightTable');
  return Object.freeze(settings);
}

function isFrightTable(table: Uint8Array): boolean {
  return table === defaultFrightTable || (table.length === FRIGHT_TABLE_LENGTH && table.every((way) => way <= UP));
}

function isIntegerIn(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function check(holds: boolean, name: string): void {
  if (!holds) throw new RangeError(`match setting out of range: ${name}`);
}
