// The result of a match in which players compete: a row for each, the winner first.

import type { WireResult } from '#protocol';
import { words } from '../../language/language.ts';
import { make } from '../element.ts';
import { markOf } from '../player-label.ts';

type Heading = 'points' | 'score' | 'caught' | 'turns' | 'dots' | 'ghosts' | 'lost' | 'rounds' | 'timesOut';
type Column = readonly [heading: Heading, figure: (result: WireResult) => number];

const DOTS: Column = ['dots', ({ dots }) => dots];
const RIVALS: Column = ['caught', ({ rivals }) => rivals];
const GHOSTS: Column = ['ghosts', ({ ghosts }) => ghosts];

/** By mode. The place and the name come first; the first figure is the one that decides. */
const COLUMNS: ReadonlyMap<string, readonly Column[]> = new Map([
  ['versus', [['points', ({ score }) => score], RIVALS, ['turns', ({ turns }) => turns], DOTS, GHOSTS]],
  ['mega', [['score', ({ score }) => score], RIVALS, GHOSTS, DOTS, ['lost', ({ caught }) => caught]]],
  ['battle', [['rounds', ({ rounds }) => rounds], RIVALS, ['timesOut', ({ caught }) => caught], DOTS, GHOSTS]],
] satisfies [string, readonly Column[]][]);

/** Whether the results of a mode are a ranking. */
export function isRanked(mode: string): boolean {
  return COLUMNS.has(mode);
}

/** Who has won, as a title. */
export function rankingTitle(seats: readonly WireResult[], ownName: string): string {
  const winners = seats.filter(({ place }) => place === 1).map(({ name }) => name);
  const { youWin, wins, over, shared } = words().results;
  if (winners.length === 1) return winners[0] === ownName ? youWin : wins(winners[0]!);
  return winners.length === 0 ? over : shared(winners);
}

/** The rows of the table. @param ownName the player's own row is marked */
export function rankingParts(mode: string, seats: readonly WireResult[], ownName: string): HTMLElement[] {
  const columns = COLUMNS.get(mode) ?? [];
  const text = words().results;
  const head = make(
    'tr',
    '',
    make('th', ''),
    make('th', ''),
    ...columns.map(([heading]) => make('th', '', text[heading])),
  );
  const rows = seats
    .toSorted((a, b) => a.place - b.place || a.seat - b.seat)
    .map((result) =>
      make(
        'tr',
        result.name === ownName ? 'own' : '',
        make('td', 'place', text.rank(result.place)),
        make('th', '', markOf(mode, result.seat), ` ${result.name}`),
        ...columns.map(([, figure]) => make('td', '', words().number(figure(result)))),
      ),
    );
  return [make('thead', '', head), make('tbody', '', ...rows)];
}
