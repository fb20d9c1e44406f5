// What the page has where there is an API: the daily match in the menu, ranked matches, the best run beside the player's own, and
// places and ratings in the results. Most of it is loaded when it is wanted.

import { words } from '../language/language.ts';
import type { OnlineMatch } from '../netcode/online-match.ts';
import type { OnlineRoom } from '../netcode/session-state.ts';
import { preferences } from '../preferences.ts';
import { button, element, make, write } from '../view/element.ts';
import { modeTitle } from '../view/mode-cards.ts';
import { dayText } from './day-text.ts';
import { fetchDaily, fetchOwnTries, type DailyInfo, type OwnTry } from './records-api.ts';
import { roomRecordsPath } from './room-records.ts';

/** Modes with ranked matches for players. */
export const RANKED_MODES: readonly string[] = ['versus', 'battle'];
/** The mode whose try the menu shows, as long as the player has made none of the day. */
const SHOWN_MODE = 'coop';
const DAILY_IN_ADDRESS = /^#daily(?:=(\w+))?$/;

export interface RecordsParts {
  playDaily(mode: string): void;
  /** The API is there: ranked matches can be offered. */
  offerRanked(): void;
  /** Call when the player asks for a dialog. @returns whether they still wait for it */
  whereAsked(): () => boolean;
  say(text: string): void;
}

export class RecordsOnScreen {
  private readonly parts: RecordsParts;
  private readonly card: HTMLButtonElement;
  private daily: DailyInfo | null = null;
  /** The match whose kind was said, and whose best run is loaded. */
  private match: OnlineMatch | null = null;
  /** The result below which something is said. */
  private results: OnlineRoom['results'] = null;
  private endContest = (): void => {};
  /** Whether the dialog of the daily match is being loaded. */
  private isOpening = false;

  constructor(parts: RecordsParts) {
    this.parts = parts;
    this.card = button('daily-open', () => void this.open());
  }

  /** Whether there is an API. */
  get isThere(): boolean {
    return this.daily !== null;
  }

  /** Asks in the background: nothing waits for it. */
  async start(): Promise<void> {
    await this.refresh();
    if (this.daily === null) return;
    this.parts.offerRanked();
    if (DAILY_IN_ADDRESS.test(location.hash)) {
      history.replaceState(history.state, '', `${location.pathname}${location.search}`);
      await this.open();
    }
  }

  /** Call for every change of the room; null for none. */
  follow(room: OnlineRoom | null): void {
    const match = room?.match ?? null;
    if (match !== this.match) this.begin(room);
    const results = room?.state === 'result' ? room.results : null;
    if (results === this.results) return;
    this.results = results;
    this.endContest();
    this.endContest = (): void => {};
    if (room === null || results === null) return;
    if (this.isThere) this.linkRoomRecords(room);
    if (match?.contest.kind !== '') void this.showContest(room);
  }

  /** In another tab: this one has the room. */
  private linkRoomRecords({ match }: OnlineRoom): void {
    const path = roomRecordsPath(match.mode, match.seats);
    if (path === null) return;
    const link = make('a', 'room-records', words().portal.roomRecords);
    link.href = path;
    link.target = '_blank';
    link.rel = 'noopener';
    const place = element('results', HTMLElement);
    (place.querySelector(':scope > .buttons') ?? place.lastElementChild)?.before(link);
    const { endContest } = this;
    this.endContest = (): void => {
      endContest();
      link.remove();
    };
  }

  private begin(room: OnlineRoom | null): void {
    const match = room?.match ?? null;
    // A try has been made.
    if (match === null && this.match?.contest.kind === 'daily') void this.refresh();
    this.match = match;
    if (match === null || match.seat < 0 || match.contest.kind !== 'daily' || match.contest.date === '') return;
    this.parts.say(match.contest.counts ? words().daily.counts : words().daily.countsNot);
    if (preferences.get('ghostRun')) void this.loadBestRun(match);
  }

  private async loadBestRun(match: OnlineMatch): Promise<void> {
    try {
      const { loadBestRun } = await import('./best-run.ts');
      const run = await loadBestRun(match.contest.date, match.mode);
      if (this.match === match) match.ghostRun = run;
    } catch {
      // The match is complete without it.
    }
  }

  private async showContest(room: OnlineRoom): Promise<void> {
    const { results } = this;
    try {
      const { showContest } = await import('./contest-results.ts');
      if (this.results !== results) return;
      const { endContest } = this;
      const endShown = showContest(room, element('results', HTMLElement));
      this.endContest = (): void => {
        endContest();
        endShown();
      };
    } catch {
      // The results are complete without it.
    }
  }

  private async open(): Promise<void> {
    if (this.daily === null || this.isOpening) return;
    const isWanted = this.parts.whereAsked();
    this.isOpening = true;
    try {
      const { openDailyDialog } = await import('./daily-dialog.ts');
      if (isWanted()) void openDailyDialog(this.daily, { play: (mode) => this.parts.playDaily(mode) });
    } catch {
      this.parts.say(words().daily.notLoaded);
    } finally {
      this.isOpening = false;
    }
  }

  private async refresh(): Promise<void> {
    const daily = await fetchDaily();
    // Without an API nothing else is asked.
    if (daily === null) return;
    const own = await fetchOwnTries();
    this.daily = daily;
    element('records-row', HTMLElement).hidden = false;
    write(this.card, cardText(daily, own?.tries ?? []));
  }
}

/** One line: the mode, the day, and the player's try. */
function cardText({ date }: DailyInfo, tries: readonly OwnTry[]): string {
  const { card, none } = words().daily;
  const ofToday = tries.filter((each) => each.date === date);
  const own = ofToday.find(({ mode }) => mode === SHOWN_MODE) ?? ofToday[0];
  return card(
    modeTitle(own?.mode ?? SHOWN_MODE),
    dayText(date, 'short'),
    own?.score ?? null,
    own === undefined ? none : '…',
  );
}
