/**
 * The handshakes that lead to no session, and how each is said. A page of JavaScript learns nothing of an HTTP status,
 * so a browser is let in and closed at once where its page may know the cause; everybody else gets the status.
 * What is refused is decided in upgrade.ts and its neighbours.
 */
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { CLOSES, type AnnouncedCloseId } from './close-codes.ts';

/** Without a close it is the same for all: the page is not to know, or there is no WebSocket that could be closed. */
export const REFUSALS = {
  malformed: { status: 400, close: null },
  'wrong-protocol': { status: 400, close: null },
  'foreign-origin': { status: 403, close: null },
  draining: { status: 503, close: 'going-away' },
  'over-capacity': { status: 503, close: 'over-capacity' },
  'too-many-sessions': { status: 429, close: 'too-many-sessions' },
  'too-many-handshakes': { status: 429, close: 'too-many-handshakes' },
  'no-route': { status: 404, close: 'no-route' },
  unauthorized: { status: 401, close: 'unauthorized' },
  'target-unreachable': { status: 502, close: 'target-unreachable' },
  'target-timeout': { status: 504, close: 'target-timeout' },
} as const satisfies Record<string, { status: number; close: AnnouncedCloseId | null }>;

export type Refusal = keyof typeof REFUSALS;

/** How long a refused browser has to answer our Close frame. */
const REFUSED_LINGER_MS = 1000;

/** Only browsers send Origin, and they always do (RFC 6455, 4.1). */
export function isBrowser({ headers }: IncomingMessage): boolean {
  return headers.origin !== undefined;
}

/** Answers with the status of a refusal, and ends the connection. */
export function refuseByStatus(socket: Duplex, refusal: Refusal): void {
  const { status } = REFUSALS[refusal];
  const body = `${STATUS_CODES[status]}\n`;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: text/plain',
    `Content-Length: ${body.length}`,
    ...(status === 401 ? ['WWW-Authenticate: Basic realm="bridge", charset="UTF-8"'] : []),
  ];
  socket.once('finish', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** Closes a WebSocket that was opened for this only. */
export function refuseByClose(browser: WebSocket, close: AnnouncedCloseId): void {
  const deadline = setTimeout(() => browser.terminate(), REFUSED_LINGER_MS);
  browser.on('error', () => browser.terminate());
  browser.once('close', () => clearTimeout(deadline));
  browser.close(CLOSES[close].code, CLOSES[close].reason);
}
