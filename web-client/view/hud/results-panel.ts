// The end of a match: places, points and figures, and who is ready for another one.

import type { WireResult } from '#protocol';
import { words } from '../../language/language.ts';
import type { OnlineRoom } from '../../netcode/session-state.ts';
import { button, element, make, write } from '../element.ts';
import { markOf } from '../player-label.ts';
import { isRanked, rankingParts, rankingTitle } from './ranking-table.ts';

const PIXELS_PER_TILE = 8;

type Heading = 'score' | 'place' | 'dots' | 'energizers' | 'ghosts' | 'bestChain' | 'timesCaught' | 'tiles';

const FIGURES: readonly (readonly [heading: Heading, figure: (result: WireResult) => number])[] = [
  ['score', ({ score }) => score],
  ['place', ({ place }) => place],
  ['dots', ({ dots }) => dots],
  ['energizers', ({ energizers }) => energizers],
  ['ghosts', ({ ghosts }) => ghosts],
  ['bestChain', ({ bestChain }) => bestChain],
  ['timesCaught', ({ caught }) => caught],
  ['tiles', ({ distance }) => Math.round(distance / PIXELS_PER_TILE)],
];

export interface ResultsButtons {
  ready(ready: boolean): void;
  leave(): void;
  watchReplay(id: string): void;
}

export class ResultsPanel {
  private readonly panel = element('results', HTMLElement);
  private readonly title = element('results-title', HTMLElement);
  private readonly table = element('results-table', HTMLTableElement);
  private readonly hint = element('results-hint', HTMLElement);
  private readonly ready: HTMLButtonElement;
  private readonly replay: HTMLButtonElement;
  private room: OnlineRoom | null = null;
  /** Whether the rows are scrolled to the player's own. */
  private showsOwnRow = true;

  constructor(buttons: ResultsButtons) {
    this.ready = button('results-ready', () => buttons.ready(!(this.room?.isReady ?? false)));
    this.replay = button('results-replay', () => buttons.watchReplay(replayOf(this.room)));
    button('results-leave', buttons.leave);
  }

  update(room: OnlineRoom | null, nowMs: number): void {
    const results = room?.state === 'result' ? room.results : null;
    if (room === null || results === null) {
      this.panel.hidden = true;
      this.room = null;
      return;
    }
    if (results !== this.room?.results) this.draw(room, results);
    const appeared = this.panel.hidden;
    this.panel.hidden = false;
    if (!this.showsOwnRow) this.table.querySelector('.own')?.scrollIntoView({ block: 'nearest' });
    this.showsOwnRow = true;
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

  private draw(room: OnlineRoom, results: NonNullable<OnlineRoom['results']>): void {
    const { mode } = room.match;
    if (!isRanked(mode)) return this.drawTeam(room, results);
    write(this.title, rankingTitle(results.seats, room.ownName));
    this.table.className = 'places';
    this.table.replaceChildren(...rankingParts(mode, results.seats, room.ownName));
    this.showsOwnRow = false;
  }

  private drawTeam(room: OnlineRoom, { level, score, cleared, seats }: NonNullable<OnlineRoom['results']>): void {
    const text = words().results;
    this.table.className = '';
    write(this.title, cleared ? text.allCleared(score) : text.levelReached(level, score));
    const kindOf = ({ name }: WireResult): string => (name === room.ownName ? 'own' : '');
    const heads = seats.map((result) => make('th', kindOf(result), ...nameParts(room, result)));
    const rows = FIGURES.map(([heading, figure]) => {
      const cells = seats.map((result) => make('td', kindOf(result), words().number(figure(result))));
      return make('tr', '', make('th', '', text[heading]), ...cells);
    });
    const head = make('thead', '', make('tr', '', make('td', ''), ...heads));
    this.table.replaceChildren(head, make('tbody', '', ...rows));
  }
}

/** The id of the match's replay; '' for none. */
function replayOf(room: OnlineRoom | null): string {
  return room?.results?.replay ?? '';
}

/** A player who has left since has no seat, and so no mark. */
function nameParts(room: OnlineRoom, { name }: WireResult): (Node | string)[] {
  const seat = room.seats.findIndex((each) => each.name === name);
  return seat < 0 ? [name] : [markOf(room.match.mode, seat, room.seats[seat]), ` ${name}`];
}

/** What the player of a finished match is asked, or waits for. */
export function resultsHint(room: OnlineRoom, nowMs: number): string {
  const waitingFor = room.seats.filter(
    ({ driver, ready, disconnected, idle }) => isPerson(driver) && !ready && !disconnected && !idle,
  ).length;
  const seconds = room.endsAtMs === null ? 0 : Math.max(0, Math.ceil((room.endsAtMs - nowMs) / 1000));
  // Quick play goes on by itself; elsewhere players must be ready, or all go back to the room's lobby.
  const goesOn = room.info.host === '' || room.seats.some(({ driver, ready }) => isPerson(driver) && ready);
  const text = words().results;
  if (seconds > 0) return goesOn ? text.nextIn(seconds) : text.decideIn(seconds);
  if (room.isReady && waitingFor > 0) return text.waitingFor(waitingFor);
  return room.isSeated ? text.askReady : '';
}

function isPerson(driver: string): boolean {
  return driver === 'human' || driver === 'bot';
}

/** A field that is being written in keeps the focus. */
function isTyping(): boolean {
  return document.activeElement instanceof HTMLInputElement;
}
