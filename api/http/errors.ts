// What an answer says when a request fails: `{ error, text, field? }`. The codes of all parts are in one table, which
// README.md shows; programs act on the code, players read the text.

import type { ContentfulStatusCode } from 'hono/utils/http-status';

interface ErrorRow {
  readonly status: ContentfulStatusCode;
  /** For players, in one short sentence. A thrown error may say it more exactly. */
  readonly text: string;
}

export const ERRORS = {
  'bad-request': { status: 400, text: 'A value in the request is not allowed.' },
  'bad-json': { status: 400, text: 'The body is not valid JSON.' },
  'bad-cursor': { status: 400, text: 'The cursor is not one that this list has given.' },
  'not-signed-in': { status: 401, text: 'This needs a login.' },
  'wrong-credentials': { status: 401, text: 'Name, password, code or passkey are not the right ones.' },
  'sign-in-again': { status: 403, text: 'This needs a login of the last 15 minutes: sign in once more.' },
  forbidden: { status: 403, text: 'This is not allowed.' },
  'history-hidden': { status: 403, text: 'This player does not show their matches.' },
  'missing-header': { status: 403, text: 'Requests that change something need the header x-packetman: 1.' },
  'not-found': { status: 404, text: 'There is nothing at this address.' },
  'needs-confirmation': { status: 409, text: 'This has effects that must be confirmed.' },
  conflict: { status: 409, text: 'This contradicts what is there already.' },
  'name-taken': { status: 409, text: 'The name, or one that looks like it, is taken.' },
  'already-claimed': { status: 409, text: 'You are signed in already.' },
  'rename-too-soon': { status: 409, text: 'The name can be changed once in 30 days.' },
  'no-passkeys-here': { status: 409, text: 'Passkeys need https or localhost, and a name instead of an IP address.' },
  'last-credential': { status: 409, text: 'Without it nobody could sign in any more.' },
  'too-many': { status: 409, text: 'There are as many as there may be.' },
  'too-big': { status: 413, text: 'The body is too big.' },
  'wrong-type': { status: 415, text: 'The body must be application/json.' },
  'bad-name': { status: 422, text: 'This is no name that a player can have.' },
  'name-reserved': { status: 422, text: 'This name could be mistaken for another one.' },
  'weak-password': {
    status: 422,
    text: 'A password has 8 to 128 characters, more than one of them different, and is not the name.',
  },
  'bad-passkey': { status: 422, text: 'The answer of the passkey does not fit, or came too late.' },
  'wrong-name': { status: 422, text: 'This is not your name.' },
  'too-many-tries': { status: 429, text: 'Too many tries to sign in: wait a while.' },
  busy: { status: 429, text: 'Too many passwords are being checked: try again in a moment.' },
  'too-many-requests': { status: 429, text: 'Too many requests: wait a moment.' },
  failed: { status: 500, text: 'The server failed to answer.' },
  'game-server-down': { status: 503, text: 'The game server does not answer.' },
  'database-down': { status: 503, text: 'The database cannot be reached for now.' },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

export interface ErrorBody {
  readonly error: ErrorCode;
  readonly text: string;
  /** The field of the request that is wrong. */
  readonly field?: string;
}

export interface ErrorDetails {
  readonly text?: string;
  readonly field?: string;
  /** Seconds after which another try makes sense. */
  readonly retryAfter?: number;
}

/** Thrown by a route, answered by app.ts. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, { text = ERRORS[code].text, field, retryAfter }: ErrorDetails = {}) {
    super(text);
    this.code = code;
    this.field = field;
    this.retryAfter = retryAfter;
  }
}
