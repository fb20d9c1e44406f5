// Over the maze between two turns or rounds, while nothing moves: what has happened, what follows, and how all stand.

import { make } from '../element.ts';
import { markOf } from '../player-label.ts';

export interface Break {
  readonly title: string;
  /** Below the title; '' for nothing. */
  readonly detail: string;
  /** What follows; '' for nothing. */
  readonly next: string;
  readonly headings: readonly string[];
  /** In their order. */
  readonly rows: readonly BreakRow[];
}

export interface BreakRow {
  readonly seat: number;
  readonly name: string;
  readonly cells: readonly string[];
  readonly isOwn: boolean;
}

export class BreakPanel {
  private readonly root = make('section', 'break');
  private readonly mode: string;
  private drawn = '';

  constructor(place: HTMLElement, mode: string) {
    this.mode = mode;
    this.root.hidden = true;
    this.root.role = 'status';
    place.append(this.root);
  }

  /** @param shown null while the match goes on */
  update(shown: Break | null): void {
    this.root.hidden = shown === null;
    if (shown === null) return;
    const key = JSON.stringify(shown);
    if (key === this.drawn) return;
    this.drawn = key;
    this.draw(shown);
  }

  remove(): void {
    this.root.remove();
  }

  private draw({ title, detail, next, headings, rows }: Break): void {
    const head = make('tr', '', make('td', ''), ...headings.map((heading) => make('th', '', heading)));
    const body = rows.map(({ seat, name, cells, isOwn }) =>
      make(
        'tr',
        isOwn ? 'own' : '',
        make('th', '', markOf(this.mode, seat), ` ${name}`),
        ...cells.map((cell) => make('td', '', cell)),
      ),
    );
    this.root.replaceChildren(
      make('h2', '', title),
      ...(detail === '' ? [] : [make('p', 'detail', detail)]),
      make('table', '', make('thead', '', head), make('tbody', '', ...body)),
      ...(next === '' ? [] : [make('p', 'next', next)]),
    );
  }
}
