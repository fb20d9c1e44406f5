// The list of public rooms, live.

import type { ListedRoom } from '#protocol';
import { words } from '../../language/language.ts';
import { isFull, type RoomList } from '../../netcode/room-list.ts';
import { button, element, make, makeButton } from '../element.ts';
import { driversNote, stateName } from '../wording.ts';
import { modeTitle } from '../mode-cards.ts';
import { modePicture, SMALL } from './mode-picture.ts';

export interface RoomsButtons {
  join(room: ListedRoom): void;
  watch(room: ListedRoom): void;
  create(): void;
  back(): void;
}

export class RoomsScreen {
  private readonly list = element('room-list', HTMLElement);
  private readonly empty = element('rooms-empty', HTMLElement);
  private readonly rows = new Map<string, { readonly drawn: string; readonly row: HTMLElement }>();
  private readonly buttons: RoomsButtons;

  constructor(buttons: RoomsButtons) {
    this.buttons = buttons;
    button('rooms-create', buttons.create);
    button('rooms-back', buttons.back);
  }

  /** Draws only the rooms that changed: a button that is about to be pressed does not move. */
  update(list: RoomList): void {
    const rooms = list.all;
    this.empty.hidden = rooms.length > 0;
    for (const code of [...this.rows.keys()]) {
      if (!rooms.some((room) => room.code === code)) this.remove(code);
    }
    for (const [i, room] of rooms.entries()) {
      const row = this.rowOf(room);
      if (this.list.children[i] !== row) this.list.insertBefore(row, this.list.children[i] ?? null);
    }
  }

  focus(): void {
    (this.list.querySelector('button') ?? element('rooms-create', HTMLButtonElement)).focus();
  }

  private rowOf(room: ListedRoom): HTMLElement {
    const drawn = JSON.stringify(room);
    const known = this.rows.get(room.code);
    if (known?.drawn === drawn) return known.row;
    const focused = known?.row.contains(document.activeElement) ? document.activeElement?.textContent : null;
    const row = this.draw(room);
    known?.row.replaceWith(row);
    this.rows.set(room.code, { drawn, row });
    if (focused) [...row.querySelectorAll('button')].find(({ textContent }) => textContent === focused)?.focus();
    return row;
  }

  private remove(code: string): void {
    this.rows.get(code)?.row.remove();
    this.rows.delete(code);
  }

  private draw(room: ListedRoom): HTMLElement {
    const { join: joinLabel, watch: watchLabel, joinRoom, watchRoom, seats, watching, locked } = words().rooms;
    const join = makeButton(joinLabel, () => this.buttons.join(room), 'strong');
    join.disabled = isFull(room) || room.drivers === 'bots';
    const watch = makeButton(watchLabel, () => this.buttons.watch(room));
    join.setAttribute('aria-label', joinRoom(room.code));
    watch.setAttribute('aria-label', watchRoom(room.code));
    const facts = [
      seats(room.taken, room.seatCount),
      stateName(room.state),
      room.watchers > 0 ? watching(room.watchers) : '',
      driversNote(room.drivers),
      room.locked ? locked : '',
    ];
    return make(
      'li',
      'row',
      make('strong', 'code', room.code),
      make('span', 'mode-title', modePicture(room.mode, SMALL), modeTitle(room.mode)),
      make('span', 'facts', facts.filter(Boolean).join(' · ')),
      make('span', 'buttons', join, watch),
    );
  }
}
