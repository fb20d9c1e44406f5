// Logins: a cookie in a browser, and a row with its hash.

import { getCookie, setCookie } from 'hono/cookie';
import type { Request } from '../http/app.ts';
import type { Queries } from '../store/store.ts';
import { newCookie, secretHash } from './secrets.ts';

const COOKIE = 'packetman-login';
/** A login ends after this time without a request, and after this time in any case. */
const IDLE_MS = 30 * 24 * 3600 * 1000;
const LIFE_MS = 180 * 24 * 3600 * 1000;
/** How exactly the last request is noted. */
const SEEN_EVERY_MS = 3600 * 1000;
/** What may change how one signs in needs a login that is not older. */
const FRESH_MS = 15 * 60 * 1000;
/** Of one user: beyond it the oldest ends. */
const LOGINS_MAX = 50;
const AGENT_LENGTH_MAX = 200;

export interface Login {
  readonly hash: string;
  readonly user_id: string;
  readonly created_ms: number;
  readonly seen_ms: number;
}

/** The login of a request; null if it has none, or one that has ended. */
export async function loginOf(request: Request, queries: Queries, nowMs: number): Promise<Login | null> {
  const cookie = getCookie(request, COOKIE, prefixOf(request));
  if (cookie === undefined || cookie === '') return null;
  const login = await queries
    .selectFrom('login')
    .select(['hash', 'user_id', 'created_ms', 'seen_ms'])
    .where('hash', '=', secretHash(cookie))
    .executeTakeFirst();
  if (login === undefined || nowMs - login.seen_ms > IDLE_MS || nowMs - login.created_ms > LIFE_MS) return null;
  if (nowMs - login.seen_ms > SEEN_EVERY_MS) {
    await queries.updateTable('login').set({ seen_ms: nowMs }).where('hash', '=', login.hash).execute();
    await queries.updateTable('user').set({ seen_ms: nowMs }).where('id', '=', login.user_id).execute();
  }
  return login;
}

export function isFresh({ created_ms: createdMs }: Login, nowMs: number): boolean {
  return nowMs - createdMs <= FRESH_MS;
}

/** A new login with a new cookie. The one that the request had ends. */
export async function beginLogin(request: Request, queries: Queries, userId: string, nowMs: number): Promise<string> {
  const old = getCookie(request, COOKIE, prefixOf(request));
  if (old !== undefined) await queries.deleteFrom('login').where('hash', '=', secretHash(old)).execute();
  const cookie = newCookie();
  const agent = (request.req.header('user-agent') ?? '').slice(0, AGENT_LENGTH_MAX);
  const [address, times] = [request.get('caller'), { created_ms: nowMs, seen_ms: nowMs }];
  await queries
    .insertInto('login')
    .values({ hash: secretHash(cookie), user_id: userId, ...times, address, agent })
    .execute();
  const others = await queries
    .selectFrom('login')
    .select('hash')
    .where('user_id', '=', userId)
    .orderBy('created_ms', 'desc')
    .offset(LOGINS_MAX)
    .limit(LOGINS_MAX)
    .execute();
  for (const { hash } of others) await queries.deleteFrom('login').where('hash', '=', hash).execute();
  return cookie;
}

/** Gives the browser its cookie. @param cookie '' takes it away */
export function sendCookie(request: Request, cookie: string): void {
  const isSecure = prefixOf(request) === 'host';
  setCookie(request, COOKIE, cookie, {
    ...{ path: '/', httpOnly: true, sameSite: 'Lax', secure: isSecure },
    ...(isSecure && { prefix: 'host' as const }),
    maxAge: cookie === '' ? 0 : LIFE_MS / 1000,
  });
}

/** Over https the browser keeps the cookie to this host, and to secure connections. */
function prefixOf(request: Request): 'host' | undefined {
  return request.get('origin').startsWith('https:') ? 'host' : undefined;
}
