// Everything that is kept of a user, as plain data.

import type { Queries } from '../store/store.ts';
import { hasCredential } from './me.ts';

/** Names of tables, and what of them is no secret and says something. */
export async function exportOf(queries: Queries, userId: string): Promise<Record<string, unknown>> {
  const user = await queries
    .selectFrom('user')
    .select(['id', 'kind', 'name', 'created_ms', 'renamed_ms', 'seen_ms', 'history_hidden'])
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  const passkeys = queries.selectFrom('passkey').select(['id', 'name', 'transports', 'created_ms']);
  const logins = queries.selectFrom('login').select(['created_ms', 'seen_ms', 'address', 'agent']);
  const bots = queries.selectFrom('user').select(['id', 'name', 'created_ms']).where('owner_id', '=', userId);
  const matches = queries
    .selectFrom('match_seat')
    .innerJoin('match', 'match.id', 'match_seat.match_id')
    .select(['match.id', 'match.mode', 'match.kind', 'match.state', 'match.ended_ms', 'match.ticks'])
    .select(['match_seat.seat', 'match_seat.name', 'match_seat.place', 'match_seat.score', 'match_seat.stats'])
    .where('match_seat.user_id', '=', userId)
    .orderBy('match.ended_ms');
  return {
    user,
    devices: (await queries.selectFrom('device').select('hash').where('user_id', '=', userId).execute()).length,
    hasPassword: await hasCredential(queries, 'password', userId),
    hasRecoveryCode: await hasCredential(queries, 'recovery', userId),
    passkeys: await passkeys.where('user_id', '=', userId).execute(),
    logins: await logins.where('user_id', '=', userId).execute(),
    oldNames: await queries
      .selectFrom('old_name')
      .select(['skeleton', 'until_ms'])
      .where('user_id', '=', userId)
      .execute(),
    bots: await bots.execute(),
    matches: await matches.execute(),
    bests: await queries.selectFrom('best').selectAll().where('user_id', '=', userId).execute(),
    totals: await queries.selectFrom('total').selectAll().where('user_id', '=', userId).execute(),
    ratings: await queries.selectFrom('rating').selectAll().where('user_id', '=', userId).execute(),
    ratingChanges: await queries.selectFrom('rating_change').selectAll().where('user_id', '=', userId).execute(),
    dailyTries: await queries.selectFrom('daily_try').selectAll().where('user_id', '=', userId).execute(),
  };
}
