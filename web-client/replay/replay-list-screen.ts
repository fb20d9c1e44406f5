// The list of the replays that the server keeps, and a way to open a file.

import { RULES_VERSION, TICKS_PER_SECOND } from '#simulation';
import { words } from '../language/language.ts';
import { modeTitle } from '../view/mode-cards.ts';
import { isRanked } from '../moments/podium-order.ts';
import { modePicture, SMALL } from '../view/menus/mode-picture.ts';
import { button, element, make, makeButton, write } from '../view/element.ts';
import { mazeName } from '../view/wording.ts';
import { momentText, timeText } from './playing-time.ts';
import { fetchReplays, type ListedReplay } from './replay-list.ts';

/** After a shorter page there are no more. */
const PAGE_ROWS = 50;

export interface ReplayListButtons {
  play(id: string): void;
  openFile(file: File): void;
  back(): void;
}

export class ReplayListScreen {
  private readonly list = element('replay-list', HTMLElement);
  private readonly status = element('replays-status', HTMLElement);
  /** Wired by the page, since it has to lead back before this program is loaded. */
  private readonly back = element('replays-back', HTMLButtonElement);
  private readonly buttons: ReplayListButtons;
  private readonly file = element('replay-file', HTMLInputElement);
  private readonly more: HTMLButtonElement;
  /** The id of the last row, null before the first page. */
  private last: string | null = null;
  /** Ends when the list is left. */
  private shown = new AbortController();

  constructor(buttons: ReplayListButtons) {
    this.buttons = buttons;
    button('replays-open', () => this.file.click()).disabled = false;
    this.more = button('replays-more', () => void this.load());
    this.file.addEventListener('change', () => {
      const [chosen] = this.file.files ?? [];
      this.file.value = '';
      if (chosen !== undefined) buttons.openFile(chosen);
    });
  }

  async show(): Promise<void> {
    this.forget();
    this.shown = new AbortController();
    const { signal } = this.shown;
    window.addEventListener('keydown', ({ key }) => key === 'Escape' && this.buttons.back(), { signal });
    this.back.focus();
    await this.load();
    if (!signal.aborted) (this.list.querySelector('button') ?? this.back).focus();
  }

  forget(): void {
    this.shown.abort();
    this.last = null;
    this.more.hidden = true;
    this.list.replaceChildren();
  }

  /** @param back what the button that leads back says */
  describeWayBack(back: string): void {
    write(this.back, back);
  }

  /** The next page of the list. */
  private async load(): Promise<void> {
    const { signal } = this.shown;
    const { loadingList, listNotLoaded, noneKept } = words().replay;
    this.more.hidden = true;
    if (this.last === null) this.say(loadingList);
    const listed = await fetchReplays(this.last);
    if (signal.aborted) return;
    const isEmpty = listed?.length === 0 && this.last === null;
    this.say(listed === null ? listNotLoaded : isEmpty ? noneKept : null);
    if (listed === null) this.more.hidden = false;
    if (listed === null || listed.length === 0) return;
    this.list.append(...listed.map((each) => this.rowOf(each)));
    this.last = listed.at(-1)!.id;
    this.more.hidden = listed.length < PAGE_ROWS;
  }

  private say(text: string | null): void {
    this.status.hidden = text === null;
    write(this.status, text ?? '');
  }

  private rowOf({ id, rules, mode, maze, playedAtMs, seconds, score, level, players }: ListedReplay): HTMLElement {
    const text = words().replay;
    const when = Number.isFinite(playedAtMs) ? momentText(playedAtMs) : '';
    const length = timeText(seconds * TICKS_PER_SECOND);
    const otherRules = rules === RULES_VERSION ? '' : text.otherRules;
    // Where each seat has points of its own, the match has none. The winner is the first of the players.
    const points = isRanked(mode) ? null : score;
    const facts = [players.join(', '), text.maze(mazeName(maze)), text.level(level), length, when, otherRules];
    const watch = makeButton(text.watch, () => this.buttons.play(id), 'strong');
    watch.setAttribute('aria-label', text.watchMatch(modeTitle(mode), points, when));
    return make(
      'li',
      'row',
      make('strong', 'score', points === null ? '' : words().number(points)),
      make('span', 'mode-title', modePicture(mode, SMALL), modeTitle(mode)),
      make('span', 'facts', facts.filter(Boolean).join(' · ')),
      make('span', 'buttons', watch),
    );
  }
}
