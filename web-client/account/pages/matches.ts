// The player's own matches and records.

import { words } from '../../language/language.ts';
import { isRanked } from '../../moments/podium-order.ts';
import { momentText } from '../../replay/playing-time.ts';
import { make, makeButton } from '../../view/element.ts';
import { modePicture, SMALL } from '../../view/menus/mode-picture.ts';
import { modeTitle } from '../../view/mode-cards.ts';
import { replayHash } from '../../view/address.ts';
import type { AccountContext } from '../account-context.ts';
import type { AccountPage } from '../dialog/account-dialog.ts';
import { actionButton, done, showAnswer } from '../dialog/parts.ts';
import { bestsByMode, playedTime, resultOf, titlesOf, totalOf } from '../own-records.ts';
import { fetchOwnMatches, fetchOwnProfile, type OwnProfile, type PlayedMatch } from '../record-calls.ts';

export function matchesPage(context: AccountContext): AccountPage {
  const text = words().account.matches;
  const page: AccountPage = {
    title: text.title,
    fill(body) {
      const records = make('section', 'account-records');
      const list = make('section', '');
      body.append(records, list);
      void showAnswer(context, page, records, fetchOwnProfile, (profile) => showRecords(records, profile));
      void showAnswer(
        context,
        page,
        list,
        () => fetchOwnMatches(null),
        ({ matches, next }) => {
          if (matches.length === 0) return list.append(make('p', '', text.none));
          const rows = make('ul', 'account-entries', ...matches.map(row));
          list.append(rows);
          offerMore(list, rows, next);
        },
      );
    },
  };

  /** The button gives its place to the next one. */
  const offerMore = (list: HTMLElement, rows: HTMLElement, next: string | null): void => {
    if (next === null) return;
    const more = actionButton(text.more, async () => {
      const page = await done(context, fetchOwnMatches(next));
      if (page === null) return;
      const added = page.matches.map(row);
      rows.append(...added);
      more.parentElement?.remove();
      added[0]?.querySelector('button')?.focus();
      offerMore(list, rows, page.next);
    });
    list.append(make('div', 'buttons', more));
  };

  const row = (match: PlayedMatch): HTMLElement => {
    const { mode, endedMs, replay } = match;
    const when = momentText(endedMs);
    const others = match.seats.map(({ name }) => name).filter((name) => name !== '');
    const { title, facts } = resultOf(match, isRanked(mode));
    const shown = make(
      'span',
      'account-entry-text',
      make('span', 'mode-title', modePicture(mode, SMALL), make('strong', '', title)),
      make('small', '', [modeTitle(mode), ...facts, when].join(' · ')),
      make('small', 'players-of', others.join(', ')),
    );
    if (replay === null) return make('li', 'account-entry', shown);
    const watch = makeButton(text.replay, () => {
      context.dialog.close();
      location.hash = replayHash(match.id);
    });
    watch.ariaLabel = text.replayOf(modeTitle(mode), when);
    return make('li', 'account-entry', shown, make('span', 'buttons', watch));
  };
  return page;
}

/** The best results of all time, and what was done in all matches. */
function showRecords(section: HTMLElement, profile: OwnProfile): void {
  const text = words().account.matches;
  const bests = bestsByMode(profile);
  if (bests.length > 0) {
    section.append(
      make('h3', '', text.bests),
      make(
        'ul',
        'account-bests',
        ...bests.map(({ mode, score, level, rank, total }) =>
          make(
            'li',
            '',
            make('span', 'mode-title', modePicture(mode, SMALL), modeTitle(mode)),
            make('strong', '', text.points(score)),
            make('small', '', [text.rank(rank, total), ...(level > 0 ? [text.level(level)] : [])].join(' · ')),
          ),
        ),
      ),
    );
  }
  const titles = titlesOf(profile);
  if (titles.length > 0) section.append(make('ul', 'account-titles', ...titles.map((title) => make('li', '', title))));
  const total = totalOf(profile);
  if (total.matches === 0) return;
  const { figures } = text;
  const rows: readonly (readonly [string, string])[] = [
    [figures.played, total.won > 0 ? text.totals(total.matches, total.won) : text.played(total.matches)],
    [figures.time, playedTime(total.ticks)],
    [figures.dots, words().number(total.dots)],
    [figures.ghosts, words().number(total.ghosts)],
    [figures.fruits, words().number(total.fruits)],
    [figures.rivals, words().number(total.rivals)],
    [figures.bestChain, words().number(total.bestChain)],
  ];
  section.append(
    make(
      'dl',
      'account-figures',
      ...rows.map(([label, value]) => make('div', '', make('dt', '', label), make('dd', '', value))),
    ),
  );
}
