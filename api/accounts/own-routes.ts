// What players do with their own account: name, ways to sign in, logins, export, deletion.

import { createRoute, z } from '@hono/zod-openapi';
import { nameKey } from '#handover';
import { RequestLimits } from '#net';
import type { App } from '../http/app.ts';
import { answerOf, bodyOf, NO_CONTENT } from '../http/bodies.ts';
import { ApiError } from '../http/errors.ts';
import { announceName, checkFree, claimingName, keepOldName, partsOf, readClaim } from './account-names.ts';
import type { AccountParts } from './account-parts.ts';
import { deleteUser } from './deletion.ts';
import { exportOf } from './export.ts';
import { sendCookie } from './logins.ts';
import { readMe, RENAME_EVERY_MS } from './me.ts';
import { siteOf } from './passkeys.ts';
import { newRecoveryCode } from './secrets.ts';
import {
  deleteShape,
  loginsShape,
  meShape,
  newPasskeyShape,
  passkeyOptionsShape,
  passkeyShape,
  passwordShape,
  recoveryCodeShape,
  renameShape,
} from './shapes.ts';
import { checkPassword, keepCredential, keepRecoveryCode } from './way-in-routes.ts';
import { askerOf, personOf } from './who-asks.ts';

const PASSKEYS_MAX = 10;
/** An export reads everything that is kept of a user. */
const EXPORTS = { perSecond: 1 / 60, burst: 3, retryAfterSeconds: 60 };
/** How much of the hash of a cookie names a login to its user. */
const LOGIN_ID_LENGTH = 16;

const byId = z.object({ id: z.string().max(1024) });

const meRoute = createRoute({
  method: 'get',
  path: '/api/me',
  summary: 'Who asks',
  responses: answerOf(meShape, 'The person of the cookie, or the guest of the device.'),
});
const renameRoute = createRoute({
  method: 'put',
  path: '/api/me/name',
  summary: 'Another name',
  request: bodyOf(renameShape),
  responses: answerOf(meShape, 'The old name stays reserved for 30 days.'),
});
const passwordRoute = createRoute({
  method: 'put',
  path: '/api/me/password',
  summary: 'A new password',
  request: bodyOf(passwordShape),
  responses: NO_CONTENT,
});
const recoveryRoute = createRoute({
  method: 'post',
  path: '/api/me/recovery-code',
  summary: 'A new recovery code',
  responses: answerOf(recoveryCodeShape, 'Shown once. The old one is of no use any more.'),
});
const passkeyOptionsRoute = createRoute({
  method: 'post',
  path: '/api/me/passkeys/options',
  summary: 'What one more passkey is made with',
  responses: answerOf(passkeyOptionsShape, 'For `navigator.credentials.create`.'),
});
const newPasskeyRoute = createRoute({
  method: 'post',
  path: '/api/me/passkeys',
  summary: 'One more passkey',
  request: bodyOf(newPasskeyShape),
  responses: answerOf(passkeyShape, 'It can be used from now on.'),
});
const lessPasskeyRoute = createRoute({
  method: 'delete',
  path: '/api/me/passkeys/{id}',
  summary: 'Removes a passkey',
  request: { params: byId },
  responses: NO_CONTENT,
});
const loginsRoute = createRoute({
  method: 'get',
  path: '/api/me/logins',
  summary: 'Where somebody is signed in',
  responses: answerOf(loginsShape, 'All logins, the newest first.'),
});
const lessLoginRoute = createRoute({
  method: 'delete',
  path: '/api/me/logins/{id}',
  summary: 'Ends a login',
  request: { params: byId },
  responses: NO_CONTENT,
});
const noLoginsRoute = createRoute({
  method: 'delete',
  path: '/api/me/logins',
  summary: 'Ends all logins, this one too',
  responses: NO_CONTENT,
});
const exportRoute = createRoute({
  method: 'get',
  path: '/api/me/export',
  summary: 'Everything that is kept of somebody',
  responses: answerOf(z.looseObject({}), 'As a file.'),
});
const deleteRoute = createRoute({
  method: 'delete',
  path: '/api/me',
  summary: 'Deletes everything of somebody',
  request: bodyOf(deleteShape),
  responses: NO_CONTENT,
});

export function addOwnRoutes(app: App, parts: AccountParts): void {
  const { store, now, passwords, passkeys, config } = parts;
  const exports = new RequestLimits(performance.now(), EXPORTS.perSecond, EXPORTS.burst);

  app.openapi(meRoute, async (request) => {
    const asker = await askerOf(request, parts);
    request.header('cache-control', 'no-store');
    const user = asker === null ? null : await readMe(store.db, asker);
    return request.json({ user, passkeys: siteOf(request, config) !== null }, 200);
  });

  app.openapi(renameRoute, async (request) => {
    const person = await personOf(request, parts);
    const names = readClaim(request.req.valid('json').name);
    await claimingName(store, async (transaction) => {
      const user = await transaction
        .selectFrom('user')
        .selectAll()
        .where('id', '=', person.id)
        .executeTakeFirstOrThrow();
      const waitMs = user.renamed_ms === null ? 0 : user.renamed_ms + RENAME_EVERY_MS - now();
      if (waitMs > 0) throw new ApiError('rename-too-soon', { retryAfter: Math.ceil(waitMs / 1000) });
      await checkFree(transaction, names, person.id, now());
      await transaction
        .updateTable('user')
        .set({ ...names, renamed_ms: now() })
        .where('id', '=', person.id)
        .execute();
      if (names.skeleton !== user.skeleton) await keepOldName(transaction, partsOf(user.name), person.id, now());
      await announceName(transaction, names, person.id, 'person');
    });
    return request.json({ user: await readMe(store.db, person), passkeys: siteOf(request, config) !== null }, 200);
  });

  app.openapi(passwordRoute, async (request) => {
    const { id, name, login } = await personOf(request, parts, 'fresh');
    const { password } = request.req.valid('json');
    checkPassword(password, { name });
    const hash = await passwords.hash(password);
    await store.transaction(async (transaction) => {
      await keepCredential(transaction, id, { password: hash }, now());
      await transaction.deleteFrom('login').where('user_id', '=', id).where('hash', '<>', login.hash).execute();
    });
    return request.body(null, 204);
  });

  app.openapi(recoveryRoute, async (request) => {
    const { id } = await personOf(request, parts, 'fresh');
    const recoveryCode = newRecoveryCode();
    await store.transaction((transaction) => keepRecoveryCode(transaction, id, recoveryCode));
    request.header('cache-control', 'no-store');
    return request.json({ recoveryCode }, 200);
  });

  app.openapi(passkeyOptionsRoute, async (request) => {
    const { id, name } = await personOf(request, parts, 'fresh');
    const known = await passkeyIds(id);
    if (known.length >= PASSKEYS_MAX) throw new ApiError('too-many');
    return request.json(await passkeys.creation(request, 'add', name, id, known), 200);
  });

  app.openapi(newPasskeyRoute, async (request) => {
    const { id } = await personOf(request, parts, 'fresh');
    const { label = '', ...answer } = request.req.valid('json');
    const passkey = await passkeys.created(answer, 'add', id);
    await store.transaction(async (transaction) => {
      const known = await transaction.selectFrom('passkey').select('id').where('user_id', '=', id).execute();
      if (known.length >= PASSKEYS_MAX) throw new ApiError('too-many');
      const taken = await transaction
        .selectFrom('passkey')
        .select('id')
        .where('id', '=', passkey.id)
        .executeTakeFirst();
      if (taken !== undefined) throw new ApiError('bad-passkey');
      await keepCredential(transaction, id, { passkey }, now(), label);
    });
    return request.json({ id: passkey.id, label, createdMs: now() }, 200);
  });

  app.openapi(lessPasskeyRoute, async (request) => {
    const { id: userId } = await personOf(request, parts, 'fresh');
    const { id } = request.req.valid('param');
    await store.transaction(async (transaction) => {
      const known = await transaction.selectFrom('passkey').select('id').where('user_id', '=', userId).execute();
      if (!known.some((passkey) => passkey.id === id)) throw new ApiError('not-found');
      const password = await transaction
        .selectFrom('password')
        .select('user_id')
        .where('user_id', '=', userId)
        .executeTakeFirst();
      if (known.length === 1 && password === undefined) throw new ApiError('last-credential');
      await transaction.deleteFrom('passkey').where('id', '=', id).where('user_id', '=', userId).execute();
    });
    return request.body(null, 204);
  });

  app.openapi(loginsRoute, async (request) => {
    const { id, login } = await personOf(request, parts);
    const rows = await store.db
      .selectFrom('login')
      .selectAll()
      .where('user_id', '=', id)
      .orderBy('created_ms', 'desc')
      .execute();
    const logins = rows.map(({ hash, created_ms, seen_ms, address, agent }) => ({
      ...{ id: hash.slice(0, LOGIN_ID_LENGTH), createdMs: created_ms, seenMs: seen_ms, address, agent },
      isThis: hash === login.hash,
    }));
    request.header('cache-control', 'no-store');
    return request.json({ logins }, 200);
  });

  app.openapi(lessLoginRoute, async (request) => {
    const person = await personOf(request, parts);
    const { id } = request.req.valid('param');
    const rows = await store.db.selectFrom('login').select('hash').where('user_id', '=', person.id).execute();
    const ended = rows.find(({ hash }) => hash.slice(0, LOGIN_ID_LENGTH) === id);
    if (ended === undefined) throw new ApiError('not-found');
    await store.db.deleteFrom('login').where('hash', '=', ended.hash).execute();
    if (ended.hash === person.login.hash) sendCookie(request, '');
    return request.body(null, 204);
  });

  app.openapi(noLoginsRoute, async (request) => {
    const { id } = await personOf(request, parts);
    await store.db.deleteFrom('login').where('user_id', '=', id).execute();
    sendCookie(request, '');
    return request.body(null, 204);
  });

  app.openapi(exportRoute, async (request) => {
    const asker = await askerOf(request, parts);
    if (asker === null) throw new ApiError('not-signed-in');
    if (!exports.take(`user ${asker.id}`, performance.now())) {
      throw new ApiError('too-many-requests', { retryAfter: EXPORTS.retryAfterSeconds });
    }
    request.header('cache-control', 'no-store');
    request.header('content-disposition', 'attachment; filename="packetman.json"');
    return request.json(await exportOf(store.db, asker.id), 200);
  });

  app.openapi(deleteRoute, async (request) => {
    const asker = await askerOf(request, parts);
    if (asker === null) throw new ApiError('not-signed-in');
    const user = asker.kind === 'guest' ? asker : await personOf(request, parts, 'fresh');
    if (nameKey(request.req.valid('json').name) !== nameKey(user.name))
      throw new ApiError('wrong-name', { field: 'name' });
    await store.transaction((transaction) => deleteUser(transaction, user.id, now()));
    sendCookie(request, '');
    return request.body(null, 204);
  });

  async function passkeyIds(userId: string): Promise<string[]> {
    const rows = await store.db.selectFrom('passkey').select('id').where('user_id', '=', userId).execute();
    return rows.map(({ id }) => id);
  }
}
