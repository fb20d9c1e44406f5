// Over the maze between two turns or rounds, while nothing moves: what has happened, what follows, and how all stand.

import { PHASE, type World } from '#simulation';
import { make } from '../element.ts';
import { markOf } from '../player-label.ts';
import type { Looked } from '../maze/pictures/seat-look.ts';

/** How long the maze is seen as it was at the end, and how long the panel is shown at least. */
const SEEN_TICKS = 40;
const LATEST_TICKS = 80;

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
  private sinceTick = -1;

  constructor(place: HTMLElement, mode: string) {
    this.mode = mode;
    this.root.hidden = true;
    this.root.role = 'status';
    place.append(this.root);
  }

  /**
   * Shows the break of a world that stands between two turns or rounds.
   * @param seats whose looks their marks have
   * @param shown makes what is shown
   */
  update({ phase, phaseEndsTick, tick }: World, seats: Looked['seats'], shown: () => Break): void {
    const isBetween = phase === PHASE.between;
    if (!isBetween) this.sinceTick = -1;
    else if (this.sinceTick < 0) this.sinceTick = tick;
    // A page that comes in the middle of a break has seen nothing of what was before.
    const late = phaseEndsTick - tick < LATEST_TICKS;
    const isShown = isBetween && (late || tick - this.sinceTick >= SEEN_TICKS);
    this.root.hidden = !isShown;
    if (isShown) this.show(shown(), seats);
  }

  private show(shown: Break, seats: Looked['seats']): void {
    const key = JSON.stringify(shown);
    if (key === this.drawn) return;
    this.drawn = key;
    this.draw(shown, seats);
  }

  remove(): void {
    this.root.remove();
  }

  private draw({ title, detail, next, headings, rows }: Break, seats: Looked['seats']): void {
    const head = make('tr', '', make('td', ''), ...headings.map((heading) => make('th', '', heading)));
    const body = rows.map(({ seat, name, cells, isOwn }) =>
      make(
        'tr',
        isOwn ? 'own' : '',
        make('th', '', markOf(this.mode, seat, seats[seat]), ` ${name}`),
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
