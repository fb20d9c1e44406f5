// The high scores as a table.

import { words } from '../language/language.ts';
import { make } from '../view/element.ts';
import type { HighScore } from './high-scores.ts';

/** @param place the row that is marked, from 1; 0 for none */
export function highScoreTable(scores: readonly HighScore[], place = 0): HTMLElement {
  const { rank, player, score, level, playedAt, noScores, highScores } = words().practice;
  if (scores.length === 0) return make('p', 'quiet', noScores);
  const heads = [rank, player, score, level, playedAt].map((text) => {
    const head = make('th', '', text);
    head.scope = 'col';
    return head;
  });
  const rows = scores.map((each, i) =>
    make(
      'tr',
      i + 1 === place ? 'own' : '',
      make('td', '', String(i + 1)),
      make('td', 'who', each.name),
      make('td', '', words().number(each.score)),
      make('td', '', String(each.level)),
      make('td', '', dateText(each.playedAtMs)),
    ),
  );
  const table = make('table', 'high-scores', make('thead', '', make('tr', '', ...heads)), make('tbody', '', ...rows));
  table.ariaLabel = highScores;
  return table;
}

function dateText(ms: number): string {
  return new Date(ms).toLocaleDateString(document.documentElement.lang, { dateStyle: 'short' });
}
