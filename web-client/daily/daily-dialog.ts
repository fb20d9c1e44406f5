// The daily match: what it is today, the player's try, the best of the day, and the ways to play it.

import { words } from '../language/language.ts';
import { preferences } from '../preferences.ts';
import { make, makeButton } from '../view/element.ts';
import { modeTitle } from '../view/mode-cards.ts';
import { mazeName } from '../view/wording.ts';
import { dayText } from './day-text.ts';
import { fetchDaily, fetchOwnTries, type DailyInfo, type DailyOfMode, type OwnTry } from './records-api.ts';

export interface DailyDialogParts {
  play(mode: string): void;
}

/** Opens it at once; what the API says of the player comes a little later. */
export async function openDailyDialog(known: DailyInfo, parts: DailyDialogParts): Promise<void> {
  const text = words().daily;
  const dialog = make('dialog', 'daily-dialog');
  const title = make('h2', '', text.title);
  title.id = 'daily-title';
  dialog.setAttribute('aria-labelledby', title.id);
  const modes = make('div', 'daily-modes');
  const close = makeButton(words().page.close, () => dialog.close());
  const play = (mode: string): void => {
    dialog.close();
    parts.play(mode);
  };
  const show = (daily: DailyInfo, tries: readonly OwnTry[] | null): void =>
    modes.replaceChildren(...daily.modes.map((each) => modeCard(daily.date, each, tries, play)));
  show(known, null);
  dialog.append(
    title,
    make('p', 'quiet', dayText(known.date)),
    make('p', '', text.idea),
    modes,
    ghostRunRow(),
    make('div', 'buttons', close),
  );
  document.body.append(dialog);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.showModal();
  const [daily, own] = await Promise.all([fetchDaily(), fetchOwnTries()]);
  if (dialog.open && daily !== null) show(daily, own?.tries ?? null);
}

/** @param tries null while they are not known: then nothing is said of them */
function modeCard(
  date: string,
  { mode, change, settings, best, players }: DailyOfMode,
  tries: readonly OwnTry[] | null,
  play: (mode: string) => void,
): HTMLElement {
  const text = words().daily;
  const own = tries?.find((each) => each.date === date && each.mode === mode) ?? null;
  const changes: Readonly<Record<string, string>> = text.changes;
  const rules =
    mode === 'coop'
      ? words().replay.maze(mazeName(String(settings['maze'])))
      : [changes[change] ?? change, text.fromLevel(Number(settings['level']))].join(' ');
  const bestText = best === null ? text.nobody : text.best(best.player.name, best.score, players);
  const playText = tries === null ? words().menu.play : own === null ? text.playTry : text.practice;
  const ownText = own === null ? text.tryOpen : own.score === null ? text.tryWaits : text.tryMade(own.score);
  return make(
    'section',
    'daily-mode',
    make('h3', '', modeTitle(mode)),
    make('p', '', rules),
    make('p', 'quiet', bestText),
    make('p', 'daily-try', tries === null ? '' : ownText),
    makeButton(playText, () => play(mode), own === null ? 'strong' : ''),
  );
}

function ghostRunRow(): HTMLElement {
  const box = make('input', '');
  box.type = 'checkbox';
  box.name = 'ghostRun';
  box.checked = preferences.get('ghostRun');
  box.addEventListener('change', () => preferences.set('ghostRun', box.checked));
  return make('label', 'check', box, make('span', '', words().daily.ghostRun));
}
