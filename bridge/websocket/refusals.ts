/**
 * Refused handshakes, and the answer to each. A page cannot see the HTTP status of a handshake. So if the page may know the
 * cause, a browser gets a WebSocket and then a close code. All other clients get the status. upgrade.ts and the files that
 * it uses decide what is refused; refusal-log.ts logs it.
 */
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Browser } from './browser-socket.ts';
import { PROGRAM_HEADERS } from '#net';
import { CLOSES, type AnnouncedCloseId } from './close-codes.ts';

/** With `close: null` all clients get the status: the page must not know the cause, or there is no WebSocket. */
export const REFUSALS = {
  malformed: { status: 400, close: null },
  'wrong-protocol': { status: 400, close: null },
  'foreign-origin': { status: 403, close: null },
  'unknown-host': { status: 403, close: null },
  draining: { status: 503, close: 'going-away' },
  'over-capacity': { status: 503, close: 'over-capacity' },
  'too-many-tunnels': { status: 429, close: 'too-many-tunnels' },
  'too-many-handshakes': { status: 429, close: 'too-many-handshakes' },
  'too-many-failures': { status: 429, close: 'too-many-failures' },
  'no-route': { status: 404, close: 'no-route' },
  rejected: { status: 403, close: 'rejected' },
  'look-up-failed': { status: 500, close: 'look-up-failed' },
  'look-up-timeout': { status: 504, close: 'look-up-timeout' },
  'tokens-unavailable': { status: 503, close: 'tokens-unavailable' },
  unauthorized: { status: 401, close: 'unauthorized' },
  'target-unreachable': { status: 502, close: 'target-unreachable' },
  'target-timeout': { status: 504, close: 'target-timeout' },
} as const satisfies Record<string, { status: number; close: AnnouncedCloseId | null }>;

export type Refusal = keyof typeof REFUSALS;

export interface Refused {
  readonly refusal: Refusal;
  /** With `unauthorized`: the accepted logins, as in WWW-Authenticate. */
  readonly challenges?: readonly string[];
  /** Sent to the caller instead of the usual text. */
  readonly reason?: string;
  /** For the log. */
  readonly cause?: string;
  /** Seconds after which it is worth trying again. */
  readonly retryAfterS?: number;
}

/** Most limits are only reached for a short time. */
const RETRY_AFTER_S = 1;

/** How long a refused browser has to answer our Close frame. */
const REFUSED_LINGER_MS = 1000;

/** Only browsers send Origin, and they always do (RFC 6455, 4.1). */
export function isBrowser({ headers }: IncomingMessage): boolean {
  return headers.origin !== undefined;
}

/** The close code of a refusal; null if the client gets the status. */
export function closeOf(request: IncomingMessage, { refusal, challenges = [] }: Refused): AnnouncedCloseId | null {
  // Only after this status a browser sends a login that it has for this host.
  const asksForPassword = challenges.some((challenge) => challenge.startsWith('Basic'));
  return isBrowser(request) && !asksForPassword ? REFUSALS[refusal].close : null;
}

/** The headers of a refusal as an HTTP answer. */
export function refusalHeaders({ refusal, challenges, retryAfterS }: Refused): Record<string, string | string[]> {
  const { status } = REFUSALS[refusal];
  const seconds = retryAfterS ?? (status === 429 || status === 503 ? RETRY_AFTER_S : null);
  return {
    ...(challenges === undefined ? {} : { 'WWW-Authenticate': [...challenges] }),
    ...(seconds === null ? {} : { 'Retry-After': String(seconds) }),
  };
}

/** Answers with the status of a refusal, and ends the connection. */
export function refuseByStatus(socket: Duplex, refused: Refused): void {
  const { status } = REFUSALS[refused.refusal];
  const body = Buffer.from(`${refused.reason ?? STATUS_CODES[status]}\n`);
  const headers = Object.entries({ ...PROGRAM_HEADERS, ...refusalHeaders(refused) });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${body.length}`,
    ...headers.flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}`)),
  ];
  socket.once('finish', () => socket.destroy());
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]));
}

/** Closes a WebSocket that was opened only to send a close code. */
export function refuseByClose(browser: Browser, close: AnnouncedCloseId, reason?: string): void {
  const deadline = setTimeout(() => browser.terminate(), REFUSED_LINGER_MS);
  browser.on('error', () => browser.terminate());
  browser.on('close', () => clearTimeout(deadline));
  browser.close(CLOSES[close].code, reason ?? CLOSES[close].reason);
}
