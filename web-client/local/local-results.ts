// The end of a game in the page, over the maze: the score, its place among the best, and what to do next.

import { words } from '../language/language.ts';
import { make, makeButton } from '../view/element.ts';
import { highScoreText } from '../view/results/result-texts.ts';
import { highScoreTable } from './high-score-table.ts';
import type { HighScore } from './high-scores.ts';

/** How a game has ended. */
export interface LocalResult {
  readonly score: number;
  readonly level: number;
  /** Minutes and seconds that were played. */
  readonly time: string;
  /** Null for practice, whose score does not count. */
  readonly ranking: { readonly scores: readonly HighScore[]; readonly place: number } | null;
}

export interface LocalResultsButtons {
  again(): void;
  leave(): void;
}

export class LocalResults {
  readonly root = make('section', 'local-results');
  private readonly title = make('h2', '');
  private readonly facts = make('p', 'quiet');
  private readonly scores = make('div', 'scores');
  private readonly again: HTMLButtonElement;

  constructor(buttons: LocalResultsButtons) {
    const text = words().practice;
    this.again = makeButton(text.again, buttons.again, 'strong');
    this.title.id = 'local-results-title';
    this.root.setAttribute('aria-labelledby', this.title.id);
    this.root.append(
      this.title,
      this.facts,
      this.scores,
      make('div', 'buttons', this.again, makeButton(text.leave, buttons.leave)),
    );
    this.root.hidden = true;
  }

  show({ score, level, time, ranking }: LocalResult): void {
    const text = words().practice;
    this.title.textContent = highScoreText(score, ranking?.place ?? 0);
    this.facts.textContent = text.reached(level, time);
    this.scores.replaceChildren(
      ranking === null ? make('p', 'quiet', text.doesNotCount) : highScoreTable(ranking.scores, ranking.place),
    );
    this.root.hidden = false;
    this.again.focus();
  }

  hide(): void {
    this.root.hidden = true;
  }
}
