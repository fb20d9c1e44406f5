// Who asks: the operator by their cookie. Bodies of requests, checked.

import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { z } from 'zod';
import type { Request } from '../http/app.ts';
import { ApiError } from '../http/errors.ts';
import type { Desk } from './desk.ts';

const COOKIE = 'packetman_desk';
const PATH = '/api/desk';

/** @throws {ApiError} for a request without a login */
export function operatorOf(request: Request, { logins }: Desk): string {
  const name = logins.operatorOf(getCookie(request, COOKIE));
  if (name === null) throw new ApiError('not-signed-in');
  return name;
}

/** Operator and address, as the audit log has them. */
export function deedOf(request: Request, desk: Desk): { readonly who: string } {
  return { who: `${operatorOf(request, desk)} (${request.get('caller')})` };
}

/** Signs in. @throws {ApiError} for a wrong token */
export function signIn(request: Request, token: string, { logins, wrongTokens }: Desk): string {
  const attempt = logins.signIn(token, request.get('caller'));
  if ('waitMs' in attempt) {
    if (attempt.waitMs > 0) {
      throw new ApiError('too-many-requests', {
        text: 'Too many wrong tokens from this address: wait a moment.',
        retryAfter: Math.ceil(attempt.waitMs / 1000),
      });
    }
    wrongTokens.inc();
    throw new ApiError('not-signed-in', { text: 'This is not a token of the desk.', field: 'token' });
  }
  setCookie(request, COOKIE, attempt.cookie, {
    ...{ path: PATH, httpOnly: true, sameSite: 'Strict' },
    secure: request.get('origin').startsWith('https:'),
  });
  return attempt.name;
}

export function signOut(request: Request, { logins }: Desk): void {
  logins.signOut(getCookie(request, COOKIE));
  deleteCookie(request, COOKIE, { path: PATH });
}

/** The body of a request. @throws {ApiError} if it is not of this shape */
export async function readBody<Shape extends z.ZodType>(request: Request, shape: Shape): Promise<z.output<Shape>> {
  let body: unknown;
  try {
    body = await request.req.json();
  } catch (error) {
    if (error instanceof SyntaxError) throw new ApiError('bad-json');
    throw error;
  }
  const read = shape.safeParse(body);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new ApiError('bad-request', { text: `${issue!.message}.`, field: issue!.path.join('.') || 'body' });
}
