// What operators have done: in the database, and in the log of the program in case the database is down.

import type { AuditRow } from '#handover';
import type { Logger } from '#process';
import { nextOf } from '../store/counter.ts';
import type { Store } from '../store/store.ts';

const PAGE = 50;

export interface Deed {
  /** Operator and address. */
  readonly who: string;
  readonly what: string;
  readonly on: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface AuditParts {
  readonly store: Store;
  readonly log: Logger;
  readonly now: () => number;
}

/** Never throws: an operator can act while the database is down. @returns whether the database has it */
export async function recordDeed({ store, log, now }: AuditParts, deed: Deed): Promise<boolean> {
  const { who, what, on, details = {} } = deed;
  log.info({ who, what, on, details }, 'desk');
  try {
    await store.transaction(async (transaction) => {
      const id = await nextOf(transaction, 'audit');
      const row = { id, at_ms: now(), who, what, on, details: JSON.stringify(details) };
      await transaction.insertInto('audit').values(row).execute();
    });
    return true;
  } catch (error) {
    log.error({ err: error }, 'the audit log cannot be written');
    return false;
  }
}

/** The newest first. @param before id of the last row of the page before, null for the first page */
export async function auditRows(store: Store, before: number | null): Promise<{ rows: AuditRow[]; hasMore: boolean }> {
  let query = store.db.selectFrom('audit').selectAll().orderBy('id', 'desc');
  if (before !== null) query = query.where('id', '<', before);
  const found = await query.limit(PAGE + 1).execute();
  const rows = found.slice(0, PAGE).map(({ id, at_ms, who, what, on, details }) => ({
    ...{ id, atMs: at_ms, who, what, on },
    details: JSON.parse(details) as AuditRow['details'],
  }));
  return { rows, hasMore: found.length > PAGE };
}
