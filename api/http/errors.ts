// What an answer says when a request fails: `{ error, text, field? }`. The codes of all parts are in one table, which
// README.md shows; programs act on the code, people read the text.

import type { ContentfulStatusCode } from 'hono/utils/http-status';

interface ErrorRow {
  readonly status: ContentfulStatusCode;
  /** For people, in one short sentence. A thrown error may say it more exactly. */
  readonly text: string;
}

export const ERRORS = {
  'bad-request': { status: 400, text: 'A value in the request is not allowed.' },
  'bad-json': { status: 400, text: 'The body is not valid JSON.' },
  'bad-cursor': { status: 400, text: 'The cursor is not one that this list has given.' },
  'not-signed-in': { status: 401, text: 'This needs a login.' },
  forbidden: { status: 403, text: 'This is not allowed.' },
  'history-hidden': { status: 403, text: 'This player does not show their matches.' },
  'missing-header': { status: 403, text: 'Requests that change something need the header x-packetman: 1.' },
  'not-found': { status: 404, text: 'There is nothing at this address.' },
  'needs-confirmation': { status: 409, text: 'This has effects that must be confirmed.' },
  conflict: { status: 409, text: 'This contradicts what is there already.' },
  'too-big': { status: 413, text: 'The body is too big.' },
  'wrong-type': { status: 415, text: 'The body must be application/json.' },
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
