// What happens with a match that was found true, beside its mark: each entry enters it into tables of its part.

import type { Transaction } from 'kysely';
import { applyMatch } from '../leaderboards/results.ts';
import type { Database } from '../store/tables.ts';

/**
 * Is called once for each match, in the transaction that marks it as verified: `match` and `match_seat` have its rows, and
 * its state is `verified`. If it throws, nothing of the transaction has happened, and the match is tried again later. With
 * PostgreSQL it can run again on a conflict, so it changes nothing but the database. Matches come in the order of their
 * ends, as far as they have arrived.
 *
 * @param transaction on which all of its statements run
 */
export type MatchApplier = (transaction: Transaction<Database>, matchId: string) => Promise<void>;

/** In this order. A part that keeps tables of results adds its function here. */
export const MATCH_APPLIERS: readonly MatchApplier[] = [applyMatch];
