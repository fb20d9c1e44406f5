// Bans in the database. Game servers learn of each by the feed of changes.

import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { BanKind, BanPage, BanRow, NewBan } from '#handover';
import { ApiError } from '../http/errors.ts';
import { recordChange } from '../store/change-feed.ts';
import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';

const PAGE = 50;
/** Bans that end in one sweep. */
const SWEPT_MAX = 500;

type Entry = Omit<NewBan, 'isConfirmed'> & { readonly by: string };

/**
 * What a ban stores. Game servers know a guest by the device alone, so the id of a guest becomes `device:HASH`.
 * @throws {ApiError} if nobody has this id
 */
export async function bannedValue({ db }: Store, kind: BanKind, value: string): Promise<string> {
  if (kind !== 'user' || value.startsWith('device:')) return value;
  const user = await db
    .selectFrom('user')
    .leftJoin('device', 'device.user_id', 'user.id')
    .select(['user.kind', 'hash'])
    .where('user.id', '=', value)
    .where('deleted_ms', 'is', null)
    .executeTakeFirst();
  if (user === undefined)
    throw new ApiError('bad-request', { text: 'There is no account with this id.', field: 'value' });
  return user.kind === 'guest' && user.hash !== null ? `device:${user.hash}` : value;
}

/** Bans somebody. An earlier ban of the same value is replaced. @returns the id */
export async function addBan(
  store: Store,
  { kind, value, reason, untilMs, by }: Entry,
  nowMs: number,
): Promise<string> {
  const id = randomUUID();
  await store.transaction(async (transaction) => {
    const earlier = await transaction
      .selectFrom('ban')
      .select('id')
      .where('kind', '=', kind)
      .where('value', '=', value)
      .where('lifted_ms', 'is', null)
      .execute();
    for (const ban of earlier) await end(transaction, ban.id, nowMs);
    const row = { id, kind, value, reason, until_ms: untilMs, by, created_ms: nowMs, lifted_ms: null };
    await transaction.insertInto('ban').values(row).execute();
    const change = JSON.stringify({ kind, value, reason, untilMs });
    await recordChange(transaction, { kind: 'ban', key: id, value: change });
  });
  return id;
}

/** @returns the ban that was in force; null if there is none with this id */
export function liftBan(store: Store, id: string, nowMs: number): Promise<BanRow | null> {
  return store.transaction(async (transaction) => {
    const row = await transaction
      .selectFrom('ban')
      .selectAll()
      .where('id', '=', id)
      .where('lifted_ms', 'is', null)
      .executeTakeFirst();
    if (row === undefined) return null;
    await end(transaction, id, nowMs);
    return banRow(row);
  });
}

/** Takes bans whose time is over out of the feed. */
export async function endBans(store: Store, nowMs: number): Promise<void> {
  const over = await store.db
    .selectFrom('ban')
    .select(['id', 'until_ms'])
    .where('lifted_ms', 'is', null)
    .where('until_ms', '<=', nowMs)
    .limit(SWEPT_MAX)
    .execute();
  for (const { id, until_ms } of over) await store.transaction((transaction) => end(transaction, id, until_ms!));
}

/** The newest first. @param before position of the last row of the page before, null for the first page */
export async function banPage(
  store: Store,
  before: readonly [createdMs: number, id: string] | null,
): Promise<Omit<BanPage, 'after'> & { readonly next: readonly [number, string] | null }> {
  let query = store.db.selectFrom('ban').selectAll().orderBy('created_ms', 'desc').orderBy('id', 'desc');
  if (before !== null) {
    const [createdMs, id] = before;
    query = query.where(({ eb, or, and }) =>
      or([eb('created_ms', '<', createdMs), and([eb('created_ms', '=', createdMs), eb('id', '<', id)])]),
    );
  }
  const rows = await query.limit(PAGE + 1).execute();
  const bans = rows.slice(0, PAGE).map(banRow);
  const last = bans.at(-1);
  return { bans, next: rows.length > PAGE && last !== undefined ? [last.createdMs, last.id] : null };
}

async function end(transaction: Transaction<Database>, id: string, liftedMs: number): Promise<void> {
  await transaction.updateTable('ban').set({ lifted_ms: liftedMs }).where('id', '=', id).execute();
  await recordChange(transaction, { kind: 'ban', key: id, value: null });
}

function banRow(row: Database['ban']): BanRow {
  const { id, kind, value, reason, until_ms, by, created_ms, lifted_ms } = row;
  return { id, kind, value, reason, untilMs: until_ms, by, createdMs: created_ms, liftedMs: lifted_ms };
}
