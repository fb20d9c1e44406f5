// Claims a name, signs in and out, and recovers an account without its password.

import { createRoute } from '@hono/zod-openapi';
import type { Transaction } from 'kysely';
import { nameKey } from '#handover';
import { isBanned } from '../desk/bans.ts';
import type { App, Request } from '../http/app.ts';
import { answerOf, bodyOf, NO_CONTENT } from '../http/bodies.ts';
import { ApiError } from '../http/errors.ts';
import type { Database } from '../store/tables.ts';
import { announceName, checkFree, claimingName, readClaim, type NameParts } from './account-names.ts';
import type { AccountParts } from './account-parts.ts';
import { joinDevice, leaveDevice } from './joining.ts';
import { beginLogin, loginOf, sendCookie } from './logins.ts';
import { readMe } from './me.ts';
import type { NewPasskey } from './passkeys.ts';
import type { StoredPassword } from './password-hashes.ts';
import { isSameHash, newRecoveryCode, newUserId, recoveryHash } from './secrets.ts';
import {
  claimOptionsShape,
  claimShape,
  passkeyOptionsShape,
  PASSWORD_LENGTH_MAX,
  PASSWORD_LENGTH_MIN,
  recoverShape,
  signedInShape,
  signInShape,
} from './shapes.ts';
import { deviceOf, guestOf } from './who-asks.ts';

const KIND = 'person';

const claimOptionsRoute = createRoute({
  method: 'post',
  path: '/api/claim/passkey-options',
  summary: 'What a new passkey is made with, to claim a name',
  request: bodyOf(claimOptionsShape),
  responses: answerOf(passkeyOptionsShape, 'For `navigator.credentials.create`.'),
});

const claimRoute = createRoute({
  method: 'post',
  path: '/api/claim',
  summary: 'Claims a name, by a password or a passkey',
  request: bodyOf(claimShape),
  responses: answerOf(signedInShape, 'The guest of the device is a person now.'),
});

const signInOptionsRoute = createRoute({
  method: 'post',
  path: '/api/sign-in/passkey-options',
  summary: 'What a passkey signs, to sign in',
  responses: answerOf(passkeyOptionsShape, 'For `navigator.credentials.get`.'),
});

const signInRoute = createRoute({
  method: 'post',
  path: '/api/sign-in',
  summary: 'Signs in, by name and password or by a passkey',
  request: bodyOf(signInShape),
  responses: answerOf(signedInShape, 'Signed in. The guest of the device was merged into the account.'),
});

const signOutRoute = createRoute({
  method: 'post',
  path: '/api/sign-out',
  summary: 'Ends this login',
  responses: NO_CONTENT,
});

const recoverRoute = createRoute({
  method: 'post',
  path: '/api/recover',
  summary: 'Sets a new password by the recovery code',
  request: bodyOf(recoverShape),
  responses: answerOf(signedInShape, 'Signed in, with a new recovery code. All other logins have ended.'),
});

export function addWayInRoutes(app: App, parts: AccountParts): void {
  const { store, now, passwords, passkeys, tries } = parts;

  app.openapi(claimOptionsRoute, async (request) => {
    tries.ofAddress(request.get('caller'));
    const names = readClaim(request.req.valid('json').name);
    await checkFree(store.db, names, null, now());
    return request.json(await passkeys.creation(request, 'claim', names.name, '', []), 200);
  });

  app.openapi(claimRoute, async (request) => {
    const claim = request.req.valid('json');
    tries.ofAddress(request.get('caller'));
    const device = deviceOf(request);
    if ((await loginOf(request, store.db, now())) !== null) throw new ApiError('already-claimed');
    const names = readClaim(claim.name);
    await checkFree(store.db, names, null, now());
    if ('password' in claim) checkPassword(claim.password, names);
    const credential: Credential =
      'password' in claim
        ? { password: await passwords.hash(claim.password) }
        : { passkey: await passkeys.created(claim.passkey, 'claim', '') };
    const recoveryCode = newRecoveryCode();
    const made = await claimingName(store, async (transaction) => {
      const guest = device === null ? null : await guestOf(transaction, device);
      const isBannedGuest = device !== null && (await isBanned(transaction, [`device:${device}`], now()));
      if (isBannedGuest) throw new ApiError('forbidden');
      const userId = await becomePerson(transaction, guest?.id ?? null, names, now());
      await keepCredential(transaction, userId, credential, now());
      await keepRecoveryCode(transaction, userId, recoveryCode);
      if (device !== null) await joinDevice(transaction, device, userId);
      return { userId, cookie: await beginLogin(request, transaction, userId, now()) };
    });
    return answerSignedIn(request, made, recoveryCode);
  });

  app.openapi(signInOptionsRoute, async (request) => request.json(await passkeys.request(request), 200));

  app.openapi(signInRoute, async (request) => {
    const given = request.req.valid('json');
    const address = request.get('caller');
    tries.ofAddress(address);
    const userId =
      'password' in given ? await userWithPassword(given, address) : await passkeys.userOf(given.passkey, store.db);
    if (userId === null) throw new ApiError('wrong-credentials');
    return signIn(request, userId);
  });

  app.openapi(signOutRoute, async (request) => {
    const login = await loginOf(request, store.db, now());
    const device = deviceOf(request);
    if (login !== null) {
      await store.transaction(async (transaction) => {
        await transaction.deleteFrom('login').where('hash', '=', login.hash).execute();
        if (device !== null) await leaveDevice(transaction, device, login.user_id);
      });
    }
    sendCookie(request, '');
    return request.body(null, 204);
  });

  app.openapi(recoverRoute, async (request) => {
    const { name, code, password } = request.req.valid('json');
    const address = request.get('caller');
    tries.ofAddress(address);
    checkPassword(password, { name });
    const user = await personNamed(name, address);
    // Before the code is looked at: a wrong name takes as long as a wrong code.
    const hash = await passwords.hash(password);
    const recoveryCode = newRecoveryCode();
    const userId = await store.transaction(async (transaction) => {
      if (!(await takeRecoveryCode(transaction, user?.id ?? '', code))) return null;
      const id = user!.id;
      await keepCredential(transaction, id, { password: hash }, now());
      await keepRecoveryCode(transaction, id, recoveryCode);
      await transaction.deleteFrom('login').where('user_id', '=', id).execute();
      return id;
    });
    if (userId === null) throw new ApiError('wrong-credentials');
    return signIn(request, userId, recoveryCode);
  });

  async function signIn(request: Request, userId: string, recoveryCode: string | null = null) {
    const device = deviceOf(request);
    const cookie = await store.transaction(async (transaction) => {
      if (device !== null) await joinDevice(transaction, device, userId);
      return beginLogin(request, transaction, userId, now());
    });
    return answerSignedIn(request, { userId, cookie }, recoveryCode);
  }

  async function answerSignedIn(request: Request, made: { userId: string; cookie: string }, code: string | null) {
    const user = await readMe(store.db, { id: made.userId, kind: KIND });
    sendCookie(request, made.cookie);
    request.header('cache-control', 'no-store');
    return request.json({ user, recoveryCode: code }, 200);
  }

  /** One hash is made in any case: for an unknown name, and for one without a password. */
  async function userWithPassword({ name, password }: { name: string; password: string }, address: string) {
    const user = await personNamed(name, address);
    const stored = await store.db
      .selectFrom('password')
      .select(['salt', 'hash', 'params'])
      .where('user_id', '=', user?.id ?? '')
      .executeTakeFirst();
    const isRight = await passwords.isRight(password, stored ?? null);
    return isRight ? user!.id : null;
  }

  /** Counts a try for a name, and looks for its person. */
  async function personNamed(name: string, address: string): Promise<{ id: string } | null> {
    const key = nameKey(name.trim());
    const user = await store.db
      .selectFrom('user')
      .select('id')
      .where('name_key', '=', key)
      .where('kind', '=', KIND)
      .where('deleted_ms', 'is', null)
      .executeTakeFirst();
    const known = await store.db
      .selectFrom('login')
      .select('hash')
      .where('user_id', '=', user?.id ?? '')
      .where('address', '=', address)
      .executeTakeFirst();
    tries.ofAccount(key, known !== undefined);
    return user ?? null;
  }
}

type Credential = { readonly password: StoredPassword } | { readonly passkey: NewPasskey };

/** @throws {ApiError} for a password that is guessed at once */
export function checkPassword(password: string, { name }: Pick<NameParts, 'name'>): void {
  const letters = [...password.normalize('NFKC')];
  const isLong = letters.length >= PASSWORD_LENGTH_MIN && letters.length <= PASSWORD_LENGTH_MAX;
  const isWeak = new Set(letters).size === 1 || nameKey(password) === nameKey(name);
  if (!isLong || isWeak) throw new ApiError('weak-password', { field: 'password' });
}

/** @param guestId the guest who becomes a person, null for a new user @returns the id of the person */
async function becomePerson(
  transaction: Transaction<Database>,
  guestId: string | null,
  names: NameParts,
  nowMs: number,
): Promise<string> {
  await checkFree(transaction, names, null, nowMs);
  const id = guestId ?? newUserId();
  if (guestId === null) {
    const times = { created_ms: nowMs, renamed_ms: null, seen_ms: nowMs, deleted_ms: null };
    await transaction
      .insertInto('user')
      .values({ id, kind: KIND, ...names, owner_id: null, ...times, history_hidden: 0 })
      .execute();
  } else {
    await transaction
      .updateTable('user')
      .set({ kind: KIND, ...names, seen_ms: nowMs })
      .where('id', '=', id)
      .execute();
  }
  await announceName(transaction, names, id, KIND);
  return id;
}

/** A new password replaces the old one; a passkey is one more. */
export async function keepCredential(
  transaction: Transaction<Database>,
  userId: string,
  credential: Credential,
  nowMs: number,
  label = '',
): Promise<void> {
  if ('passkey' in credential) {
    const row = { ...credential.passkey, user_id: userId, name: label, created_ms: nowMs };
    await transaction.insertInto('passkey').values(row).execute();
    return;
  }
  const row = { user_id: userId, ...credential.password };
  await transaction
    .insertInto('password')
    .values(row)
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(credential.password))
    .execute();
}

export async function keepRecoveryCode(
  transaction: Transaction<Database>,
  userId: string,
  code: string,
): Promise<void> {
  const hash = recoveryHash(code);
  await transaction
    .insertInto('recovery')
    .values({ user_id: userId, hash })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ hash }))
    .execute();
}

/** Uses a recovery code up. @returns false if it is not the right one */
async function takeRecoveryCode(transaction: Transaction<Database>, userId: string, code: string): Promise<boolean> {
  const kept = await transaction.selectFrom('recovery').select('hash').where('user_id', '=', userId).executeTakeFirst();
  if (!isSameHash(kept?.hash ?? '', recoveryHash(code)) || kept === undefined) return false;
  await transaction.deleteFrom('recovery').where('user_id', '=', userId).execute();
  return true;
}
