// The page of records: leaderboards, the daily maze of today and yesterday, and ratings. The address holds what is chosen, and
// may name the players whose rows are shown: `?player=Ann&player=Bea`.

import { DAY_MS, utcDate } from '../day.ts';
import { element, makeLink } from '../element.ts';
import { startPage } from '../page.ts';
import { locale, words } from '../words/words.ts';
import { BoardTable } from './board-table.ts';
import { choices, type Choice } from './choice.ts';

/** Modes by what their tables are ordered by. */
const MODES = ['classic', 'coop', 'versus', 'battle', 'mega'];
const DAILY_MODES = ['classic', 'coop'];
const RATED_MODES = ['versus', 'battle', 'mega'];
const PERIODS = ['all', 'month', 'week', 'day'];
const KINDS = ['score', 'level'];
/** Modes that have a table of levels. */
const LEVEL_MODES = ['classic', 'coop'];
/** As many as a match has seats; the API takes no more. */
const PLAYERS_MAX = 64;

await startPage();
showBoards();
showDaily();
showRatings();

function showBoards(): void {
  const { boards, periods, kinds } = words().records;
  const table = new BoardTable(element('board'), boards);
  const players = namedPlayers();
  const kindRow = element('board-kind');
  const show = (): void => {
    keepChosen({ mode: mode(), period: period(), board: kind() });
    const hasLevels = LEVEL_MODES.includes(mode());
    kindRow.hidden = !hasLevels;
    const query = new URLSearchParams({ period: period(), board: hasLevels ? kind() : 'score' });
    for (const name of players) query.append('player', name);
    void table.show(`/api/leaderboards/${mode()}?${query}`, players.length === 0);
  };
  const mode = choices(element('board-mode'), modes(MODES), chosen('mode', MODES), show);
  const kind = choices(
    kindRow,
    KINDS.map((value) => ({ value, label: kinds[value] ?? value })),
    chosen('board', KINDS),
    show,
  );
  const period = choices(
    element('board-period'),
    PERIODS.map((value) => ({ value, label: periods[value] ?? value })),
    chosen('period', PERIODS),
    show,
  );
  show();
}

function showDaily(): void {
  const { daily, today, yesterday } = words().records;
  const table = new BoardTable(element('daily-board'), daily);
  const now = Date.now();
  const days = [utcDate(now), utcDate(now - DAY_MS)] as const;
  const show = (): void => void table.show(`/api/daily/${day()}/${mode()}`);
  const mode = choices(element('daily-mode'), modes(DAILY_MODES), DAILY_MODES[0]!, show);
  const offered = [
    { value: days[0], label: today },
    { value: days[1], label: yesterday },
  ];
  const day = choices(element('daily-day'), offered, days[0], show);
  show();
}

function showRatings(): void {
  const { ratings, people, bots } = words().records;
  const table = new BoardTable(element('rating-board'), ratings);
  const show = (): void => void table.show(`/api/leaderboards/${mode()}?board=rating&pool=${pool()}`);
  const offered = [
    { value: 'human', label: people },
    { value: 'bot', label: bots },
  ];
  const pool = choices(element('rating-pool'), offered, 'human', show);
  const mode = choices(element('rating-mode'), modes(RATED_MODES), RATED_MODES[0]!, show);
  show();
}

/** The players of a room, whose page has the link. Only theirs are shown. */
function namedPlayers(): string[] {
  const names = new URLSearchParams(location.search).getAll('player').slice(0, PLAYERS_MAX);
  const line = element('board-players');
  line.hidden = names.length === 0;
  const list = new Intl.ListFormat(locale(), { type: 'conjunction' }).format(names);
  line.replaceChildren(words().records.onlyPlayers(list), ' ', makeLink('/records', words().records.allPlayers));
  return names;
}

function modes(names: readonly string[]): Choice<string>[] {
  return names.map((value) => ({ value, label: words().modes[value] ?? value }));
}

/** What the address names, else the first. */
function chosen(name: string, values: readonly string[]): string {
  const named = new URLSearchParams(location.search).get(name);
  return values.find((value) => value === named) ?? values[0]!;
}

function keepChosen(values: Readonly<Record<string, string>>): void {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(values)) url.searchParams.set(name, value);
  history.replaceState(null, '', url);
}
