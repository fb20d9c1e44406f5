// What the results say of a daily or ranked match, when the API has verified it: the place of the day with its neighbours, or the
// rating before and after. It comes while players look at the results, or not at all.

import { askAgain, pageTimer } from '../account/ask-again.ts';
import type { Table } from '../account/record-calls.ts';
import { words } from '../language/language.ts';
import type { OnlineRoom } from '../netcode/session-state.ts';
import { make } from '../view/element.ts';
import { fetchDailyTable, fetchOwnMatches, fetchOwnRatings } from './records-api.ts';

/** From the result on. */
const ASKED_AFTER_MS = [1000, 2500, 5000, 9000, 14_000];
/** Rows on each side of the own one. */
const NEIGHBOURS = 2;
/** A match that ended longer ago is another one. */
const NEW_MS = 120_000;

/** @returns what is added to the results, null if there is nothing yet */
type Ask = () => Promise<HTMLElement | null>;

/**
 * Adds what is to be said below the results, once.
 * @param place of the results. @returns a function that ends it
 */
export function showContest(room: OnlineRoom, place: HTMLElement): () => void {
  const ask = questionOf(room);
  if (ask === null) return () => {};
  const end = askAgain(ASKED_AFTER_MS, pageTimer, ask, (line) =>
    (place.querySelector(':scope > .buttons') ?? place.lastElementChild)?.before(line),
  );
  return () => {
    end();
    for (const line of place.querySelectorAll('.contest')) line.remove();
  };
}

function questionOf({ match, results }: OnlineRoom): Ask | null {
  const { kind, counts, date } = match.contest;
  if (match.seat < 0 || results === null || !counts) return null;
  if (kind === 'daily') return () => dailyLine(date, match.mode, results.score);
  return kind === 'ranked' ? () => ratingLine(match.mode) : null;
}

async function dailyLine(date: string, mode: string, score: number): Promise<HTMLElement | null> {
  const table = await fetchDailyTable(date, mode, true, 2 * NEIGHBOURS + 1);
  if (table === null || table.own === null || table.own.score < score) return null;
  return contestElement(words().daily.place(table.own.rank, table.total), neighboursOf(table));
}

function neighboursOf({ rows, own }: Table): HTMLElement {
  const list = make('ol', 'neighbours');
  list.ariaLabel = words().daily.neighbours;
  // A player alone in the table has no neighbours.
  for (const row of rows.length > 1 ? rows : []) {
    const line = make('li', '', words().daily.row(row.rank, row.player.name, row.score));
    line.classList.toggle('own', row.rank === own?.rank && row.player.name === own.player.name);
    list.append(line);
  }
  return list;
}

async function ratingLine(mode: string): Promise<HTMLElement | null> {
  const own = await fetchOwnMatches(mode);
  const rated = own?.matches.find((match) => match.kind === 'ranked' && Date.now() - match.endedMs < NEW_MS);
  const { ratingBefore: before = null, ratingAfter: after = null } = rated?.own ?? {};
  if (after === null) return null;
  const ratings = (await fetchOwnRatings())?.ratings;
  const now = ratings?.find((each) => each.mode === mode && each.pool === 'human');
  const text = words().ranked;
  const change = before === null ? text.first(after) : text.change(before, after);
  return contestElement(change, make('p', 'quiet', now === undefined ? '' : text.uncertainty(now.rating.uncertainty)));
}

function contestElement(text: string, more: HTMLElement): HTMLElement {
  const shown = make('div', 'contest', make('p', '', text), more);
  shown.role = 'status';
  return shown;
}
