// The page of a player: who it is, best results, ratings, and the matches of late with their replays.

import { apiGet } from '../api-get.ts';
import { element, make, makeLink } from '../element.ts';
import { startPage } from '../page.ts';
import { locale, words } from '../words/words.ts';
import {
  dateText,
  factsOf,
  figuresOf,
  nameInPath,
  resultText,
  type HistoryAnswer,
  type PlayedMatch,
  type ProfileAnswer,
} from './profile.ts';

const MATCHES_PER_PAGE = 20;

await startPage();
const name = nameInPath(location.pathname);
const path = `/api/players/${encodeURIComponent(name)}`;
await show();

async function show(): Promise<void> {
  const profile = await apiGet<ProfileAnswer>(path);
  // A page in another language has written the general headline meanwhile.
  element('player-name').textContent = profile?.player.name ?? name;
  if (profile === null) {
    element('player-status').textContent = words().player.unknown;
    return;
  }
  document.title = words().player.titleOf(profile.player.name);
  element('player-facts').textContent = factsOf(profile);
  showTitles(profile);
  showFigures(profile);
  showBests(profile);
  showRatings(profile);
  const section = element('matches');
  section.hidden = false;
  if (profile.historyHidden) section.append(make('p', 'quiet', words().player.hidden));
  else await showMatches(section, null);
  await showWayToSettings(profile.player.name);
}

/** A later version may have titles that this one has no words for. */
function showTitles({ titles }: ProfileAnswer): void {
  const known = titles.flatMap((code) => words().player.titles[code] ?? []);
  const list = element('player-titles');
  list.hidden = known.length === 0;
  list.append(...known.map((title) => make('li', '', title)));
}

function showFigures(profile: ProfileAnswer): void {
  const list = element('player-figures');
  list.hidden = profile.matches === 0;
  for (const [label, value] of figuresOf(profile))
    list.append(make('div', '', make('dt', '', label), make('dd', '', value)));
}

function showBests({ bests }: ProfileAnswer): void {
  const { mode, score, level, place } = words().player;
  const number = new Intl.NumberFormat(locale()).format;
  const rows = bests
    .filter(({ board }) => board === 'score')
    .map((best) => [
      titleOf(best.mode),
      makeLink(`/replay/${best.match}`, number(best.score)),
      number(best.level),
      words().player.placeIn(number(best.rank), number(best.total)),
    ]);
  showTable(element('bests'), words().player.bests, [mode, score, level, place], rows);
}

function showRatings({ ratings }: ProfileAnswer): void {
  const { mode, place } = words().player;
  const { rating: label, games } = words().records;
  const number = new Intl.NumberFormat(locale()).format;
  const tenths = new Intl.NumberFormat(locale(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format;
  const rows = ratings.map(({ mode, rank, rating }) => [
    titleOf(mode),
    `${tenths(rating.rating)} ± ${tenths(rating.uncertainty)}`,
    number(rating.matches),
    rank === null ? '–' : number(rank),
  ]);
  showTable(element('ratings'), words().records.ratings, [mode, label, games, place], rows);
}

/** A section without rows stays hidden. The first column names the row. */
function showTable(
  section: HTMLElement,
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly (Node | string)[])[],
): void {
  section.hidden = rows.length === 0;
  if (rows.length === 0) return;
  const head = heads.map((text, i) => {
    const cell = make('th', classOf(i, heads.length), text);
    cell.scope = 'col';
    return cell;
  });
  const lines = rows.map(([first, ...others]) => {
    const cell = make('th', '', first!);
    cell.scope = 'row';
    return make('tr', '', cell, ...others.map((other, i) => make('td', classOf(i + 1, heads.length), other)));
  });
  section.append(
    make(
      'table',
      'table',
      make('caption', 'spoken', caption),
      make('thead', '', make('tr', '', ...head)),
      make('tbody', '', ...lines),
    ),
  );
}

/** A phone has no room for the second figure. */
function classOf(column: number, columns: number): string {
  return column === 0 ? '' : column === 2 && columns === 4 ? 'number wide' : 'number';
}

async function showMatches(section: HTMLElement, after: string | null): Promise<void> {
  const query = `limit=${MATCHES_PER_PAGE}${after === null ? '' : `&after=${encodeURIComponent(after)}`}`;
  const history = await apiGet<HistoryAnswer>(`${path}/matches?${query}`);
  if (history === null || (after === null && history.matches.length === 0)) {
    section.append(make('p', 'quiet', history === null ? words().page.unreachable : words().page.nothingYet));
    return;
  }
  section.append(make('ul', 'player-matches', ...history.matches.map(matchRow)));
  if (history.next === null) return;
  const more = make('button', '', words().records.more);
  more.type = 'button';
  more.addEventListener('click', () => {
    more.remove();
    void showMatches(section, history.next);
  });
  section.append(more);
}

function matchRow(match: PlayedMatch): HTMLElement {
  const kinds = words().player.kinds;
  const facts = [titleOf(match.mode), kinds[match.kind] ?? '', dateText(match.endedMs)].filter((fact) => fact !== '');
  const row = make(
    'li',
    '',
    make('strong', '', resultText(match)),
    make('span', 'quiet', facts.join(' · ')),
    make(
      'span',
      'quiet players-of',
      match.seats
        .map(({ name }) => name)
        .filter(Boolean)
        .join(', '),
    ),
  );
  if (match.replay !== null) {
    const watch = makeLink(`/replay/${match.id}`, words().records.watch);
    watch.ariaLabel = words().player.watchOf(titleOf(match.mode), dateText(match.endedMs));
    row.append(watch);
  }
  return row;
}

/** The player's own page leads to their settings. */
async function showWayToSettings(shown: string): Promise<void> {
  const me = await apiGet<{ readonly user: { readonly name: string; readonly kind: string } | null }>('/api/me');
  element('player-own').hidden = me?.user?.kind !== 'person' || me.user.name !== shown;
}

function titleOf(mode: string): string {
  return words().modes[mode] ?? mode;
}
