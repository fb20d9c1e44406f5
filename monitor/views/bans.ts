// Who is banned, and who was.

import type { BanPage, BanRow } from '#handover/desk';
import { actionsOf } from '../actions.ts';
import { get } from '../desk-api.ts';
import { make, makeButton } from '../element.ts';
import { momentText } from '../formats.ts';
import { KeyedRows } from '../keyed-rows.ts';
import { PagedList } from '../paged-list.ts';
import { poll, type View } from '../view.ts';
import { WORDS } from '../words.ts';

const POLL_MS = 10_000;

export function bansView(): View {
  const text = WORDS.ban;
  const actions = actionsOf(() => void list.refresh());
  const rows = new KeyedRows<BanRow>({
    caption: WORDS.views.bans,
    // Its state changes which buttons a row has.
    keyOf: (ban) => `${ban.id} ${stateOf(ban)}`,
    columns: [
      { title: text.value, text: ({ value }) => value, classes: 'wide' },
      { title: text.kind, text: ({ kind }) => kind },
      { title: text.state, text: (ban) => text.states[stateOf(ban)] },
      { title: text.until, text: ({ untilMs }) => (untilMs === null ? text.ever : momentText(untilMs)) },
      { title: text.reason, text: ({ reason }) => (reason === '' ? WORDS.none : reason), classes: 'wide' },
      { title: text.since, text: ({ createdMs }) => momentText(createdMs) },
      { title: text.bannedBy, text: ({ by }) => by },
    ],
    actionsTitle: WORDS.players.actions,
    actions: (ban) =>
      stateOf(ban()) === 'active'
        ? [makeButton(text.lift, () => actions.lift(ban().id, ban().value), '', `${text.lift}: ${ban().value}`)]
        : [],
  });
  const list = new PagedList<BanRow, string>(rows, text.none, async (after) => {
    const page = await get<BanPage>('bans', { after });
    return { rows: page.bans, after: page.after };
  });
  const add = makeButton(text.new, () => actions.ban(null), 'primary');
  const root = make(
    'section',
    '',
    make('div', 'head', make('h1', '', WORDS.views.bans), make('div', 'buttons', add)),
    ...list.parts,
  );
  return { title: WORDS.views.bans, root, stop: poll(POLL_MS, () => list.refresh()) };
}

function stateOf({ untilMs, liftedMs }: BanRow): keyof typeof WORDS.ban.states {
  if (untilMs !== null && untilMs <= Date.now() && (liftedMs === null || liftedMs >= untilMs)) return 'expired';
  return liftedMs === null ? 'active' : 'lifted';
}
