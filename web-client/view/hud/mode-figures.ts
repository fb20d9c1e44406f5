// Figures of a mode and one line below them, in the place that a mode has in the HUD.

import { make, write } from '../element.ts';

export interface Figure {
  readonly label: string;
  readonly text: string;
  /** Whether it runs out. */
  readonly isUrgent?: boolean;
}

export class ModeFigures {
  private readonly list = make('dl', '');
  private readonly hint = make('p', 'mode-hint');
  private rows: readonly { readonly row: HTMLElement; readonly label: HTMLElement; readonly text: HTMLElement }[] = [];

  constructor(place: HTMLElement) {
    place.replaceChildren(this.list, this.hint);
  }

  /** Once a frame: writes only what has changed. @param figures always as many as in the first call */
  update(figures: readonly Figure[], hint: string): void {
    if (this.rows.length !== figures.length) this.lay(figures.length);
    for (const [i, { label, text, isUrgent = false }] of figures.entries()) {
      const row = this.rows[i]!;
      write(row.label, label);
      write(row.text, text);
      row.row.classList.toggle('urgent', isUrgent);
    }
    write(this.hint, hint);
  }

  remove(): void {
    this.list.remove();
    this.hint.remove();
  }

  private lay(count: number): void {
    this.rows = Array.from({ length: count }, () => {
      const label = make('dt', '');
      const text = make('dd', '');
      return { row: make('div', '', label, text), label, text };
    });
    this.list.replaceChildren(...this.rows.map(({ row }) => row));
  }
}

/** Minutes and seconds that are left, rounded up; 0:00 when the time is over. */
export function clockText(ticks: number): string {
  const seconds = Math.max(0, Math.ceil(ticks / 60));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
