// A list that comes in pages: as many of them as the operator has asked for are shown, and kept up to date.

import { make, makeButton, write } from './element.ts';
import type { KeyedRows } from './keyed-rows.ts';
import { WORDS } from './words.ts';

export interface ListPage<Row, Cursor> {
  readonly rows: readonly Row[];
  /** Null for the last page. */
  readonly after: Cursor | null;
  /** How many rows there are in all, where that is known. */
  readonly total?: number;
}

/** Pages that are shown at once. The rest is found by a search. */
const PAGES_MAX = 10;

export class PagedList<Row, Cursor> {
  /** What the view shows of it. */
  readonly parts: readonly HTMLElement[];
  onShown: (shown: number, total: number) => void = () => {};
  private readonly rows: KeyedRows<Row>;
  private readonly nothing: HTMLElement;
  private readonly more: HTMLButtonElement;
  private readonly problem = make('p', 'problem');
  private readonly load: (after: Cursor | null) => Promise<ListPage<Row, Cursor>>;
  private pages = 1;
  private asked = 0;

  /** @param empty said where there is no row */
  constructor(rows: KeyedRows<Row>, empty: string, load: (after: Cursor | null) => Promise<ListPage<Row, Cursor>>) {
    this.rows = rows;
    this.load = load;
    this.nothing = make('p', 'quiet', empty);
    this.nothing.hidden = true;
    this.problem.setAttribute('role', 'status');
    rows.table.hidden = true;
    this.more = makeButton(WORDS.more, () => {
      this.pages++;
      void this.refresh();
    });
    this.more.hidden = true;
    this.parts = [this.problem, this.nothing, make('div', 'scroll', rows.table), this.more];
  }

  /** Begins with the first page again, such as for another search. */
  async restart(empty: string): Promise<void> {
    this.pages = 1;
    write(this.nothing, empty);
    await this.refresh();
  }

  /** Asks for all pages that are shown. */
  async refresh(): Promise<void> {
    const asked = ++this.asked;
    try {
      const rows: Row[] = [];
      let after: Cursor | null = null;
      let total: number | undefined;
      for (let page = 0; page < this.pages; page++) {
        const found: ListPage<Row, Cursor> = await this.load(after);
        rows.push(...found.rows);
        ({ after, total } = { after: found.after, total: found.total });
        if (after === null) break;
      }
      // Another search may have begun meanwhile.
      if (asked !== this.asked) return;
      this.rows.show(rows);
      this.nothing.hidden = rows.length > 0;
      this.more.hidden = after === null || this.pages >= PAGES_MAX;
      write(this.problem, '');
      this.onShown(rows.length, total ?? rows.length);
    } catch (error) {
      if (asked === this.asked) write(this.problem, error instanceof Error ? error.message : String(error));
    }
  }
}
