// The result of a match in which players compete: a row for each, the winner first.

import type { WireResult } from '#protocol';
import { make } from '../element.ts';
import { markOf } from '../player-label.ts';

type Column = readonly [heading: string, figure: (result: WireResult) => number];

const DOTS: Column = ['Dots', ({ dots }) => dots];
const RIVALS: Column = ['Caught', ({ rivals }) => rivals];
const GHOSTS: Column = ['Ghosts', ({ ghosts }) => ghosts];

/** By mode. The place and the name come first; the first figure is the one that decides. */
const COLUMNS: ReadonlyMap<string, readonly Column[]> = new Map([
  ['versus', [['Points', ({ score }) => score], RIVALS, ['Turns', ({ turns }) => turns], DOTS, GHOSTS]],
  ['mega', [['Score', ({ score }) => score], RIVALS, GHOSTS, DOTS, ['Lost', ({ caught }) => caught]]],
  ['battle', [['Rounds', ({ rounds }) => rounds], RIVALS, ['Out', ({ caught }) => caught], DOTS, GHOSTS]],
] satisfies [string, readonly Column[]][]);

/** Whether the results of a mode are a ranking. */
export function isRanked(mode: string): boolean {
  return COLUMNS.has(mode);
}

/** Who has won, as a title. */
export function rankingTitle(seats: readonly WireResult[], ownName: string): string {
  const winners = seats.filter(({ place }) => place === 1).map(({ name }) => name);
  if (winners.length === 1) return winners[0] === ownName ? 'You win!' : `${winners[0]} wins!`;
  return winners.length === 0
    ? 'The match is over'
    : `${winners.slice(0, -1).join(', ')} and ${winners.at(-1)} share the win`;
}

/** The rows of the table. @param ownName the player's own row is marked */
export function rankingParts(mode: string, seats: readonly WireResult[], ownName: string): HTMLElement[] {
  const columns = COLUMNS.get(mode) ?? [];
  const head = make('tr', '', make('th', ''), make('th', ''), ...columns.map(([heading]) => make('th', '', heading)));
  const rows = seats
    .toSorted((a, b) => a.place - b.place || a.seat - b.seat)
    .map((result) =>
      make(
        'tr',
        result.name === ownName ? 'own' : '',
        make('td', 'place', `${result.place}.`),
        make('th', '', markOf(mode, result.seat), ` ${result.name}`),
        ...columns.map(([, figure]) => make('td', '', String(figure(result)))),
      ),
    );
  return [make('thead', '', head), make('tbody', '', ...rows)];
}
