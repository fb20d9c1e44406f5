// Who makes a request: a person by the cookie of their login, or a guest by the secret of their device.

import type { Request } from '../http/app.ts';
import { ApiError } from '../http/errors.ts';
import type { Parts } from '../parts.ts';
import type { Queries } from '../store/store.ts';
import { livingUser } from './living-user.ts';
import { isFresh, loginOf, type Login } from './logins.ts';
import { secretHash } from './secrets.ts';

export const DEVICE_HEADER = 'x-packetman-device';
/** 128 random bits in base64url. */
export const DEVICE_SECRET = /^[\w-]{22}$/;

export interface Asker {
  readonly id: string;
  readonly kind: 'guest' | 'person';
  readonly name: string;
  /** Null for a guest. */
  readonly login: Login | null;
}

/** The hash of the secret of the device, null without one. @throws {ApiError} for what is no secret */
export function deviceOf(request: Request): string | null {
  const secret = request.req.header(DEVICE_HEADER);
  if (secret === undefined) return null;
  if (!DEVICE_SECRET.test(secret)) throw new ApiError('bad-request', { field: DEVICE_HEADER });
  return secretHash(secret);
}

/** @returns null for a request without login and device, and for a guest without a finished match */
export async function askerOf(request: Request, { store, now }: Pick<Parts, 'store' | 'now'>): Promise<Asker | null> {
  const login = await loginOf(request, store.db, now());
  if (login !== null) {
    const user = await livingUser(store.db, login.user_id);
    if (user !== null) return { ...user, kind: 'person', login };
  }
  const device = deviceOf(request);
  const guest = device === null ? null : await guestOf(store.db, device);
  return guest === null ? null : { ...guest, kind: 'guest', login: null };
}

/** @throws {ApiError} if no person asks. @param needs `fresh` for what changes how they sign in */
export async function personOf(
  request: Request,
  { store, now }: Pick<Parts, 'store' | 'now'>,
  needs: 'login' | 'fresh' = 'login',
): Promise<Asker & { readonly login: Login }> {
  const login = await loginOf(request, store.db, now());
  const user = login === null ? null : await livingUser(store.db, login.user_id);
  if (login === null || user === null) throw new ApiError('not-signed-in');
  if (needs === 'fresh' && !isFresh(login, now())) throw new ApiError('sign-in-again');
  return { ...user, kind: 'person', login };
}

/** The guest of a device; null if it has none, or belongs to a person. */
export async function guestOf(queries: Queries, device: string): Promise<{ id: string; name: string } | null> {
  const guest = await queries
    .selectFrom('device')
    .innerJoin('user', 'user.id', 'device.user_id')
    .select(['user.id', 'user.name'])
    .where('hash', '=', device)
    .where('user.kind', '=', 'guest')
    .where('deleted_ms', 'is', null)
    .executeTakeFirst();
  return guest ?? null;
}
