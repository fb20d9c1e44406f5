// The table of an arena in a terminal: progress in the first line, then the contestants.

import { poolName, type RatedPool } from '#ratings';
import { cutText, durationText, numberText, shareText, visibleText } from './shown-text.ts';
import type { ArenaFacts } from './result-files.ts';
import type { Tally } from './tally.ts';

/** How far the arena is. */
export interface Course {
  readonly games: number;
  readonly ticks: number;
  readonly elapsedMs: number;
}

const BAR_WIDTH = 20;
const NAME_WIDTH_MIN = 12;
const NAME_WIDTH_MAX = 40;

/** @param columns the width of the terminal: names are cut to it. */
export function tableLines(facts: ArenaFacts, tally: Tally, course: Course, columns: number): string[] {
  const rows = tally.standings().map(({ player, mu, low, contests, row }, i) => ({
    name: lineOf(player),
    cells: [
      contests === 0 ? '-' : `${mu.toFixed(1)} ±${(mu - low).toFixed(1)}`,
      row.comparisons === 0 ? '-' : shareText(row.firsts / row.comparisons).replace(/^(less|more) than /, ''),
      row.scores.total === 0 ? '-' : numberText(row.scores.quantile(0.5)),
      numberText(row.lateTicks),
      numberText(row.faults),
    ],
    place: String(i + 1),
  }));
  const widths = HEADINGS.map((heading, i) => Math.max(heading.length, ...rows.map(({ cells }) => cells[i]!.length)));
  const rest = columns - widths.reduce((sum, width) => sum + width + 2, 4);
  const longest = Math.max(...rows.map(({ name }) => name.length));
  const nameWidth = Math.max(NAME_WIDTH_MIN, Math.min(longest, rest, NAME_WIDTH_MAX));
  const line = (place: string, name: string, cells: readonly string[]): string =>
    [
      place.padStart(2),
      cutText(name, nameWidth).padEnd(nameWidth),
      ...cells.map((cell, i) => cell.padStart(widths[i]!)),
    ].join('  ');
  return [
    progressText(facts, course),
    line('', 'contestant', HEADINGS),
    ...rows.map(({ place, name, cells }) => line(place, name, cells)),
  ];
}

/** The standings of one mode, for `packetman ratings`. */
export function poolLines(pool: RatedPool): string[] {
  const names = pool.standings.map(({ player }) => cutText(lineOf(player), NAME_WIDTH_MAX));
  const width = Math.max(NAME_WIDTH_MIN, ...names.map(({ length }) => length));
  return [
    poolName(pool),
    `    ${'contestant'.padEnd(width)}  rating   95 % interval  contests`,
    ...pool.standings.map(({ mu, low, high, contests }, i) =>
      [
        ...[String(i + 1).padStart(2), names[i]!.padEnd(width), mu.toFixed(1).padStart(6)],
        ...[`${low.toFixed(1)} to ${high.toFixed(1)}`.padStart(14), numberText(contests).padStart(8)],
      ].join('  '),
    ),
  ];
}

function lineOf(name: string): string {
  return visibleText(name).replaceAll(/\s/g, ' ');
}

const HEADINGS = ['rating', 'first', 'score', 'late', 'faults'];

function progressText({ mode, games }: ArenaFacts, course: Course): string {
  const seconds = course.elapsedMs / 1000;
  const filled = Math.floor((BAR_WIDTH * course.games) / games);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  const parts = [`${mode}  ${bar}  ${numberText(course.games)} of ${numberText(games)} games`];
  if (course.games > 0) {
    parts.push(`${numberText(course.ticks / Math.max(seconds, 0.001))} ticks/s`);
    const left = (seconds / course.games) * (games - course.games);
    parts.push(course.games < games ? `${durationText(left)} left` : `in ${durationText(seconds)}`);
  }
  return parts.join(', ');
}
