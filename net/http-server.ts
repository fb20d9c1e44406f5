/**
 * An HTTP server for small questions with small answers (health, metrics, lists), that callers who hold connections and
 * say nothing cannot keep others from.
 */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { ListenOptions, Socket } from 'node:net';

/** A connection younger than this is never closed for another one: it had no time to ask. */
const YOUNG_MS = 250;
/** Young connections may exceed the maximum by this factor; beyond it new ones are refused. */
const YOUNG_FACTOR = 4;

/** What a browser is told of answers that are for programs: not to run, frame, guess or share them. */
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
}

/** A server that does not listen yet. */
export function createSmallHttpServer(
  { connectionsMax, requestTimeoutMs }: SmallHttpLimits,
  respond: RequestListener,
): Server {
  const server = createServer({
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    keepAliveTimeout: requestTimeoutMs,
    connectionsCheckingInterval: requestTimeoutMs,
  });
  server.on('request', respond);
  /** When each was accepted, oldest first. */
  const sockets = new Map<Socket, number>();
  server.on('connection', (socket) => {
    const nowMs = performance.now();
    for (const [oldest, acceptedMs] of sockets) {
      if (sockets.size < connectionsMax || nowMs - acceptedMs < YOUNG_MS) break;
      sockets.delete(oldest);
      oldest.destroy();
    }
    if (sockets.size >= connectionsMax * YOUNG_FACTOR) return void socket.destroy();
    sockets.set(socket, nowMs);
    socket.once('close', () => sockets.delete(socket));
  });
  return server;
}

/** Listens. @returns the port, 0 on a unix socket. @throws when it cannot listen there. */
export async function listenOn(server: Server, where: ListenOptions): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
