/**
 * An HTTP server for small requests and answers (health, metrics, lists). Clients that hold silent connections cannot keep
 * others out.
 */
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { ListenOptions, Socket } from 'node:net';
import { hostName, isLocalName } from './host-name.ts';
import { isLoopback } from './ip-address.ts';
import { LateRequests } from './late-requests.ts';
import { listenOverStale } from './stale-socket.ts';

/** A connection younger than this had no time to send a request: older ones are closed first. */
const YOUNG_MS = 250;
/** Young connections may exceed the maximum by this factor; beyond it the oldest of them is closed. */
export const YOUNG_FACTOR = 4;

/** For answers that are meant for programs: a browser must not run, frame, guess or share them. */
export const PROGRAM_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

export interface SmallHttpLimits {
  /** Connections held at a time; past it the oldest is closed for a new one. */
  readonly connectionsMax: number;
  /** How long a request may take to come in, and a connection may be kept alive without one. */
  readonly requestTimeoutMs: number;
  /**
   * Whether a request over loopback must name a local host. A page of another site whose name has been pointed at this
   * machine can make a browser here send requests; programs on other machines may use any name for us.
   */
  readonly localNames?: boolean;
}

/** Headers of one request: browsers send about twenty, proxies add a few. */
const REQUEST_HEADERS_MAX = 256;

/**
 * Whether a request has more headers than one needs. Node leaves all behind the 2,000th out of `headers`, and still
 * reads the body by them: a `Content-Length` there would not be passed on, the body would be the next request, and the
 * `X-Forwarded-For` of a proxy would be missing.
 */
export function hasTooManyHeaders({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): boolean {
  return rawHeaders.length > 2 * REQUEST_HEADERS_MAX;
}

/** A server that does not listen yet. */
export function createSmallHttpServer(
  { connectionsMax, requestTimeoutMs, localNames = false }: SmallHttpLimits,
  respond: RequestListener,
): Server {
  const server = createServer({
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    keepAliveTimeout: requestTimeoutMs,
    connectionsCheckingInterval: requestTimeoutMs,
  });
  server.on('request', (request, response) => {
    if (hasTooManyHeaders(request)) return refuse(response, 431, 'too many headers');
    if (!localNames || !isRebound(request)) return respond(request, response);
    refuse(response, 403, 'unknown host: ask for localhost or an IP address');
  });
  const late = new LateRequests(server);
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const status = UNREAD_STATUSES[error.code ?? ''] ?? 400;
    const refused = () => refuseUnread(socket as Socket, status);
    if (status === 408) late.judge(socket, refused);
    else refused();
  });
  /** When each was accepted, oldest first. */
  const sockets = new Map<Socket, number>();
  server.on('connection', (socket) => {
    const nowMs = performance.now();
    for (const [oldest, acceptedMs] of sockets) {
      const isTooMany = sockets.size >= connectionsMax * YOUNG_FACTOR;
      if (sockets.size < connectionsMax || (nowMs - acceptedMs < YOUNG_MS && !isTooMany)) break;
      sockets.delete(oldest);
      oldest.destroy();
    }
    sockets.set(socket, nowMs);
    socket.once('close', () => sockets.delete(socket));
  });
  return server;
}

/** Of requests that cannot be read, by the error of Node. All else is no HTTP: 400. */
export const UNREAD_STATUSES: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_HEADER_OVERFLOW: 431,
};

/** As Node answers by default: not in the middle of another answer. */
function refuseUnread(socket: Socket, status: number): void {
  const { _httpMessage: begun } = socket as Socket & { readonly _httpMessage?: ServerResponse | null };
  const isAnswering = begun?.headersSent === true;
  if (!socket.writable || isAnswering) return void socket.destroy();
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`, () => socket.destroy());
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...PROGRAM_HEADERS, 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

/** Whether a request came over loopback by a name that is not this machine's. */
function isRebound({ socket, headers: { host } }: IncomingMessage): boolean {
  if (host === undefined || host === '' || !isLoopback(socket.localAddress ?? '')) return false;
  const name = hostName(host);
  return name === null || !isLocalName(name);
}

/** Stops listening, and ends all connections, those with an answer under way too. */
export async function closeNow(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

/** Listens. @returns the port, 0 on a unix socket. @throws when it cannot listen there. */
export async function listenOn(server: Server, where: ListenOptions): Promise<number> {
  await listenOverStale(where.path, () => once(server.listen(where), 'listening'));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
