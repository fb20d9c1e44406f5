// Who is where.

import type { ControlSession, ControlSessions } from '#handover/control';
import { actionsOf } from '../actions.ts';
import { get } from '../desk-api.ts';
import { labelled, make, makeButton, write } from '../element.ts';
import { bytesText, durationText } from '../formats.ts';
import { KeyedRows, type Column } from '../keyed-rows.ts';
import { PagedList } from '../paged-list.ts';
import { poll, type View } from '../view.ts';
import { WORDS } from '../words.ts';

const POLL_MS = 4000;
const SEARCH_MS = 250;
const HASH_SHOWN = 14;

/** @param withRoom whether the room is shown, which is the same for all members of one */
export function sessionColumns(withRoom: boolean): Column<ControlSession>[] {
  const text = WORDS.players;
  const room: Column<ControlSession> = { title: text.room, text: ({ room }) => (room === '' ? text.lobby : room) };
  return [
    { title: text.name, text: ({ name }) => name },
    { title: text.kind, text: ({ kind, isConnected }) => (isConnected ? kind : `${kind}, ${text.disconnected}`) },
    ...(withRoom ? [room] : []),
    { title: text.address, text: ({ address }) => address, classes: 'address' },
    {
      title: text.roundTrip,
      text: ({ roundTripMs }) => roundTripText(roundTripMs),
      classes: 'number',
    },
    {
      title: text.traffic,
      text: ({ bytesIn, bytesOut }) => `${bytesText(bytesIn)} / ${bytesText(bytesOut)}`,
      classes: 'number',
    },
    { title: text.since, text: ({ sinceMs }) => durationText(Date.now() - sinceMs), classes: 'number' },
    ...(withRoom ? [{ title: text.identity, text: ({ identity }: ControlSession) => identityText(identity) }] : []),
  ];
}

export function playersView(): View {
  const text = WORDS.players;
  const actions = actionsOf(() => void list.refresh());
  const rows = new KeyedRows<ControlSession>({
    caption: WORDS.views.players,
    keyOf: ({ id }) => String(id),
    columns: sessionColumns(true),
    actionsTitle: text.actions,
    actions: (session) => [
      makeButton(text.kick, () => actions.kick(session()), '', text.kickOf(session().name)),
      makeButton(text.ban, () => actions.ban(session()), 'danger', text.banOf(session().name)),
    ],
  });
  const search = make('input');
  search.type = 'search';
  search.maxLength = 64;
  const total = make('p', 'quiet');
  const list = new PagedList<ControlSession, number>(rows, text.none, async (after) => {
    const page = await get<ControlSessions>('sessions', { after, search: search.value.trim() });
    return { rows: page.sessions, after: page.after, total: page.total };
  });
  list.onShown = (shown, count) => write(total, count === 0 ? '' : text.total(shown, count));
  let timer = 0;
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      void list.restart(search.value.trim() === '' ? text.none : text.noneFound);
    }, SEARCH_MS);
  });
  const head = make('div', 'head', make('h1', '', WORDS.views.players), labelled(text.search, search, 'inline'), total);
  const root = make('section', '', head, ...list.parts);
  return { title: WORDS.views.players, root, stop: poll(POLL_MS, () => list.refresh()) };
}

/** It is measured in ticks. */
function roundTripText(ms: number | null): string {
  if (ms === null) return WORDS.none;
  return ms === 0 ? WORDS.players.quick : `${ms} ms`;
}

function identityText(identity: string): string {
  if (identity === '') return WORDS.none;
  return identity.length > HASH_SHOWN ? `${identity.slice(0, HASH_SHOWN)}…` : identity;
}
