/**
 * Everything that depends on the configuration, built once and replaced as a whole when the configuration is read again.
 * Open tunnels keep the site with which they were opened.
 */
import { WebSocketServer } from 'ws';
import { authorizer, type Authorize, type Login } from './routes/auth.ts';
import { clientAddressReader, type ClientAddressOf, type ProxiedPeerOf } from './http/client-address.ts';
import type { TunnelConfig } from './config.ts';
import type { Route } from './routes/route-settings.ts';
import type { DialSettings } from './target/dial.ts';
import { readText } from '#process';
import { hostCheck, type HostCheck } from './http/hosts.ts';
import type { BrowserLimits } from './websocket/browser-socket.ts';
import { DEFLATE } from './websocket/deflate.ts';
import { messagePiecesMax } from './websocket/limits.ts';
import { originCheck } from './websocket/origins.ts';
import type { Recordings, StartRecording } from './ops/recorder.ts';
import type { Refused } from './websocket/refusals.ts';
import { routeTable } from './routes/route-table.ts';
import type { OnWrongLines } from './routes/token-files.ts';
import type { TokenRedisConnections } from './routes/token-redis.ts';

export interface Site {
  readonly config: TunnelConfig;
  readonly clientAddressOf: ClientAddressOf;
  readonly isOurHost: HostCheck;
  readonly mayConnect: ReturnType<typeof originCheck>;
  readonly findRoute: ReturnType<typeof routeTable>;
  /** The login of a caller of a route of this site. */
  authorize(route: Route, ...caller: Parameters<Authorize>): Promise<Login | Refused>;
  readonly targetTls: ReadonlyMap<Route, DialSettings['tls']>;
  readonly record: StartRecording | null;
  /** Of the WebSockets of browsers. */
  readonly browserLimits: BrowserLimits;
  /** The WebSocket server that answers a handshake with this sub-protocol, and compresses messages. */
  deflatingWebSockets(protocol: string | null): WebSocketServer;
}

/** What all sites of one bridge share. */
export interface SiteParts {
  readonly proxiedPeerOf: ProxiedPeerOf;
  /** Called with the address of an untrusted peer that names another client. */
  readonly onUntrustedProxy: (address: string) => void;
  readonly onWrongLines: OnWrongLines;
  readonly recordings: Recordings;
  readonly tokenRedis: TokenRedisConnections;
}

/** Reads the files that the configuration names; throws where one cannot be read. */
export function buildSite(config: TunnelConfig, parts: SiteParts): Site {
  const { proxiedPeerOf, onUntrustedProxy, onWrongLines, recordings, tokenRedis } = parts;
  const clientAddressOf = clientAddressReader(config, proxiedPeerOf, onUntrustedProxy);
  const { record: folder, recordBytesMax: recordingBytesMax, recordTotalBytesMax: totalBytesMax } = config;
  let answeredProtocol: string | null = null;
  const browserLimits = {
    maxPayload: config.messageBytesMax,
    maxBufferedChunks: messagePiecesMax(config.messageBytesMax),
    maxFragments: messagePiecesMax(config.messageBytesMax),
  };
  const deflating = new WebSocketServer({
    ...browserLimits,
    noServer: true,
    clientTracking: false,
    handleProtocols: () => answeredProtocol ?? false,
    perMessageDeflate: DEFLATE,
    // It ends a connection with more than 60 pings at once.
    autoPong: false,
  });
  const isOurHost = hostCheck(config);
  const authorizers = new Map(config.routes.map((route) => [route, authorizer(route.auth)]));
  return {
    config,
    clientAddressOf,
    isOurHost,
    mayConnect: originCheck(config, isOurHost),
    findRoute: routeTable(config.routes, {
      redisOf: (source) => tokenRedis.of(source, config.lookUpTimeoutMs),
      lookUpTimeoutMs: config.lookUpTimeoutMs,
      onWrongLines,
    }),
    authorize: (route, ...caller) => authorizers.get(route)!(...caller),
    targetTls: new Map(config.routes.map((route) => [route, tlsOf(route)])),
    record: folder === null ? null : recordings.into({ folder, recordingBytesMax, totalBytesMax }),
    browserLimits,
    deflatingWebSockets(protocol) {
      answeredProtocol = protocol;
      return deflating;
    },
  };
}

function tlsOf({ targetTls }: Route): DialSettings['tls'] {
  if (targetTls === undefined) return null;
  const { ca, serverName, verify } = targetTls;
  return { ...(ca === undefined ? {} : { ca: readText(ca) }), serverName, verify };
}
