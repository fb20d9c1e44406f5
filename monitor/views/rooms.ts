// The rooms that exist.

import type { ControlRoom, ControlRooms } from '#handover/control';
import { get } from '../desk-api.ts';
import { make, write } from '../element.ts';
import { KeyedRows } from '../keyed-rows.ts';
import { PagedList } from '../paged-list.ts';
import { poll, type View } from '../view.ts';
import { WORDS } from '../words.ts';

const POLL_MS = 3000;

export function roomsView(): View {
  const text = WORDS.rooms;
  const rows = new KeyedRows<ControlRoom>({
    caption: WORDS.views.rooms,
    keyOf: ({ code }) => code,
    linkOf: ({ code }) => `#/rooms/${code}`,
    columns: [
      { title: text.code, text: ({ code }) => code },
      { title: text.mode, text: ({ mode, level }) => (level > 0 ? `${mode}, ${WORDS.room.level(level)}` : mode) },
      { title: text.state, text: ({ state }) => state },
      {
        title: text.taken,
        text: ({ taken, seatCount, players }) => text.seats(taken, seatCount, players),
        classes: 'number',
      },
      { title: text.watchers, text: ({ watchers }) => String(watchers), classes: 'number' },
      { title: text.host, text: ({ host }) => (host === '' ? WORDS.none : host) },
      {
        title: text.kept,
        text: ({ listed, locked }) =>
          [listed ? text.listed : text.unlisted, ...(locked ? [text.locked] : [])].join(', '),
      },
    ],
  });
  const total = make('p', 'quiet');
  const list = new PagedList<ControlRoom, string>(rows, text.none, async (after) => {
    const page = await get<ControlRooms>('rooms', { after });
    return { rows: page.rooms, after: page.after, total: page.total };
  });
  list.onShown = (shown, count) => write(total, count === 0 ? '' : text.total(shown, count));
  const root = make('section', '', make('div', 'head', make('h1', '', WORDS.views.rooms), total), ...list.parts);
  return { title: WORDS.views.rooms, root, stop: poll(POLL_MS, () => list.refresh()) };
}
