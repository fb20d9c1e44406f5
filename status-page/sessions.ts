// What an operator sees: the chart, the open sessions, the ended ones. Asks for news every two seconds.

import type { HistoryPoint, StatusSnapshot } from '../bridge/status/answers.ts';
import { Chart } from '../monitor/chart.ts';
import { labelled, make, makeButton, makeSelect, write } from '../monitor/element.ts';
import { poll, type View } from '../monitor/view.ts';
import { askToEnd } from './ending.ts';
import { rateText } from './formats.ts';
import { getSessions, StatusError } from './requests.ts';
import { endedTable, openTable } from './tables.ts';
import { WORDS } from './words.ts';

const POLL_MS = 2000;
const SEARCH_MS = 250;
/** As many rows as an answer has, and the last one that the bridge gives by page. */
const ROWS_MAX = 100;
const ROWS_REACHED_MAX = 1000;
const SEARCH_LENGTH_MAX = 100;

/** @param ended called when the login has ended */
export function sessionsView(ended: () => void): View {
  const text = WORDS.sessions;
  const chart = new Chart<HistoryPoint>({
    title: WORDS.chart.title,
    least: 10,
    leastRight: 1000,
    spanSeconds: 600,
    lines: [
      {
        title: WORDS.chart.sessions,
        value: ({ sessions }) => sessions,
        text: (value) => (value === null ? WORDS.none : String(value)),
      },
      {
        title: WORDS.chart.bytes,
        value: ({ rateToTarget, rateToBrowser }) => rateToTarget + rateToBrowser,
        text: rateText,
        isRight: true,
      },
    ],
  });
  const problem = make('p', 'problem');
  problem.setAttribute('role', 'status');
  const search = make('input');
  Object.assign(search, { type: 'search', maxLength: SEARCH_LENGTH_MAX, placeholder: text.searchHint });
  const order = makeSelect(text.orders);
  const count = make('p', 'quiet count');
  const nothing = make('p', 'quiet');
  const open = openTable((row) => askToEnd(row, () => void look()));
  const previous = makeButton(text.previous, () => turnTo(from - ROWS_MAX));
  const next = makeButton(text.next, () => turnTo(from + ROWS_MAX));
  const pages = make('nav', 'buttons', previous, next);
  pages.setAttribute('aria-label', text.pages);
  const endedOnes = endedTable();
  const noneEnded = make('p', 'quiet', WORDS.ended.empty);
  for (const { table } of [open, endedOnes]) table.hidden = true;
  for (const each of [noneEnded, pages]) each.hidden = true;
  let from = 0;
  let asked = 0;

  async function look(): Promise<void> {
    const turn = ++asked;
    const [sort, direction] = order.value.split(' ') as [string, string];
    try {
      const snapshot = await getSessions({ search: search.value.trim(), sort, order: direction, from: String(from) });
      // Another question may have been asked meanwhile.
      if (turn === asked) show(snapshot);
    } catch (error) {
      if (turn !== asked || !(error instanceof Error)) return;
      if (error instanceof StatusError && error.code === 'not-signed-in') ended();
      else write(problem, error.message);
    }
  }

  function show({ sessions, found, rows, ended: endedRows, history }: StatusSnapshot): void {
    write(problem, '');
    // Sessions have ended since, and this page with them.
    if (rows.length === 0 && from > 0) return turnTo(Math.max(0, from - ROWS_MAX));
    write(count, found === 0 ? '' : text.count(from + 1, from + rows.length, found, sessions));
    write(nothing, sessions === 0 ? text.empty : text.notFound);
    nothing.hidden = rows.length > 0;
    open.show(rows);
    previous.disabled = from === 0;
    next.disabled = from + ROWS_MAX >= Math.min(found, ROWS_REACHED_MAX);
    pages.hidden = previous.disabled && next.disabled;
    endedOnes.show(endedRows);
    noneEnded.hidden = endedRows.length > 0;
    chart.show(history);
  }

  function turnTo(first: number): void {
    from = first;
    void look();
  }

  let timer = 0;
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => turnTo(0), SEARCH_MS);
  });
  order.addEventListener('change', () => turnTo(0));
  const observer = new ResizeObserver(() => chart.fit());
  observer.observe(chart.root);
  const scheme = matchMedia('(prefers-color-scheme: light)');
  const recolour = () => {
    chart.recolour();
    void look();
  };
  scheme.addEventListener('change', recolour);
  const head = make('div', 'head', make('h1', '', text.title), labelled(text.search, search, 'inline'));
  head.append(labelled(text.sort, order, 'inline'), count);
  const openPart = make('section', '', head, nothing, make('div', 'scroll', open.table), pages);
  const endedHead = make('div', 'head', make('h2', '', WORDS.ended.title));
  const endedPart = make('section', '', endedHead, noneEnded, make('div', 'scroll', endedOnes.table));
  // Links of the header lead there.
  openPart.id = 'open';
  endedPart.id = 'ended';
  const stopPolling = poll(POLL_MS, look);
  return {
    title: WORDS.title,
    root: make('div', 'parts', problem, chart.root, openPart, endedPart),
    stop() {
      stopPolling();
      asked++;
      clearTimeout(timer);
      observer.disconnect();
      scheme.removeEventListener('change', recolour);
      chart.destroy();
    },
  };
}
