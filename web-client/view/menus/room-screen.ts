// A room before its match: who sits where, what will be played, and the buttons to begin.

import { words } from '../../language/language.ts';
import { canShareScreen } from '../../netcode/local-players.ts';
import type { OnlineRoom } from '../../netcode/session-state.ts';
import { button, element, make, makeButton, write } from '../element.ts';
import { isPlayer, playerLabelParts, watchersText } from '../player-label.ts';
import { settingsInWords } from '../wording.ts';
import { showRules } from './rules-card.ts';

export interface RoomButtons {
  start(): void;
  ready(ready: boolean): void;
  sit(): void;
  configure(): void;
  leave(): void;
  /** A player was chosen, for their menu. */
  choose(name: string): void;
}

/** More empty seats than these share a row. */
const FREE_ROWS_MAX = 4;

export class RoomScreen {
  private readonly code = element('room-code', HTMLElement);
  private readonly seats = element('room-seats', HTMLElement);
  private readonly watchers = element('room-watchers', HTMLElement);
  private readonly rules = element('room-rules', HTMLElement);
  private readonly settings = element('room-settings', HTMLElement);
  private readonly hint = element('room-hint', HTMLElement);
  private readonly start: HTMLButtonElement;
  private readonly ready: HTMLButtonElement;
  private readonly sit: HTMLButtonElement;
  private readonly configure: HTMLButtonElement;
  private readonly playersHere = element('room-players-here', HTMLButtonElement);
  private readonly buttons: RoomButtons;
  private isReady = false;

  constructor(buttons: RoomButtons) {
    this.buttons = buttons;
    this.start = button('room-start', buttons.start);
    this.ready = button('room-ready', () => buttons.ready(!this.isReady));
    this.sit = button('room-sit', buttons.sit);
    this.configure = button('room-configure', buttons.configure);
    button('room-leave', buttons.leave);
  }

  update(room: OnlineRoom): void {
    const { info, isHost, isSeated } = room;
    this.isReady = room.isReady;
    write(this.code, room.code);
    this.showRows(this.seatRows(room));
    write(this.watchers, watchersText(info.watchers, !isSeated));
    showRules(this.rules, info.settings.mode);
    this.settings.replaceChildren(
      ...settingsInWords(info.settings, info.locked).map(([what, how]) =>
        make('div', '', make('dt', '', what), make('dd', '', how)),
      ),
    );
    this.start.hidden = !isHost;
    this.configure.hidden = !isHost;
    this.playersHere.hidden = !isSeated || !canShareScreen(info.settings.mode);
    this.ready.hidden = isHost || !isSeated;
    this.ready.setAttribute('aria-pressed', String(room.isReady));
    write(this.ready, room.isReady ? words().room.notReady : words().room.ready);
    this.sit.hidden = isSeated || !room.hasFreeSeat;
    write(this.hint, hintFor(room));
  }

  focus(): void {
    [this.start, this.ready, this.sit].find(({ hidden }) => !hidden)?.focus();
  }

  /** Draws only the rows that changed: a button that is about to be pressed stays, and one with the focus keeps it. */
  private showRows(rows: readonly HTMLElement[]): void {
    const focused = this.seats.contains(document.activeElement) ? document.activeElement : null;
    const shown = [...this.seats.children];
    for (const [i, row] of rows.entries()) {
      const before = shown[i];
      if (before === undefined) this.seats.append(row);
      else if (!before.isEqualNode(row)) before.replaceWith(row);
    }
    for (const row of shown.slice(rows.length)) row.remove();
    if (focused === null || focused.isConnected) return;
    [...this.seats.querySelectorAll('button')].find((each) => each.isEqualNode(focused))?.focus();
  }

  /** A row for each player, and for each empty seat; of many empty seats there is one row. */
  private seatRows(room: OnlineRoom): HTMLElement[] {
    const seats = room.seats.map((_, seat) => seat);
    const empty = seats.filter((seat) => room.seats[seat]!.driver === 'empty');
    const rows = seats.filter((seat) => !empty.includes(seat)).map((seat) => this.seatRow(room, seat));
    const free = (text: string): HTMLElement => make('li', 'row free', make('span', 'who', text));
    const { free: one, freeAI, freeSeats, freeSeatsAI } = words().room;
    const { fill } = room.info.settings;
    if (empty.length > FREE_ROWS_MAX) return [...rows, free((fill ? freeSeatsAI : freeSeats)(empty.length))];
    return [...rows, ...empty.map(() => free(fill ? freeAI : one))];
  }

  private seatRow(room: OnlineRoom, seat: number): HTMLElement {
    const { name, driver, ready } = room.seats[seat]!;
    const row = make('li', 'row', ...playerLabelParts(room, seat, this.buttons.choose));
    if (ready) row.append(make('span', 'sign ready', words().room.isReady));
    const isOwn = name === room.ownName;
    if (isPlayer(driver) && (isOwn ? room.isHost : !room.match.ownSeats.includes(seat))) {
      const menu = makeButton('⋯', () => this.buttons.choose(name), 'small');
      menu.ariaLabel = isOwn ? words().chat.ownMenu : words().signs.choose(name);
      row.append(menu);
    }
    return row;
  }
}

function hintFor({ isHost, isSeated, info }: OnlineRoom): string {
  const { hostHint, watcherHint, guestHint } = words().room;
  if (isHost) return hostHint;
  if (!isSeated) return watcherHint;
  return info.host === '' ? '' : guestHint(info.host);
}
