/** Connections on which no HTTP request can be read: answers them as Node does by default, and counts them. */
import { STATUS_CODES, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { PROGRAM_HEADERS, startsLikeProxyHeader, LateRequests, UNREAD_STATUSES } from '#net';
import { peerOf } from './client-address.ts';
import type { OnDrop } from './listeners.ts';

/** First byte of a TLS connection, on a port without TLS. */
const TLS_HANDSHAKE = 0x16;
const IS_TLS = new Error('a TLS connection, and this port has none: --cert turns it on');

const HANG_UPS = ['ECONNRESET', 'EPIPE', 'HPE_INVALID_EOF_STATE'];

/** @property rawPacket the bytes that could not be read */
type UnreadRequest = NodeJS.ErrnoException & { readonly rawPacket?: Buffer };

export interface AnswersUnderWay {
  /** Whether a socket has an answer under way, into which another one must not be written. */
  readonly isAnswering: (socket: Duplex) => boolean;
  /** Ends the watch. */
  readonly stop: () => void;
}

/** Watches the answers of a server from now on. */
export function answersUnderWay(http: Server): AnswersUnderWay {
  const answering = new WeakMap<Duplex, number>();
  const count = (socket: Duplex, change: 1 | -1) => answering.set(socket, (answering.get(socket) ?? 0) + change);
  const onRequest: RequestListener = ({ socket }, response) => {
    count(socket, 1);
    response.once('close', () => count(socket, -1));
  };
  http.prependListener('request', onRequest);
  return {
    isAnswering: (socket) => (answering.get(socket) ?? 0) > 0,
    stop: () => void http.off('request', onRequest),
  };
}

export function answerBadRequests(http: Server, isAnswering: (socket: Duplex) => boolean, onDrop: OnDrop): void {
  const late = new LateRequests(http);
  http.prependListener('upgrade', ({ socket }) => late.upgraded(socket));
  http.on('clientError', (error: UnreadRequest, socket) => {
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') late.judge(socket, () => refuse(error, socket));
    else refuse(error, socket);
  });
  function refuse(error: UnreadRequest, socket: Duplex): void {
    // A client that only hangs up has not been refused.
    if (!socket.writable || HANG_UPS.includes(error.code ?? '')) return void socket.destroy();
    const client = peerOf(socket as Socket)?.address ?? '';
    const status = UNREAD_STATUSES[error.code ?? ''] ?? 400;
    const isProxyHeader = error.rawPacket !== undefined && startsLikeProxyHeader(error.rawPacket);
    if (isProxyHeader) onDrop('proxy-refused', client, error);
    else if (status !== 408) onDrop('bad-request', client, error.rawPacket?.[0] === TLS_HANDSHAKE ? IS_TLS : error);
    // Browsers open connections that they may need, and may not.
    else if ((socket as Socket).bytesRead > 0) onDrop('silent', client, error);
    if (isAnswering(socket)) return void socket.destroy();
    const headers = Object.entries({ connection: 'close', ...PROGRAM_HEADERS }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers.join('')}\r\n`, () => socket.destroy());
  }
}
