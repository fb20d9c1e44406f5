/**
 * Log lines about refused callers: the reason, the address, and the setting that would accept them. Text that a caller
 * wrote is cut and cleaned. There are only a few lines a minute of each kind; metrics.ts counts all refusals.
 */
import type { IncomingMessage } from 'node:http';
import { hostName, isHostPattern } from '#net';
import type { Logger } from '#process';
import { isSameHost } from '../websocket/origins.ts';
import type { Refusal } from '../websocket/refusals.ts';

/** Lines of one kind in each period. Further ones are counted in the next line of that kind. */
const LINES_MAX = 5;
const PERIOD_MS = 60_000;
/** Characters of a name or path that a caller wrote. */
const TEXT_MAX = 200;

/** A connection that was closed before it had sent a request. */
export type Drop =
  | 'no-proxy-header'
  | 'proxy-refused'
  | 'not-tls'
  | 'tls-failed'
  | 'silent'
  | 'bad-request'
  | 'connections-full';

type Kind = Refusal | Drop | 'http-error' | 'target-failed';

const HINTS: Readonly<Record<Exclude<Kind, 'foreign-origin' | 'unknown-host' | 'target-failed'>, string>> = {
  malformed: 'what came is no WebSocket handshake: a reverse proxy must pass on Upgrade, Connection and the path',
  'wrong-protocol': 'the page offers only sub-protocols that no route names in "protocols"',
  draining: 'the bridge is about to end',
  'over-capacity': 'more at once than --tunnels allows, or more logins at once than can be checked',
  'too-many-tunnels': 'more from one address than --tunnels-per-address; name a proxy in front with --trust',
  'too-many-handshakes': 'more from one address than "handshakesPerSecondMax"; name a proxy in front with --trust',
  'too-many-failures': 'too many wrong logins or tokens from one address; name a proxy in front with --trust',
  'no-route': 'no route fits its path, host and token',
  rejected: 'the look-up of the route has refused it',
  'look-up-failed': 'the look-up of the route has thrown, or has answered something else than it may: see cause',
  'look-up-timeout': 'the look-up of the route did not answer within "lookUpTimeoutMs"',
  unauthorized:
    'no login, or a wrong one; for a WebSocket alone browsers do not ask: --web-auth makes them ask for the page as well',
  'target-unreachable':
    'the target does not accept: "target failed" or "target down" in this log says which one, and why',
  'target-timeout': 'the target does not accept in time',
  'tokens-unavailable': 'what the tokens of the route are looked up in does not answer: see cause',
  'no-proxy-header': 'a trusted peer sent no PROXY header; --accept-proxy-header asks for one on every connection',
  'proxy-refused': 'a PROXY header of a peer that is not trusted: --accept-proxy-header with --trust and its address',
  'not-tls': 'a plain connection, which --tls-only refuses',
  'tls-failed': 'the TLS handshake failed',
  silent: 'only a part of a request, or of what comes before it, came in time',
  'bad-request': 'what came is no HTTP request',
  'connections-full': 'more connections than --tunnels and the page need',
  'http-error': 'the bridge, or the server behind a passed-on path, could not answer',
};

/** Callers cause these by themselves, and the operator can do nothing. */
const QUIET: readonly Kind[] = [
  'malformed',
  'no-route',
  'rejected',
  'unauthorized',
  'draining',
  'silent',
  'bad-request',
];

export class RefusalLog {
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #lines = new Map<Kind, { beganMs: number; count: number }>();

  /** @param now a clock in milliseconds that never goes back */
  constructor(log: Logger, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  /** A handshake, or a request of a page, that was refused. */
  refused(refusal: Refusal, client: string, request: IncomingMessage, cause?: string): void {
    this.#refused(refusal, client, request, cause === undefined ? {} : { cause: printable(cause) });
  }

  /** An HTTP request that could not be answered, by the bridge or by the server behind a passed-on path. */
  failed(client: string, request: IncomingMessage, cause: unknown): void {
    this.#refused('http-error', client, request, { cause: printable(String(cause)) });
  }

  /** A connection that was closed without an answer, or without one of ours. */
  dropped(kind: Drop, client: string, error?: Error): void {
    this.#write(kind, { refusal: kind, client, error: error && printable(error.message), hint: HINTS[kind] });
  }

  /** A target that could not be connected to. @param cause as the system or TLS says it */
  targetFailed(route: string, target: string, { message: cause }: Error): void {
    this.#write('target-failed', { route, target, cause: printable(cause) }, 'target failed');
  }

  #refused(kind: Refusal | 'http-error', client: string, request: IncomingMessage, more: object): void {
    const { origin, host } = request.headers;
    const hint = hintFor(kind, request);
    this.#write(kind, {
      refusal: kind,
      client,
      origin: origin && printable(origin),
      host: host && printable(host),
      path: printable((request.url ?? '').replace(/[?#].*/s, '')),
      hint,
      ...more,
    });
  }

  #write(kind: Kind, fields: object, message = 'refused'): void {
    const nowMs = this.#now();
    const before = this.#lines.get(kind);
    const isNew = before === undefined || nowMs - before.beganMs >= PERIOD_MS;
    const lines = isNew ? { beganMs: nowMs, count: 0 } : before;
    lines.count += 1;
    this.#lines.set(kind, lines);
    if (lines.count > LINES_MAX) {
      this.#log.debug(fields, message);
      return;
    }
    const left = isNew && before !== undefined ? Math.max(0, before.count - LINES_MAX) : 0;
    const level = QUIET.includes(kind) ? 'info' : 'warn';
    this.#log[level]({ ...fields, notLogged: left > 0 ? left : undefined }, message);
  }
}

function hintFor(kind: Refusal | 'http-error', request: IncomingMessage): string {
  if (kind === 'unknown-host') return hostHint(request.headers.host ?? '');
  return kind === 'foreign-origin' ? originHint(request) : HINTS[kind];
}

/**
 * What would let the bridge answer to a name; the port does not belong to it. Only what the flag takes: operators copy
 * it into a shell, and a caller may have written `$(...)`.
 */
export function hostHint(host: string): string {
  const name = hostName(host);
  if (name === null || !isHostPattern(name)) return 'its Host is no name of a host';
  return `if the bridge is to answer to this name: --host-name ${printable(name)}`;
}

/** Most often it is a proxy that asks in its own name, and not a foreign page. */
function originHint({ headers }: IncomingMessage): string {
  const { origin, host = '' } = headers;
  if (origin === undefined) return 'a program without Origin, which --no-originless and ExpectOrigin refuse';
  // As in `hostHint`.
  const isUsable = /^(null|https?:\/\/([\w.-]+|\[[\da-f:]+\])(:\d+)?)$/.test(origin);
  const flag = `--origin ${isUsable ? printable(origin) : '...'}`;
  const viaProxy = ['via', 'forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'].some(
    (name) => headers[name],
  );
  if (isSameHost(origin, host)) return `${hostHint(host)}; where only listed pages may connect: ${flag}`;
  if (viaProxy || !isSameName(origin, host))
    return `Origin and Host differ: a reverse proxy in front must pass on Host (nginx: proxy_set_header Host $http_host); if it is a page of another host that may connect: ${flag}`;
  return `Origin and Host differ in the port: if this page may connect: ${flag}`;
}

function isSameName(origin: string, host: string): boolean {
  const name = host.toLowerCase().replace(/:\d+$/, '');
  return URL.canParse(origin) && new URL(origin).hostname === name;
}

/** Short, and of printable ASCII only: nothing that moves a cursor, hides itself or looks like another line. */
export function printable(text: string): string {
  const cut = text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}...` : text;
  return cut.replaceAll(/[^\x20-\x7e]/g, '?');
}
