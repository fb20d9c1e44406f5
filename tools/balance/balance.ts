// The figures of many matches of one mode, and the lines of the table that `npm run balance` prints.

import { TICKS_PER_SECOND } from '#simulation';
import type { MatchFacts } from './ai-match.ts';
import type { PlayedMatch } from './matches.ts';

export interface Balance {
  readonly matches: number;
  /** Matches that were stopped, since they did not end. */
  readonly stopped: number;
  /** By seat: the share of matches that it won, 0..1. Seats that share the first place share the win. */
  readonly winsBySeat: readonly number[];
  /** The same by place in the tie-break order. */
  readonly winsByOrder: readonly number[];
  /** Share of matches in which several seats share the first place. */
  readonly draws: number;
  /** Seconds of the shortest, the median and the longest match. */
  readonly seconds: { readonly least: number; readonly median: number; readonly most: number };
  /** Shares of the time in which nothing moves, and in which a seat cannot steer while others play. */
  readonly between: number;
  readonly out: number;
  /** Averages of a match. */
  readonly leadChanges: number;
  readonly catches: number;
  readonly rivalCatches: number;
  readonly parts: number;
  readonly pacPoints: number;
  readonly ghostPoints: number;
}

export function balanceOf(matches: readonly MatchFacts[]): Balance {
  const seats = matches[0]!.places.map((_, seat) => seat);
  const mean = (value: (facts: MatchFacts) => number): number =>
    matches.reduce((sum, facts) => sum + value(facts), 0) / matches.length;
  const ticks = matches.map((facts) => facts.ticks).toSorted((a, b) => a - b);
  const allTicks = mean((facts) => facts.ticks);
  return {
    matches: matches.length,
    stopped: matches.filter(({ isOver }) => !isOver).length,
    winsBySeat: seats.map((seat) => mean(({ places }) => winOf(places, seat))),
    winsByOrder: seats.map((place) => mean(({ places, order }) => winOf(places, order.indexOf(place)))),
    draws: mean(({ places }) => (winnersOf(places) > 1 ? 1 : 0)),
    seconds: {
      least: ticks[0]! / TICKS_PER_SECOND,
      median: ticks[ticks.length >> 1]! / TICKS_PER_SECOND,
      most: ticks.at(-1)! / TICKS_PER_SECOND,
    },
    between: mean(({ betweenTicks }) => betweenTicks) / allTicks,
    out: mean(({ outTicks }) => outTicks / seats.length) / allTicks,
    leadChanges: mean(({ leadChanges }) => leadChanges),
    catches: mean(({ catches }) => catches),
    rivalCatches: mean(({ rivalCatches }) => rivalCatches),
    parts: mean(({ parts }) => parts),
    pacPoints: mean(({ pacPoints }) => pacPoints),
    ghostPoints: mean(({ ghostPoints }) => ghostPoints),
  };
}

function winOf(places: readonly number[], seat: number): number {
  return places[seat] === 1 ? 1 / winnersOf(places) : 0;
}

function winnersOf(places: readonly number[]): number {
  return places.filter((place) => place === 1).length;
}

/** The rows of a table in Markdown, after its head. */
export function balanceRows(balance: Balance): string[] {
  const { seconds, winsBySeat, parts, matches } = balance;
  const even = 1 / winsBySeat.length;
  const rows: [name: string, value: string][] = [
    ['matches', balance.stopped === 0 ? String(matches) : `${matches}, of which ${balance.stopped} did not end`],
    ['wins by seat', `${percents(winsBySeat)} (even: ${percent(even)})`],
    [`wins by ${balance.ghostPoints > 0 ? 'order of turns' : 'tie-break order'}`, percents(balance.winsByOrder)],
    ['shared first place', percent(balance.draws)],
    ['length: shortest, median, longest', `${clock(seconds.least)}, ${clock(seconds.median)}, ${clock(seconds.most)}`],
    ['turns or rounds', parts.toFixed(1)],
    ['time in which nothing moves', percent(balance.between)],
    ['time in which a seat cannot steer while others play', percent(balance.out)],
    ['lead changes', balance.leadChanges.toFixed(1)],
    [
      'times a Pac-Man was caught, of these by a rival',
      `${balance.catches.toFixed(1)}, ${balance.rivalCatches.toFixed(1)}`,
    ],
  ];
  if (balance.ghostPoints > 0) {
    rows.push([
      'points made as Pac-Man, as ghost',
      `${balance.pacPoints.toFixed(0)}, ${balance.ghostPoints.toFixed(0)}`,
    ]);
    rows.push(['turns that Pac-Man survived', percent(1 - balance.catches / parts)]);
  }
  return rows.map(([name, value]) => `| ${name} | ${value} |`);
}

/**
 * The share of matches, 0..1, in which the seats of the first skill have the better mean place; equal ones count half.
 */
export function shareBefore(played: readonly PlayedMatch[], better: string): number {
  let won = 0;
  for (const { facts, skills } of played) {
    const meanPlace = (isBetter: boolean): number => {
      const places = facts.places.filter((_, seat) => (skills[seat] === better) === isBetter);
      return places.reduce((sum, place) => sum + place, 0) / places.length;
    };
    won += meanPlace(true) < meanPlace(false) ? 1 : meanPlace(true) === meanPlace(false) ? 0.5 : 0;
  }
  return won / played.length;
}

function percents(shares: readonly number[]): string {
  return `${shares.map((share) => (share * 100).toFixed(1)).join(', ')} %`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
}
