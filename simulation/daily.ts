// The match of a day: the settings that all players of the world have on one date (rules/modes.md 2 and 3). They follow from
// the date alone, so page, server and API agree without asking each other.

import { assert } from './assert.ts';
import { MAZES } from './mazes/mazes.ts';
import type { PlainSettings } from './settings.ts';
import type { Variant } from './constants.ts';

export const DAILY_MODES = ['classic', 'coop'] as const;
export type DailyMode = (typeof DAILY_MODES)[number];

/** Seats of the daily match of `coop`. Those that no player takes stay empty. */
const COOP_SEATS = 4;

export interface Daily {
  /** The date in UTC, as `2026-11-30`. */
  readonly date: string;
  readonly mode: DailyMode;
  /** What differs from the plain game; '' in `coop`, where only maze and seed differ. */
  readonly change: DailyChange | '';
  readonly settings: PlainSettings;
}

/** One change of the rules, and the levels with which a match may begin that has it. */
interface Change {
  readonly variant?: Variant;
  readonly maze?: string;
  readonly lives?: number;
  readonly extraLifeScore?: number;
  readonly levels: readonly [least: number, most: number];
}

/** The changes of `classic`. Hard ones begin early, and five lives begin where three would be over soon. */
const CHANGES = {
  turbo: { variant: 'turbo', levels: [1, 12] },
  fearless: { variant: 'fearless', levels: [1, 5] },
  relentless: { variant: 'relentless', levels: [1, 8] },
  terrace: { variant: 'travel', maze: 'terrace', levels: [1, 8] },
  lantern: { variant: 'travel', maze: 'lantern', levels: [1, 8] },
  'one-life': { lives: 1, levels: [1, 5] },
  'no-extra-life': { extraLifeScore: 0, levels: [3, 10] },
  'five-lives': { lives: 5, levels: [12, 18] },
} as const satisfies Record<string, Change>;

export type DailyChange = keyof typeof CHANGES;
export const DAILY_CHANGES = Object.keys(CHANGES) as readonly DailyChange[];

export function isDailyMode(mode: string): mode is DailyMode {
  return DAILY_MODES.some((name) => name === mode);
}

/**
 * The daily match of a date.
 * @param date in UTC, as `2026-11-30`
 * @throws {RangeError} if there is no such date
 */
export function dailyOf(date: string, mode: DailyMode): Daily {
  const day = dayOf(date);
  if (day === null) throw new RangeError(`no date: ${date}`);
  return mode === 'coop' ? dailyCoop(date, day) : dailyClassic(date, day);
}

function dailyCoop(date: string, day: number): Daily {
  const maze = turnOf(MAZES, day, 'coop maze').name;
  const seed = hash(`${date} coop seed`);
  const settings = { ...PLAIN, mode: 'coop', maze, seed, seatCount: COOP_SEATS };
  return { date, mode: 'coop', change: '', settings };
}

function dailyClassic(date: string, day: number): Daily {
  const change = turnOf(DAILY_CHANGES, day, 'classic change');
  const { levels, ...changed }: Change = CHANGES[change];
  const [least, most] = levels;
  const level = least + (hash(`${date} classic level`) % (most - least + 1));
  const seed = hash(`${date} classic seed`);
  return { date, mode: 'classic', change, settings: { ...PLAIN, mode: 'classic', level, seed, ...changed } };
}

const PLAIN: PlainSettings = {
  ...{ mode: 'classic', maze: 'classic', seatCount: 1, seed: 1, level: 1, lives: 3, extraLifeScore: 10_000 },
  ...{ killScreen: true, variant: 'none', rule: '', target: 0, rounds: 0 },
};

const MONTHS = 12;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Days from 1 January of the year 0 to a date; null for a text that is no date. */
function dayOf(date: string): number | null {
  const [year = 0, month = 0, day = 0] = DATE.exec(date)?.slice(1).map(Number) ?? [];
  if (month < 1 || month > MONTHS || day < 1 || day > daysOf(year, month)) return null;
  let days = year * 365 + leapDaysBefore(year) + day - 1;
  for (let earlier = 1; earlier < month; earlier++) days += daysOf(year, earlier);
  return days;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return leapDaysBefore(year + 1) > leapDaysBefore(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Leap days of the years from 0 to before this one, in the Gregorian calendar. */
function leapDaysBefore(year: number): number {
  const last = year - 1;
  return year === 0 ? 0 : Math.floor(last / 4) - Math.floor(last / 100) + Math.floor(last / 400) + 1;
}

/**
 * The item of a day. Each item has its turn once in as many days as there are items, in an order that changes from one
 * round to the next, and none comes on two days in a row.
 */
function turnOf<Item>(items: readonly Item[], day: number, purpose: string): Item {
  const round = Math.floor(day / items.length);
  const order = shuffled(items, `${purpose} ${round}`);
  // Where a round would begin with the last item of the one before, its first two change places.
  const [first, second] = order;
  if (round > 0 && first === shuffled(items, `${purpose} ${round - 1}`).at(-1)) {
    order[0] = second!;
    order[1] = first!;
  }
  return order[day % items.length]!;
}

/** @param items at least three, so that the last one never changes its place afterwards */
function shuffled<Item>(items: readonly Item[], purpose: string): Item[] {
  assert(items.length > 2, 'a shorter round could not avoid to repeat an item');
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = hash(`${purpose} ${last}`) % (last + 1);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

/** A uint32 of a text of ASCII characters: FNV-1a, and the last step of MurmurHash3, after which similar texts differ in all bits. */
function hash(text: string): number {
  let bits = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) bits = Math.imul(bits ^ text.charCodeAt(i), 0x01000193);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
