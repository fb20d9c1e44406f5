/**
 * The open tunnels: each is counted, ended when its login expires, and logged in one line when it has ended. upgrade.ts
 * decides which clients get one.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Logger } from '#process';
import type { Browser } from './browser-socket.ts';
import type { Login } from '../routes/auth.ts';
import type { ClientAddress } from '../http/client-address.ts';
import type { AnnouncedCloseId } from './close-codes.ts';
import type { Dial } from '../target/dial.ts';
import type { BridgeMetrics, OpenTunnels } from '../ops/metrics.ts';
import { encodeProxyHeaderV1, encodeProxyHeaderV2 } from '#net';
import type { Recording } from '../ops/recorder.ts';
import type { RouteMatch } from '../routes/route-table.ts';
import type { Site } from '../site.ts';
import { UnorderedList, type Place } from '../unordered-list.ts';
import { Tunnel, type TunnelEnd } from './tunnel.ts';

/** A handshake that was accepted. */
export interface NewTunnel {
  readonly site: Site;
  readonly client: ClientAddress;
  readonly match: RouteMatch;
  readonly login: Login;
  readonly dial: Dial;
  readonly browser: Browser;
  readonly wire: Socket;
  readonly headers: IncomingHttpHeaders;
  /** Without the query, which may contain tokens. */
  readonly path: string;
}

/** The longest time of a Node timer. A login that is valid for longer is checked again after it. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** Of a tunnel, for its log line and the status page. */
export interface AboutTunnel {
  /** Its id. */
  readonly tunnel: string;
  readonly client: string;
  readonly user: string | undefined;
  readonly route: string;
  readonly path: string;
}

export interface OpenTunnel {
  readonly tunnel: Tunnel;
  readonly about: AboutTunnel;
  readonly recording: Recording | null;
  readonly stopWatching: readonly ((() => void) | null)[];
  /** By the clock that never goes back. */
  readonly startedMs: number;
}

export class Tunnels implements OpenTunnels {
  /** Called with the number of open tunnels whenever one opens or ends. */
  onCount: (count: number) => void = () => {};
  /** Called when one has ended. */
  onEnded: (about: AboutTunnel, end: TunnelEnd, durationMs: number) => void = () => {};
  readonly #metrics: BridgeMetrics;
  readonly #log: Logger;
  readonly #tunnels = new UnorderedList<OpenTunnel>();

  constructor(metrics: BridgeMetrics, log: Logger) {
    this.#metrics = metrics;
    this.#log = log;
  }

  get count(): number {
    return this.#tunnels.size;
  }

  get queuedBytes(): { toTarget: number; toBrowser: number } {
    const total = { toTarget: 0, toBrowser: 0 };
    for (const { tunnel } of this.#tunnels) {
      const { queuedBytes } = tunnel;
      total.toTarget += queuedBytes.toTarget;
      total.toBrowser += queuedBytes.toBrowser;
    }
    return total;
  }

  /** Opens a tunnel. It keeps nothing of the handshake: thousands may be open. */
  open({ site, client, match, login, dial, browser, wire, headers, path }: NewTunnel): Promise<TunnelEnd> {
    const id = randomUUID();
    const route = match.route.name;
    const startedMs = performance.now();
    const recording = site.record?.(id, { startedAt: new Date().toISOString(), route, path }) ?? null;
    const tunnel = new Tunnel({
      browser,
      wire,
      dial,
      recording,
      preamble: preambleOf(match, client, wire, headers.host, id),
      frames: match.route.frames === 'none' ? null : match.route.frames,
      limits: site.config,
      traffic: this.#metrics.trafficOf(route),
      onRtt: this.#onRtt,
    });
    const about = { tunnel: id, client: client.address, user: login.user ?? undefined, route, path };
    const stopWatching = [
      login.expiresAtMs === null ? null : endAt(tunnel, login.expiresAtMs),
      match.watchToken && endWhenRevoked(tunnel, match.watchToken),
    ];
    const open = { tunnel, about, recording, stopWatching, startedMs };
    const place = this.#tunnels.add(open);
    this.onCount(this.count);
    this.#whenEnded(place);
    return tunnel.ended;
  }

  /** Those that are open now. */
  all(): Iterable<OpenTunnel> {
    return this.#tunnels;
  }

  closeAll(id: AnnouncedCloseId): void {
    for (const { tunnel } of this.#tunnels) tunnel.close(id);
  }

  destroyAll(): void {
    for (const { tunnel } of this.#tunnels) tunnel.destroy();
  }

  /** Resolves when all that are open now have ended. */
  async allEnded(): Promise<void> {
    await Promise.all(Array.from(this.#tunnels, ({ tunnel }) => tunnel.ended));
  }

  readonly #onRtt = (rttMs: number): void => this.#metrics.roundTrip(rttMs / 1000);

  #whenEnded(place: Place<OpenTunnel>): void {
    const { tunnel, about, recording, stopWatching, startedMs } = place.each;
    void tunnel.ended.then((end) => {
      for (const stop of stopWatching) stop?.();
      recording?.end();
      this.#tunnels.remove(place);
      this.#metrics.tunnelEnded(end);
      const rttMs = end.rttMs === null ? null : Math.round(end.rttMs * 10) / 10;
      const durationMs = Math.round(performance.now() - startedMs);
      // Spreads of two objects take a hundred times as long.
      this.#log.info(Object.assign({}, about, end, { rttMs, durationMs }), 'tunnel ended');
      this.onEnded(about, end, durationMs);
      this.onCount(this.count);
    });
  }
}

function preambleOf(
  { route }: RouteMatch,
  client: ClientAddress,
  wire: Socket,
  authority: string | undefined,
  id: string,
) {
  if (route.proxyHeader === 'none') return null;
  const local = { address: wire.localAddress ?? '', port: wire.localPort ?? 0 };
  if (route.proxyHeader === 'v1') return encodeProxyHeaderV1(client, local);
  const tls =
    wire instanceof TLSSocket ? { version: wire.getProtocol() ?? '', hasCertificate: wire.authorized } : undefined;
  return encodeProxyHeaderV2(client, local, { authority, uniqueId: id, tls });
}

/** @returns a function that stops it */
function endAt(tunnel: Tunnel, expiresAtMs: number): () => void {
  let timer: NodeJS.Timeout;
  const look = (): void => {
    const leftMs = expiresAtMs - Date.now();
    if (leftMs <= 0) tunnel.close('login-expired');
    else timer = setTimeout(look, Math.min(leftMs, TIMER_MS_MAX));
  };
  look();
  return () => clearTimeout(timer);
}

/** @returns a function that stops it */
function endWhenRevoked(tunnel: Tunnel, watchToken: NonNullable<RouteMatch['watchToken']>): () => void {
  return watchToken(() => tunnel.close('token-revoked'));
}
