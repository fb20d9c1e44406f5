// A table whose rows stay the same elements while their content changes, so that focus and selection stay where they are.

import { make, write } from './element.ts';

export interface Column<Row> {
  readonly title: string;
  /** Text, or an element that is made once and then kept up to date by `update`. */
  readonly text: (row: Row) => string;
  readonly classes?: string;
}

interface Shown<Row> {
  row: Row;
  readonly line: HTMLTableRowElement;
  readonly cells: readonly HTMLElement[];
}

export interface RowParts<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  /** Buttons at the end of a row. @param row reads the newest state of the row */
  readonly actions?: ((row: () => Row) => readonly Node[]) | undefined;
  readonly actionsTitle?: string;
  /** The link of the first cell. */
  readonly linkOf?: (row: Row) => string;
}

export class KeyedRows<Row> {
  readonly table: HTMLTableElement;
  private readonly parts: RowParts<Row>;
  private readonly body = make('tbody');
  private readonly shown = new Map<string, Shown<Row>>();

  constructor(parts: RowParts<Row>) {
    this.parts = parts;
    const heads = parts.columns.map(({ title, classes = '' }) => headCell(title, classes));
    if (parts.actions !== undefined) heads.push(headCell(parts.actionsTitle ?? '', 'actions'));
    this.table = make(
      'table',
      '',
      make('caption', 'hidden', parts.caption),
      make('thead', '', make('tr', '', ...heads)),
      this.body,
    );
  }

  get count(): number {
    return this.shown.size;
  }

  /** Shows these rows, in this order. */
  show(rows: readonly Row[]): void {
    const keys = new Set(rows.map(this.parts.keyOf));
    for (const [key, { line }] of this.shown) {
      if (keys.has(key)) continue;
      line.remove();
      this.shown.delete(key);
    }
    let place: Element | null = this.body.firstElementChild;
    for (const row of rows) {
      const shown = this.update(row);
      // A line that is moved loses its focus: those that are in place stay.
      if (shown.line === place) place = place.nextElementSibling;
      else this.body.insertBefore(shown.line, place);
    }
    this.table.hidden = rows.length === 0;
  }

  private update(row: Row): Shown<Row> {
    const { keyOf, columns, linkOf } = this.parts;
    const key = keyOf(row);
    const shown = this.shown.get(key) ?? this.make(row);
    this.shown.set(key, shown);
    shown.row = row;
    columns.forEach(({ text }, i) => write(shown.cells[i]!, text(row)));
    const [first] = shown.cells;
    if (first instanceof HTMLAnchorElement) first.href = linkOf!(row);
    return shown;
  }

  private make(row: Row): Shown<Row> {
    const { columns, actions, actionsTitle = '', linkOf } = this.parts;
    const line = make('tr');
    const cells = columns.map(({ title, classes = '' }, i) => {
      const inner = i === 0 && linkOf !== undefined ? make('a') : make('span');
      const cell = make(i === 0 ? 'th' : 'td', classes, inner);
      if (cell instanceof HTMLTableCellElement && i === 0) cell.scope = 'row';
      cell.dataset['title'] = title;
      line.append(cell);
      return inner;
    });
    const shown: Shown<Row> = { row, line, cells };
    if (actions !== undefined) {
      const cell = make('td', 'actions', ...actions(() => shown.row));
      cell.dataset['title'] = actionsTitle;
      line.append(cell);
    }
    return shown;
  }
}

function headCell(title: string, classes: string): HTMLTableCellElement {
  const cell = make('th', classes, title);
  cell.scope = 'col';
  return cell;
}
