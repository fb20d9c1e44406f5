// The landing page: live figures, the daily maze, the best scores, and a match that is played beside them. What cannot be
// loaded is left out: the texts of the page stand for themselves.

import type { BoardAnswer, DailyAnswer, FiguresAnswer, RoomsAnswer } from '../answers.ts';
import { apiGet } from '../api-get.ts';
import { element, make } from '../element.ts';
import { mayMove, startPage } from '../page.ts';
import { locale, words } from '../words/words.ts';

/** Modes whose best score is shown. */
const TOP_MODES = ['classic', 'coop', 'battle', 'mega'];
const FIGURES_MS = 15_000;

await startPage();
void drawLoop();
void showFigures();
void showDaily();
void showTop();
setInterval(() => document.visibilityState === 'visible' && void showFigures(), FIGURES_MS);

async function drawLoop(): Promise<void> {
  try {
    const { startLoop } = await import('./live-loop.ts');
    startLoop(element('loop') as HTMLCanvasElement, mayMove());
  } catch {
    element('loop').hidden = true;
  }
}

async function showFigures(): Promise<void> {
  const [figures, rooms] = await Promise.all([
    apiGet<FiguresAnswer>('/api/figures'),
    apiGet<RoomsAnswer>('/api/rooms'),
  ]);
  element('now').hidden = figures === null && rooms === null;
  const number = new Intl.NumberFormat(locale()).format;
  const playersNow = rooms?.reduce((sum, { players }) => sum + players, 0);
  element('players-now').textContent = playersNow === undefined ? '–' : number(playersNow);
  element('matches-today').textContent = figures === null ? '–' : number(figures.matchesToday);
}

async function showDaily(): Promise<void> {
  const daily = await apiGet<DailyAnswer>('/api/daily');
  const today = daily?.modes.find(({ mode }) => mode === 'coop') ?? daily?.modes[0];
  if (daily === null || today === undefined) return;
  const { dailyBest, dailyDay, dailyNone } = words().about;
  const number = new Intl.NumberFormat(locale()).format;
  const day = new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(daily.date));
  show('daily-day', dailyDay(words().modes[today.mode] ?? today.mode, day));
  show('daily-best', today.best === null ? dailyNone : dailyBest(today.best.player.name, number(today.best.score)));
}

async function showTop(): Promise<void> {
  const boards = await Promise.all(
    TOP_MODES.map((mode) => apiGet<BoardAnswer>(`/api/leaderboards/${mode}?period=all&limit=1`)),
  );
  const number = new Intl.NumberFormat(locale()).format;
  const rows = boards.flatMap((board, i) => {
    const best = board?.rows[0];
    if (best === undefined) return [];
    const mode = make('th', '', words().modes[TOP_MODES[i]!]!);
    mode.scope = 'row';
    return make('tr', '', mode, make('td', 'name', best.player.name), make('td', 'number', number(best.score)));
  });
  if (rows.length === 0) return show('top-none', words().page.nothingYet);
  element('top-rows').replaceChildren(...rows);
  element('top').hidden = false;
}

function show(id: string, text: string): void {
  const place = element(id);
  place.textContent = text;
  place.hidden = false;
}
