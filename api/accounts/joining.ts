// A device that comes to an account: the guest that it was is merged into it, with its matches.

import type { Transaction } from 'kysely';
import { moveResults } from '../leaderboards/results.ts';
import type { Database } from '../store/tables.ts';
import { guestOf } from './who-asks.ts';

/**
 * From now on the results of a device are those of a person. The guest of the device goes, after its matches were moved:
 * what counts in tables is made again by `moveResults`.
 */
export async function joinDevice(transaction: Transaction<Database>, hash: string, userId: string): Promise<void> {
  const guest = await guestOf(transaction, hash);
  if (guest !== null) {
    await moveResults(transaction, guest.id, userId);
    await transaction.updateTable('device').set({ user_id: userId }).where('user_id', '=', guest.id).execute();
    await transaction.deleteFrom('user').where('id', '=', guest.id).execute();
  }
  const row = { hash, user_id: userId };
  await transaction
    .insertInto('device')
    .values(row)
    .onConflict((conflict) => conflict.column('hash').doUpdateSet({ user_id: userId }))
    .execute();
}

/** The device is that of a new guest from now on, no longer of this person. */
export async function leaveDevice(transaction: Transaction<Database>, hash: string, userId: string): Promise<void> {
  await transaction.deleteFrom('device').where('hash', '=', hash).where('user_id', '=', userId).execute();
}
