// The rows of a result: place, figure, name, title and what counts. They scroll inside the panel.

import type { WireResult } from '#protocol';
import { words } from '../../language/language.ts';
import { isRanked, rowsOf } from '../../moments/podium-order.ts';
import { titlesOf } from '../../moments/titles.ts';
import { make } from '../element.ts';
import { seatFigure } from '../seat-figure.ts';
import type { LookOf } from './podium.ts';
import { countText, figuresLine } from './result-texts.ts';

/** @param ownNames of the players at this screen, whose rows are marked */
export function resultRows(
  mode: string,
  results: readonly WireResult[],
  ownNames: readonly string[],
  lookOf: LookOf,
): readonly HTMLElement[] {
  const titles = titlesOf(mode, results);
  return rowsOf(mode, results).map((result) => {
    const title = titles.get(result.seat);
    const isOwn = ownNames.includes(result.name);
    const row = make(
      'li',
      isOwn ? 'own' : '',
      make('span', 'place', isRanked(mode) ? words().results.rank(result.place) : ''),
      seatFigure(mode, result.seat, lookOf(result)),
      make('span', 'player', result.name),
      make('span', 'count', countText(mode, result)),
      make(
        'span',
        'facts',
        make('span', '', figuresLine(mode, result)),
        ...(title === undefined ? [] : [make('span', 'honour', words().results.titles[title])]),
      ),
    );
    if (isOwn) row.ariaCurrent = 'true';
    return row;
  });
}
