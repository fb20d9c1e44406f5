// The end of a match: the podium, all players with what they did, the player's own record, and who is ready for another match.

import { words } from '../../language/language.ts';
import { isRanked } from '../../moments/podium-order.ts';
import { countsForHighScores, withHighScore } from '../../local/high-scores.ts';
import { countedIn, withResult } from '../../moments/personal-best.ts';
import type { OnlineRoom } from '../../netcode/session-state.ts';
import { preferences } from '../../preferences.ts';
import { modeTitle } from '../mode-cards.ts';
import { element, make, makeButton, write } from '../element.ts';
import { podium, type LookOf } from './podium.ts';
import { figuresOf, highScoreText, resultTitle } from './result-texts.ts';
import { resultRows } from './result-rows.ts';
import { resultsHint } from './results-hint.ts';

type Results = NonNullable<OnlineRoom['results']>;

export interface ResultsButtons {
  ready(ready: boolean): void;
  leave(): void;
  watchReplay(id: string): void;
  /** @param replay its id, '' if there is none. @param text what the player has done */
  shareResult(room: OnlineRoom, replay: string, text: string): void;
  /**
   * A result of the player is shown.
   * @param place for more about it, empty. @param isBest whether it is one of the best that the page remembers
   */
  resultShown(room: OnlineRoom, place: HTMLElement, isBest: boolean): void;
  /** It is not shown any more. */
  resultClosed(): void;
}

export class ResultsPanel {
  private readonly panel = element('results', HTMLElement);
  private readonly title = make('h2', '');
  private readonly record = make('p', 'record');
  /** For what others know of the result. */
  private readonly known = make('div', 'result-known');
  private readonly podium = make('div', 'podium-place-of-all');
  private readonly rows = make('ol', 'result-rows');
  private readonly figures = make('dl', 'result-figures');
  private readonly hint = make('p', 'quiet');
  private readonly ready = makeButton('', () => this.buttons.ready(!(this.room?.isReady ?? false)), 'strong');
  private readonly replay = makeButton('', () => this.buttons.watchReplay(replayOf(this.room)));
  private readonly share = makeButton('', () => this.shareResult());
  private readonly leave = makeButton('', () => this.buttons.leave());
  private readonly buttons: ResultsButtons;
  private room: OnlineRoom | null = null;
  /** What the last results have brought the player. */
  private recorded: { readonly results: Results; readonly record: Record } | null = null;

  constructor(buttons: ResultsButtons) {
    this.buttons = buttons;
    this.title.id = 'results-title';
    this.rows.id = 'results-rows';
    this.hint.id = 'results-hint';
    this.ready.id = 'results-ready';
    this.replay.id = 'results-replay';
    this.share.id = 'results-share';
    this.leave.id = 'results-leave';
    const row = make('div', 'buttons', this.ready, this.replay, this.share, this.leave);
    const lines = make('div', 'result-lines', this.record, this.known);
    this.panel.append(this.title, lines, this.podium, this.rows, this.figures, this.hint, row);
    new ResizeObserver(() => this.showOwnRow()).observe(this.rows);
    followRoom(element('match', HTMLElement));
  }

  /** @param room null while there is no result to show */
  update(room: OnlineRoom | null, nowMs: number): void {
    const results = room?.state === 'result' ? room.results : null;
    if (room === null || results === null) {
      if (this.room !== null) this.buttons.resultClosed();
      this.panel.hidden = true;
      this.room = null;
      return;
    }
    const isNew = results !== this.room?.results;
    if (isNew) this.draw(room, results);
    const appeared = this.panel.hidden;
    this.panel.hidden = false;
    if (isNew) this.showOwnRow();
    this.room = room;
    this.replay.hidden = replayOf(room) === '';
    this.ready.hidden = !room.isSeated;
    this.ready.setAttribute('aria-pressed', String(room.isReady));
    write(this.ready, room.isReady ? words().results.notAgain : words().results.again);
    this.tick(nowMs);
    if (appeared && !isTyping()) this.ready.focus();
  }

  /** Call once a frame: counts the seconds down. */
  tick(nowMs: number): void {
    if (this.room !== null) write(this.hint, resultsHint(this.room, nowMs));
  }

  private draw(room: OnlineRoom, results: Results): void {
    const { mode, world } = room.match;
    const { seats } = results;
    const texts = words().results;
    const lookOf: LookOf = ({ seat, name }) => (room.seats[seat]?.name === name ? room.seats[seat] : undefined);
    const own = seats.find(({ name }) => name === room.ownName);
    // Players who share the screen are told apart by their names.
    const ownNames = room.match.ownSeats.map((seat) => room.seats[seat]!.name);
    write(this.title, resultTitle(mode, results, ownNames.length > 1 ? '' : room.ownName));
    // Who went back into the match has the same record when they return.
    if (this.recorded?.results !== results) {
      this.recorded = { results, record: room.isSeated ? recordOf(room, results) : NO_RECORD };
    }
    const { record } = this.recorded;
    write(this.record, record.text);
    this.known.replaceChildren();
    if (room.isSeated) this.buttons.resultShown(room, this.known, record.isBest);
    this.podium.replaceChildren(podium(mode, seats, lookOf));
    this.rows.replaceChildren(...resultRows(mode, seats, ownNames, lookOf));
    this.rows.classList.toggle('ranked', isRanked(mode));
    const figures = own === undefined ? [] : figuresOf(mode, own, world.tick);
    this.figures.replaceChildren(
      ...figures.map(([label, text]) => make('div', '', make('dt', '', label), make('dd', '', text))),
    );
    write(this.replay, texts.replay);
    write(this.share, texts.share);
    write(this.leave, words().page.leave);
  }

  private showOwnRow(): void {
    this.rows.querySelector('.own')?.scrollIntoView({ block: 'nearest' });
  }

  private shareResult(): void {
    const { room } = this;
    const own = room?.results?.seats.find(({ name }) => name === room.ownName);
    if (room === null || room.results === null) return;
    const mode = modeTitle(room.match.mode);
    const value = own === undefined ? room.results.score : countedIn(room.match.mode, own, room.results.score);
    const { shareText, shareRounds } = words().results;
    const text = room.match.mode === 'battle' ? shareRounds(mode, value) : shareText(mode, value);
    this.buttons.shareResult(room, replayOf(room), text);
  }
}

interface Record {
  /** '' for none. */
  readonly text: string;
  /** Whether the page remembers the result. */
  readonly isBest: boolean;
}

const NO_RECORD: Record = { text: '', isBest: false };

/** Says that the player was better than ever in this mode, and remembers it. Practice does not count. */
function recordOf({ match, ownName }: OnlineRoom, { seats, score, level }: Results): Record {
  const own = seats.find(({ name }) => name === ownName);
  if (own === undefined || match.world.settings.variant === 'practice') return NO_RECORD;
  const value = countedIn(match.mode, own, score);
  const before = preferences.get('bests');
  const { bests, beaten } = withResult(before, match.mode, value);
  preferences.set('bests', bests);
  const place = countsForHighScores(match.world.settings) ? highScorePlace(match, own.score, level) : 0;
  const isBest = bests !== before || place > 0;
  if (place > 0) return { text: highScoreText(own.score, place), isBest };
  return { text: beaten === null ? '' : words().results.record(value, beaten), isBest };
}

/** Remembers a game of `classic` among the best. @returns its place from 1; 0 if it is none of them */
function highScorePlace({ code, world }: OnlineRoom['match'], score: number, level: number): number {
  const game = `${code} ${world.settings.seed}`;
  const entry = { name: preferences.get('name'), score, level, playedAtMs: Date.now(), game };
  const { scores, place } = withHighScore(preferences.get('highScores'), entry);
  preferences.set('highScores', scores);
  return place;
}

/** The id of the match's replay; '' for none. */
function replayOf(room: OnlineRoom | null): string {
  return room?.results?.replay ?? '';
}

/** A field that is being written in keeps the focus. */
function isTyping(): boolean {
  return document.activeElement instanceof HTMLInputElement;
}

/** Where the buttons of the room lie above or below the maze, the panel leaves them free: the style sheet knows where they end. */
function followRoom(section: HTMLElement): void {
  const room = section.querySelector<HTMLElement>('.company .room');
  if (room === null) return;
  const measure = (): void => {
    const around = section.getBoundingClientRect();
    const { top, bottom } = room.getBoundingClientRect();
    const isAbove = top + bottom < around.top + around.bottom;
    section.style.setProperty('--results-top', `${isAbove ? bottom - around.top : 0}px`);
    section.style.setProperty('--results-bottom', `${isAbove ? 0 : around.bottom - top}px`);
  };
  const observer = new ResizeObserver(measure);
  // What is above the buttons moves them.
  for (const each of [room, section, section.querySelector('.figures')!]) observer.observe(each);
}
