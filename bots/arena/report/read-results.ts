// Reads the games of a results.json of any origin, as contests to be rated.

import { modeNamed, type ModeName } from '#simulation';
import type { Contest } from '#ratings';
import { CONTESTANTS_MAX, type GameResult, type SeatResult } from '../game-result.ts';
import { Comparisons, type Comparison } from './comparison.ts';
import { RESULTS_FORMAT, RESULTS_VERSION } from './result-files.ts';

/** 100,000 games with four seats have about 50 MB. */
export const RESULTS_BYTES_MAX = 256 * 1024 * 1024;
const NO_TIMES = { p50: 0, p99: 0, max: 0 };

/**
 * @param text of a results.json
 * @returns its contests, in their order. Their ids name what they contain: the same games in two files are the same contests
 * @throws Error that says what is wrong, in one line
 */
export function contestsOf(text: string): Contest[] {
  const { format, version, mode, contestants, played } = fieldsOf(JSON.parse(text), 'the file');
  if (format !== RESULTS_FORMAT) throw new Error('it is not the results of an arena');
  if (version !== RESULTS_VERSION) throw new Error(`its format has version ${String(version)}, not ${RESULTS_VERSION}`);
  if (typeof mode !== 'string' || modeNamed(mode) === null) throw new Error('mode: expected one of ours');
  const listed = listOf(contestants, 'contestants');
  if (listed.length > CONTESTANTS_MAX) throw new Error(`contestants: more than ${CONTESTANTS_MAX}`);
  const names = listed.map((each, i) => nameOf(each, `contestants[${i}]`));
  if (new Set(names).size < names.length) throw new Error('contestants: two have one name');
  const contests: Contest[] = [];
  const comparisons = new Comparisons((comparison) => contests.push(contestOf(comparison, names, contests.length)));
  for (const [i, game] of listOf(played, 'played').entries()) {
    comparisons.add(gameOf(game, mode as ModeName, names.length, `played[${i}]`));
  }
  comparisons.end();
  return contests;
}

function contestOf({ games, entries }: Comparison, names: readonly string[], order: number): Contest {
  const { mode } = games[0]!;
  const id = games.map(({ seed, ticks, level, seats }) => [
    ...[mode, seed, ticks, level],
    ...seats.flatMap(({ contestant, place, score, inputs }) => [names[contestant], place, score, inputs]),
  ]);
  const places = entries.map(({ contestant, place }) => ({ player: names[contestant]!, place }));
  return { mode, kind: 'bot', order, id: JSON.stringify(id), places };
}

function gameOf(value: unknown, mode: ModeName, contestants: number, at: string): GameResult {
  const fields = fieldsOf(value, at);
  const number = (name: string): number => wholeOf(fields[name], 0, Number.MAX_SAFE_INTEGER, `${at}.${name}`);
  const seats = listOf(fields['seats'], `${at}.seats`).map((seat, i) => seatOf(seat, contestants, `${at}.seats[${i}]`));
  return {
    ...{ game: number('game'), round: number('round'), seed: number('seed'), mode, ticks: number('ticks') },
    ...{ level: number('level'), teamScore: number('teamScore'), seats, replay: null },
  };
}

function seatOf(value: unknown, contestants: number, at: string): SeatResult {
  const fields = fieldsOf(value, at);
  const number = (name: string, least: number, most = Number.MAX_SAFE_INTEGER): number =>
    wholeOf(fields[name], least, most, `${at}.${name}`);
  return {
    contestant: number('contestant', 0, contestants - 1),
    place: number('place', 1),
    score: number('score', 0),
    inputs: number('inputs', 0),
    ...{ lateTicks: 0, thinkUs: NO_TIMES, fault: typeof fields['fault'] === 'string' ? fields['fault'] : null },
  };
}

function fieldsOf(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error(`${at}: expected an object`);
}

function listOf(value: unknown, at: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`${at}: expected a list`);
}

function wholeOf(value: unknown, least: number, most: number, at: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
  throw new Error(`${at}: expected a whole number from ${least} to ${most}`);
}

function nameOf(value: unknown, at: string): string {
  const { name } = fieldsOf(value, at);
  if (typeof name === 'string' && name !== '') return name;
  throw new Error(`${at}.name: expected a text`);
}
