// Enters verified matches into tables, ratings and totals, and makes the results of a user again.

import type { Transaction } from 'kysely';
import { nameKey, skeleton } from '#handover';
import type { Database } from '../store/tables.ts';
import { enterBest, removeRows } from './best-rows.ts';
import { applyDaily } from './daily-tries.ts';
import { rateMatch, restoreRatingRows } from './rated-match.ts';
import { dailyRowOf, rowsOfMatch } from './rows-of-match.ts';
import { addToTotals, moveTotals } from './totals.ts';
import { verifiedMatches, type VerifiedMatch } from './verified-match.ts';

/** Matches that are read at once when results are made again. */
const MATCHES_AT_ONCE = 200;

/**
 * Enters a match that was just found true, in the transaction that marks it as verified. Called once for a match: the
 * totals would count it again.
 */
export async function applyMatch(transaction: Transaction<Database>, matchId: string): Promise<void> {
  for (const match of await verifiedMatches(transaction, [matchId])) {
    await enterBest(transaction, rowsOfMatch(match));
    await applyDaily(transaction, match);
    await rateMatch(transaction, match);
    await addToTotals(transaction, match);
    await renameGuests(transaction, match);
  }
}

/** A guest has the name of the newest match: it is nobody's own, and changes as the player likes. */
async function renameGuests(transaction: Transaction<Database>, { seats }: VerifiedMatch): Promise<void> {
  for (const { user, name } of seats) {
    if (user?.kind !== 'guest') continue;
    const names = { name, name_key: nameKey(name), skeleton: skeleton(name) };
    await transaction.updateTable('user').set(names).where('id', '=', user.id).where('name', '<>', name).execute();
  }
}

/**
 * Makes the rows of a user again from the verified matches: after seats came from or went to another user. A deleted user
 * has none. Matches that hold a row are kept as long as it, so nothing is lost. Ratings stay, since they depend on the order.
 */
export async function restoreResults(transaction: Transaction<Database>, userId: string): Promise<void> {
  await removeRows(transaction, userId);
  const user = await transaction.selectFrom('user').select('deleted_ms').where('id', '=', userId).executeTakeFirst();
  if (user === undefined || user.deleted_ms !== null) return;
  await restoreRatingRows(transaction, userId);
  const tries = await transaction.selectFrom('daily_try').select('match_id').where('user_id', '=', userId).execute();
  const firstTries = new Set(tries.map(({ match_id }) => match_id));
  for (let after = ''; ;) {
    const ids = await matchesOfUser(transaction, userId, after);
    for (const match of await verifiedMatches(transaction, ids)) {
      const daily = firstTries.has(match.id) ? dailyRowOf(match, userId) : null;
      const rows = rowsOfMatch(match).filter(({ user_id }) => user_id === userId);
      await enterBest(transaction, daily === null ? rows : [...rows, daily]);
    }
    if (ids.length < MATCHES_AT_ONCE) return;
    after = ids.at(-1)!;
  }
}

/** Removes all that tables say of a user, who is about to be deleted. The seats in matches stay, without the user. */
export async function removeResults(transaction: Transaction<Database>, userId: string): Promise<void> {
  await removeRows(transaction, userId);
  for (const table of ['total', 'rating', 'rating_change', 'daily_try'] as const) {
    await transaction.deleteFrom(table).where('user_id', '=', userId).execute();
  }
}

/**
 * Gives all results of a user to another one: a guest's to the account that they sign in to. A rating that both have stays
 * that of the account, and of two tries of one day the earlier one counts.
 */
export async function moveResults(transaction: Transaction<Database>, fromId: string, toId: string): Promise<void> {
  await transaction.updateTable('match_seat').set({ user_id: toId }).where('user_id', '=', fromId).execute();
  const tries = await transaction.selectFrom('daily_try').selectAll().where('user_id', '=', fromId).execute();
  await transaction.deleteFrom('daily_try').where('user_id', '=', fromId).execute();
  for (const { started_ms, match_id, ...own } of tries) {
    await transaction
      .insertInto('daily_try')
      .values({ ...own, user_id: toId, match_id, started_ms })
      .onConflict((conflict) =>
        conflict
          .columns(['date', 'mode', 'user_id'])
          .doUpdateSet({ match_id, started_ms })
          .where('daily_try.started_ms', '>', started_ms),
      )
      .execute();
  }
  const known = await transaction.selectFrom('rating').select(['pool', 'mode']).where('user_id', '=', toId).execute();
  const own = await transaction.selectFrom('rating').selectAll().where('user_id', '=', fromId).execute();
  for (const rating of own) {
    if (known.some(({ pool, mode }) => pool === rating.pool && mode === rating.mode)) continue;
    await transaction
      .insertInto('rating')
      .values({ ...rating, user_id: toId })
      .execute();
  }
  await moveTotals(transaction, fromId, toId);
  await transaction
    .updateTable('rating_change')
    .set({ user_id: toId })
    .where('user_id', '=', fromId)
    .where('match_id', 'not in', (select) =>
      select.selectFrom('rating_change').select('match_id').where('user_id', '=', toId),
    )
    .execute();
  await removeResults(transaction, fromId);
  await restoreResults(transaction, toId);
}

async function matchesOfUser(transaction: Transaction<Database>, userId: string, after: string): Promise<string[]> {
  const rows = await transaction
    .selectFrom('match_seat')
    .select('match_id')
    .distinct()
    .where('user_id', '=', userId)
    .where('match_id', '>', after)
    .orderBy('match_id')
    .limit(MATCHES_AT_ONCE)
    .execute();
  return rows.map(({ match_id }) => match_id);
}
