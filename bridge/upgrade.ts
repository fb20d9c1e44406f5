/**
 * From an HTTP upgrade request to an open tunnel: the checks before the handshake, and the plain HTTP answer where
 * one fails. Method, version and key are checked by `ws`; what happens afterwards is left to tunnel.ts.
 */
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { WebSocketServer, type WebSocket } from 'ws';
import type { ClientAddress, ClientAddressOf } from './client-address.ts';
import type { BridgeConfig } from './config.ts';
import { messagePiecesMax, SessionLimits } from './limits.ts';
import type { BridgeMetrics, HandshakeResult } from './metrics.ts';
import { encodeProxyHeader } from './proxy-header.ts';
import { Tunnel } from './tunnel.ts';

export interface UpgradeParts {
  readonly config: BridgeConfig;
  readonly clientAddressOf: ClientAddressOf;
  readonly isDraining: () => boolean;
  /** Open tunnels: each is added when it opens and taken out when it has ended. */
  readonly tunnels: Set<Tunnel>;
  readonly metrics: BridgeMetrics;
  readonly log: Logger;
}

type Refusal = Exclude<HandshakeResult, 'accepted' | 'malformed'>;

const REFUSAL_STATUS: Record<Refusal, number> = {
  'foreign-origin': 403,
  'sessions-per-address': 429,
  sessions: 503,
  draining: 503,
};

/** The listener of an HTTP server's `upgrade` event. Any path leads to the target. */
export function upgradeListener({ config, clientAddressOf, isDraining, tunnels, metrics, log }: UpgradeParts) {
  const limits = new SessionLimits(config);
  const origins = new Set(config.origins);
  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: config.messageBytesMax,
    maxBufferedChunks: messagePiecesMax(config.messageBytesMax),
    maxFragments: messagePiecesMax(config.messageBytesMax),
  });

  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    const client = clientAddressOf(request);
    if (client === null) return void socket.destroy();

    const refusal = refusalOf(request, client);
    if (refusal !== null) {
      metrics.handshake(refusal);
      log.debug({ client: client.address, refusal }, 'handshake refused');
      return refuse(socket, REFUSAL_STATUS[refusal]);
    }
    let accepted = false;
    webSockets.handleUpgrade(request, socket, head, (browser) => {
      accepted = true;
      openTunnel(browser, request, client);
    });
    metrics.handshake(accepted ? 'accepted' : 'malformed');
  };

  function refusalOf(request: IncomingMessage, client: ClientAddress): Refusal | null {
    if (isDraining()) return 'draining';
    if (!isAllowedOrigin(request, origins)) return 'foreign-origin';
    return limits.brokenBy(client);
  }

  function openTunnel(browser: WebSocket, request: IncomingMessage, client: ClientAddress): void {
    const session = randomUUID();
    const startedMs = performance.now();
    const target = connect({ ...config.target, allowHalfOpen: true, noDelay: true, keepAlive: true });
    const preamble = config.proxyHeader === 'v2' ? encodeProxyHeader(client, localSide(request)) : null;
    const tunnel = new Tunnel({ browser, target, preamble, limits: config, traffic: metrics.traffic });
    limits.enter(client);
    tunnels.add(tunnel);

    void tunnel.ended.then((end) => {
      tunnels.delete(tunnel);
      limits.leave(client);
      metrics.sessionEnded(end);
      const durationMs = Math.round(performance.now() - startedMs);
      log.info({ session, client: client.address, ...end, durationMs }, 'session ended');
    });
  }
}

/**
 * A page may connect to the host it came from, and listed pages may. A program that is no browser sends no Origin,
 * and could send any: the check protects people with a browser from foreign pages, nothing else.
 */
function isAllowedOrigin(request: IncomingMessage, others: ReadonlySet<string>): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined || others.has(origin)) return true;
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
}

function localSide({ socket }: IncomingMessage): { address: string; port: number } {
  return { address: socket.localAddress ?? '0.0.0.0', port: socket.localPort ?? 0 };
}

function refuse(socket: Duplex, status: number): void {
  const body = `${STATUS_CODES[status]}\n`;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: text/plain',
    `Content-Length: ${body.length}`,
  ];
  socket.once('finish', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
