// A table of the API on the page: its rows, a page at a time, and below them the place of the player with their neighbours.

import { apiGet } from '../api-get.ts';
import type { BoardAnswer, BoardRow } from '../answers.ts';
import { make, makeLink } from '../element.ts';
import { locale, words } from '../words/words.ts';

const ROWS = 20;
/** Rows above and below the own one. */
const NEIGHBOURS = 2;

export class BoardTable {
  private readonly root: HTMLElement;
  private readonly caption: string;
  private readonly status = make('p', 'quiet');
  /** Ends the answers to what is not shown any more. */
  private asked = 0;

  /** @param caption of the table, for screen readers */
  constructor(root: HTMLElement, caption: string) {
    this.root = root;
    this.caption = caption;
    this.status.role = 'status';
  }

  /**
   * @param path of a table of the API, with its query
   * @param hasOwn whether the player's own place is looked for
   */
  async show(path: string, hasOwn = true): Promise<void> {
    const asked = ++this.asked;
    const answer = await apiGet<BoardAnswer>(pageOf(path, null));
    if (asked !== this.asked) return;
    if (answer === null || answer.rows.length === 0) {
      this.status.textContent = answer === null ? words().page.unreachable : words().page.nothingYet;
      this.root.replaceChildren(this.status);
      return;
    }
    const rates = answer.rows.some(({ rating }) => rating !== null);
    const body = make('tbody', '');
    const table = make('table', 'table', make('caption', 'spoken', this.caption), head(rates), body);
    body.append(...answer.rows.map((row) => rowOf(row, rates)));
    this.root.replaceChildren(table);
    this.offerMore(path, answer.next, body, rates);
    if (hasOwn) await this.showOwn(path, asked, rates, answer.rows);
  }

  private offerMore(path: string, next: string | null, body: HTMLElement, rates: boolean): void {
    if (next === null) return;
    const more = make('button', 'after-table', words().records.more);
    more.type = 'button';
    more.addEventListener('click', () => void goOn());
    this.root.append(more);

    const goOn = async (): Promise<void> => {
      more.disabled = true;
      const answer = await apiGet<BoardAnswer>(pageOf(path, next));
      more.remove();
      if (answer === null || !body.isConnected) return;
      body.append(...answer.rows.map((row) => rowOf(row, rates)));
      this.offerMore(path, answer.next, body, rates);
    };
  }

  /** Only for players who are signed in, and whose row is not shown above. */
  private async showOwn(path: string, asked: number, rates: boolean, shown: readonly BoardRow[]): Promise<void> {
    const answer = await apiGet<BoardAnswer>(`${path}${sign(path)}around=me&limit=${2 * NEIGHBOURS + 1}`);
    const own = answer?.own ?? null;
    if (asked !== this.asked || answer === null || own === null) return;
    const at = shown.findIndex((row) => isSame(row, own));
    if (at >= 0) {
      this.root.querySelectorAll('tbody tr')[at]?.setAttribute('data-own', '');
      return;
    }
    const body = make('tbody', '');
    for (const row of answer.rows) {
      const line = rowOf(row, rates);
      if (isSame(row, own)) line.dataset['own'] = '';
      body.append(line);
    }
    const title = words().records.own;
    this.root.append(
      make('h3', 'after-table', title),
      make('table', 'table', make('caption', 'spoken', title), head(rates), body),
    );
  }
}

function pageOf(path: string, after: string | null): string {
  return `${path}${sign(path)}limit=${ROWS}${after === null ? '' : `&after=${encodeURIComponent(after)}`}`;
}

function sign(path: string): string {
  return path.includes('?') ? '&' : '?';
}

function isSame(row: BoardRow, other: BoardRow): boolean {
  return row.rank === other.rank && row.player.name === other.player.name && row.match === other.match;
}

function head(rates: boolean): HTMLElement {
  const { rank, name, score, level, date, rating, games, replay } = words().records;
  const cell = (text: string, classes: string): HTMLElement => {
    const made = make('th', classes, text);
    made.scope = 'col';
    return made;
  };
  const figures = rates
    ? [cell(rating, 'number'), cell(games, 'number')]
    : [cell(score, 'number'), cell(level, 'number wide'), cell(date, 'number wide'), cell(replay, 'number')];
  return make('thead', '', make('tr', '', cell(rank, 'number'), cell(name, 'name'), ...figures));
}

function rowOf(row: BoardRow, rates: boolean): HTMLTableRowElement {
  const number = new Intl.NumberFormat(locale()).format;
  const figures = rates ? ratingCells(row) : scoreCells(row);
  return make('tr', '', make('td', 'number', number(row.rank)), make('td', 'name', nameOf(row)), ...figures);
}

/** Only claimed names have a page. */
function nameOf({ player: { name, kind } }: BoardRow): Node | string {
  return kind === 'guest' ? name : makeLink(`/players/${encodeURIComponent(name)}`, name);
}

function ratingCells({ rating }: BoardRow): HTMLElement[] {
  const tenths = new Intl.NumberFormat(locale(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format;
  const number = new Intl.NumberFormat(locale()).format;
  if (rating === null) return [make('td', 'number', '–'), make('td', 'number', '–')];
  const text = `${tenths(rating.rating)} ± ${tenths(rating.uncertainty)}`;
  return [make('td', 'number', text), make('td', 'number', number(rating.matches))];
}

function scoreCells({ score, level, match, endedMs }: BoardRow): HTMLElement[] {
  const number = new Intl.NumberFormat(locale()).format;
  const date = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }).format(endedMs);
  const replay = match === null ? '–' : makeLink(`/replay/${match}`, words().records.watch);
  return [
    make('td', 'number', number(score)),
    make('td', 'number wide', number(level)),
    make('td', 'number wide', date),
    make('td', 'number', replay),
  ];
}
