// The list of public rooms, live.

import { LISTED_DOT_PARTS, type ListedRoom } from '#protocol';
import { words } from '../../language/language.ts';
import { isFull, type RoomList } from '../../netcode/room-list.ts';
import { button, element, make, makeButton, write } from '../element.ts';
import { driversNote, stateName } from '../wording.ts';
import { modeTitle } from '../mode-cards.ts';
import { ModeFilter } from './mode-filter.ts';
import { roomPicture, showsDots } from './room-picture.ts';

export interface RoomsButtons {
  join(room: ListedRoom): void;
  watch(room: ListedRoom): void;
  create(): void;
  back(): void;
}

export class RoomsScreen {
  private readonly list = element('room-list', HTMLElement);
  private readonly empty = element('rooms-empty', HTMLElement);
  private readonly ping = element('rooms-ping', HTMLElement);
  private readonly filter = new ModeFilter(() => this.shown !== null && this.update(this.shown));
  private shown: RoomList | null = null;
  private readonly rows = new Map<string, { readonly drawn: string; readonly row: HTMLElement }>();
  private readonly buttons: RoomsButtons;

  constructor(buttons: RoomsButtons) {
    this.buttons = buttons;
    button('rooms-create', buttons.create);
    button('rooms-back', buttons.back);
    element('rooms-filter', HTMLElement).append(this.filter.root);
  }

  /** Draws only the rooms that changed: a button that is about to be pressed does not move. */
  update(list: RoomList): void {
    this.shown = list;
    const rooms = list.of(this.filter.mode);
    this.empty.hidden = rooms.length > 0;
    const { empty, noneOfMode } = words().rooms;
    write(this.empty, list.all.length > 0 ? noneOfMode(modeTitle(this.filter.mode)) : empty);
    for (const code of [...this.rows.keys()]) {
      if (!rooms.some((room) => room.code === code)) this.remove(code);
    }
    for (const [i, room] of rooms.entries()) {
      const row = this.rowOf(room);
      if (this.list.children[i] !== row) this.list.insertBefore(row, this.list.children[i] ?? null);
    }
  }

  /** @param ms round trip to the server, through which all rooms are played; 0 while it is not known */
  showPing(ms: number): void {
    write(this.ping, ms > 0 ? words().rooms.ping(Math.round(ms)) : '');
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
    const { join: joinLabel, watch: watchLabel, joinRoom, watchRoom, watching, locked, level, eaten } = words().rooms;
    const join = makeButton(joinLabel, () => this.buttons.join(room), 'strong');
    join.disabled = isFull(room) || room.drivers === 'bots';
    const watch = makeButton(watchLabel, () => this.buttons.watch(room));
    join.setAttribute('aria-label', joinRoom(room.code));
    watch.setAttribute('aria-label', watchRoom(room.code));
    const facts = [
      stateName(room.state),
      room.level > 0 ? level(room.level) : '',
      showsDots(room) && room.eaten > 0 ? eaten(room.eaten / LISTED_DOT_PARTS) : '',
      room.watchers > 0 ? watching(room.watchers) : '',
      driversNote(room.drivers),
      room.locked ? locked : '',
    ];
    return make(
      'li',
      'row',
      make('span', 'room-picture', roomPicture(room)),
      make(
        'span',
        'room-words',
        make('strong', '', modeTitle(room.mode), ' ', make('span', 'code', room.code)),
        make('span', 'who-plays', playersOf(room)),
        make('span', 'facts', facts.filter(Boolean).join(' · ')),
      ),
      make('span', 'buttons', join, watch),
    );
  }
}

/** The host, and how many play. */
function playersOf({ host, players, seatCount }: ListedRoom): string {
  const { hostedBy, players: playersText } = words().rooms;
  const count = playersText(players, seatCount);
  return host === '' ? count : `${hostedBy(host)} · ${count}`;
}
