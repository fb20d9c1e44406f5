// What operators have done.

import type { AuditPage, AuditRow } from '#handover/desk';
import { get } from '../desk-api.ts';
import { make } from '../element.ts';
import { momentText, visibleText } from '../formats.ts';
import { KeyedRows } from '../keyed-rows.ts';
import { PagedList } from '../paged-list.ts';
import { poll, type View } from '../view.ts';
import { WORDS } from '../words.ts';

const POLL_MS = 10_000;

export function auditView(): View {
  const text = WORDS.audit;
  const rows = new KeyedRows<AuditRow>({
    caption: WORDS.views.audit,
    keyOf: ({ id }) => String(id),
    columns: [
      { title: text.at, text: ({ atMs }) => momentText(atMs) },
      { title: text.who, text: ({ who }) => who },
      { title: text.what, text: ({ what }) => what },
      { title: text.on, text: ({ on }) => (on === '' ? WORDS.none : visibleText(on)), classes: 'wide' },
      { title: text.details, text: ({ details }) => detailsText(details), classes: 'wide' },
    ],
  });
  const list = new PagedList<AuditRow, string>(rows, text.none, async (after) => {
    const page = await get<AuditPage>('audit', { after });
    return { rows: page.rows, after: page.after };
  });
  const root = make('section', '', make('div', 'head', make('h1', '', WORDS.views.audit)), ...list.parts);
  return { title: WORDS.views.audit, root, stop: poll(POLL_MS, () => list.refresh()) };
}

function detailsText(details: AuditRow['details']): string {
  const parts = Object.entries(details).flatMap(([name, value]) => {
    if (value === '' || value === null) return [];
    const isMoment = name.endsWith('Ms') && typeof value === 'number';
    const shown = isMoment ? momentText(value) : typeof value === 'string' ? value : JSON.stringify(value);
    return [`${isMoment ? name.slice(0, -2) : name}: ${shown}`];
  });
  return parts.length === 0 ? WORDS.none : visibleText(parts.join(', '));
}
