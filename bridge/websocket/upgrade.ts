/**
 * From an HTTP upgrade request to an open tunnel: the checks before the handshake, the cheapest first, and the refusal if
 * one fails. tunnels.ts has the open tunnels.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { hasTooManyHeaders } from '#net';
import type { Login } from '../routes/auth.ts';
import type { ClientAddress } from '../http/client-address.ts';
import type { TargetAddress } from '../target/address.ts';
import { DialError, type Dial } from '../target/dial.ts';
import type { Targets } from '../target/targets.ts';
import { acceptBrowser, type Browser, type BrowserSocket } from './browser-socket.ts';
import { narrowOffers } from './deflate.ts';
import { pingAnswers } from './ping-answers.ts';
import type { LimitName, TunnelPlaces } from './limits.ts';
import type { BridgeMetrics } from '../ops/metrics.ts';
import { printable, type RefusalLog } from '../ops/refusal-log.ts';
import { closeOf, isBrowser, refuseByClose, refuseByStatus, type Refused } from './refusals.ts';
import { handshakeOf, type RouteMatch, type Handshake } from '../routes/route-table.ts';
import type { LookUps } from '../routes/look-up.ts';
import type { Guesses, GuessCounts } from '../routes/secret-guesses.ts';
import type { Tunnels } from './tunnels.ts';
import type { Site } from '../site.ts';

export interface UpgradeParts {
  /** The current site. */
  readonly site: () => Site;
  readonly isDraining: () => boolean;
  /** Whether a request that came before on this connection has not been answered yet. */
  readonly isAnswering: (wire: Duplex) => boolean;
  readonly limits: TunnelPlaces;
  readonly guesses: GuessCounts;
  readonly lookUps: LookUps;
  readonly targets: Targets;
  readonly tunnels: Tunnels;
  readonly metrics: BridgeMetrics;
  readonly refusals: RefusalLog;
}

/** A handshake that has passed all checks: what is to be called for it. */
interface Admitted {
  readonly match: RouteMatch;
  readonly login: Login;
  readonly addresses: readonly TargetAddress[];
}

const NO_BYTES = Buffer.alloc(0);

/** The listener of an HTTP server's `upgrade` event. */
export function upgradeListener(parts: UpgradeParts) {
  const { site, isDraining, isAnswering, limits, guesses, lookUps, targets, tunnels, metrics, refusals } = parts;

  return (request: IncomingMessage, wire: Duplex, head: Buffer): void => {
    wire.on('error', destroyOwner);
    // Our answer would come before that one, or in the middle of it.
    if (isAnswering(wire)) return void wire.destroy();
    // The end of the stream is not noticed before they are read: a FIN behind them does not keep them from the target.
    if (head.length > 0) wire.unshift(head);
    const here = site();
    const client = here.clientAddressOf(request);
    if (client === null) return void wire.destroy();
    const caller: Caller = { request, wire: wire as Socket, client, site: here };

    const handshake = isMalformed(request) ? null : handshakeOf(request);
    if (handshake === null) return refuse(caller, { refusal: 'malformed' });
    if (!here.mayConnect(request)) return refuse(caller, { refusal: 'foreign-origin' });
    if (isDraining()) return refuse(caller, { refusal: 'draining' });
    // Counted from here on: the next checks take time, and other handshakes arrive meanwhile.
    const broken = limits.take(client, here.config);
    if (broken instanceof Promise) void broken.then((limit) => goOn(caller, handshake, limit));
    else goOn(caller, handshake, broken);
  };

  function goOn(caller: Caller, handshake: Handshake, broken: LimitName | null): void {
    if (broken !== null) return refuse(caller, { refusal: broken });
    const { request, wire, client, site: here } = caller;
    const guessesOfClient = guesses.of(client);
    const match = here.findRoute(handshake, guessesOfClient);
    if (isOpenToAll(match)) {
      return call(caller, handshake, { match, login: match.login, addresses: match.targets });
    }
    admit(caller, match, guessesOfClient).then(
      (admitted) => ('refusal' in admitted ? leave(caller, admitted) : call(caller, handshake, admitted)),
      (error: unknown) => {
        limits.leave(client);
        metrics.handshake('over-capacity');
        refusals.failed(client.address, request, error);
        refuseByStatus(wire, { refusal: 'over-capacity' });
      },
    );
  }

  /** Checks what takes time. */
  async function admit(
    { request, client, site }: Caller,
    found: ReturnType<Site['findRoute']>,
    guessesOfClient: Guesses,
  ): Promise<Admitted | Refused> {
    const match = await found;
    if ('refusal' in match) return match;
    const { route } = match;
    const authorized = await site.authorize(route, request.headers, match.token, guessesOfClient);
    if ('refusal' in authorized) return authorized;
    const targets =
      route.lookUp === undefined ? match : await lookUps.find(route.lookUp, request, client.address, site.config);
    if ('refusal' in targets) return targets;
    return { match, login: bothLogins(authorized, targets.login), addresses: targets.targets };
  }

  /** Calls the target. A browser gets its WebSocket meanwhile: its page could not see the status for one that does not answer. */
  function call(caller: Caller, handshake: Handshake, admitted: Admitted): void {
    const { request, site } = caller;
    const { route } = admitted.match;
    const startedMs = performance.now();
    const tls = site.targetTls.get(route) ?? null;
    const { connectTimeoutMs: timeoutMs } = site.config;
    const dialed = targets.dial(route, admitted.addresses, admitted.match.clientToken, { tls, timeoutMs });
    const waited = () => metrics.targetConnected(route.name, (performance.now() - startedMs) / 1000);
    const isAccepted = isBrowser(request);
    if (isAccepted) accept(caller, handshake, admitted, dialed);
    dialed.connected.then(
      () => {
        waited();
        if (!isAccepted) accept(caller, handshake, admitted, dialed);
      },
      (error: unknown) => {
        const refusal = error instanceof DialError ? error.id : 'target-unreachable';
        // A target that did not answer has taken at least this long.
        if (refusal === 'target-timeout') waited();
        if (!isAccepted) leave(caller, { refusal });
      },
    );
  }

  function accept(caller: Caller, { path }: Handshake, { match, login }: Admitted, dialed: Dial): void {
    const { request, wire, client, site } = caller;
    if (isDraining()) {
      abandon(dialed);
      return leave(caller, { refusal: 'draining' });
    }
    // It is gone since the target was called. One that has only sent its FIN gets its tunnel.
    if (!wire.writable) {
      abandon(dialed);
      limits.leave(client);
      return metrics.handshake('client-gone');
    }
    metrics.handshake('accepted');
    const { headers } = request;
    const open = (browser: Browser) => {
      const opened = { site, client, match, login, dial: dialed, browser, wire, headers, path: printable(path) };
      leaveAtEnd(client, tunnels.open(opened));
    };
    // That of `ws` cannot answer behind a FIN.
    if (match.route.deflate && !wire.readableEnded && narrowOffers(headers)) {
      site.deflatingWebSockets(match.protocol).handleUpgrade(request, wire, NO_BYTES, (browser) => {
        answerPings(browser);
        open(browser);
      });
    } else open(answer(caller, match.protocol));
  }

  /** In a scope of its own, because that of the handshake would be kept for as long as the tunnel. */
  function leaveAtEnd(client: ClientAddress, ended: Promise<unknown>): void {
    void ended.then(() => limits.leave(client));
  }

  function leave(caller: Caller, refused: Refused): void {
    limits.leave(caller.client);
    refuse(caller, refused);
  }

  function refuse(caller: Caller, refused: Refused): void {
    const { request, wire, client } = caller;
    metrics.handshake(refused.refusal);
    refusals.refused(refused.refusal, client.address, request, refused.cause);
    const close = closeOf(request, refused);
    if (close === null) return refuseByStatus(wire, refused);
    // It may have left while what takes time was checked.
    if (!wire.readable || !wire.writable) return void wire.destroy();
    const protocol = handshakeOf(request)?.protocols[0] ?? null;
    refuseByClose(answer(caller, protocol), close, refused.reason);
  }
}

/** Answers a handshake that is to be accepted. @param protocol the sub-protocol to answer with */
function answer({ request, wire, site }: Caller, protocol: string | null): BrowserSocket {
  // `isMalformed` has looked at it.
  const key = request.headers['sec-websocket-key'] ?? '';
  return acceptBrowser(wire, key, protocol, site.browserLimits);
}

interface Caller {
  readonly request: IncomingMessage;
  /** With what came behind the request. */
  readonly wire: Socket;
  readonly client: ClientAddress;
  readonly site: Site;
}

/** Copies: behind a message that is compressed they wait, and each is a part of what was read at once. */
function answerPings(browser: WebSocket): void {
  const answerPing = pingAnswers((data, onSent) => browser.pong(Buffer.from(data), false, onSent));
  browser.on('ping', answerPing);
}

/** Outside the listener, because its scope would keep the request for as long as the tunnel lasts. */
function destroyOwner(this: Duplex): void {
  this.destroy();
}

/** Whether the route is known already, and there is nothing more to check: most handshakes need not wait for anything. */
function isOpenToAll(match: ReturnType<Site['findRoute']>): match is RouteMatch {
  if (match instanceof Promise || 'refusal' in match) return false;
  return match.route.auth === undefined && match.route.lookUp === undefined;
}

/** A tunnel ends with the login that expires first. */
function bothLogins(first: Login, second: Login): Login {
  const expiries = [first.expiresAtMs, second.expiresAtMs].filter((atMs) => atMs !== null);
  return { user: second.user ?? first.user, expiresAtMs: expiries.length === 0 ? null : Math.min(...expiries) };
}

/** What is no handshake (RFC 6455, 4.2.1). Of its sub-protocols `handshakeOf` takes care. */
function isMalformed(request: IncomingMessage): boolean {
  const { method, headers } = request;
  const { upgrade = '', 'sec-websocket-key': key = '', 'sec-websocket-version': version } = headers;
  if (method !== 'GET' || upgrade.toLowerCase() !== 'websocket' || hasTooManyHeaders(request)) return true;
  return version !== '13' || !/^[+/0-9A-Za-z]{22}==$/.test(key);
}

function abandon({ connected, cancel }: Dial): void {
  cancel();
  connected.then(
    ({ socket }) => socket.destroy(),
    () => {},
  );
}
