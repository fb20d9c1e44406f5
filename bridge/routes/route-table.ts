/**
 * Finds the route of a handshake: by path, host, sub-protocol or token. The login is checked in auth.ts, the connection
 * made in dial.ts.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { TargetAddress } from '../target/address.ts';
import type { Route } from './route-settings.ts';
import { requestUrl } from '../http/request-url.ts';
import type { Refused } from '../websocket/refusals.ts';
import type { Guesses } from './secret-guesses.ts';
import { tokenFiles } from './token-files.ts';
import type { TokenRedis } from './token-redis.ts';

/** What a handshake asks for, taken from its request. */
export interface Handshake {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly host: string;
  readonly cookies: string;
  /** The sub-protocols it offers, in its order. */
  readonly protocols: readonly string[];
}

export interface RouteMatch {
  readonly route: Route;
  /** Empty where the route looks them up. */
  readonly targets: readonly TargetAddress[];
  /** The sub-protocol to answer with, null when none was offered. */
  readonly protocol: string | null;
  /** A token for auth.ts, null if there was none, or if the route itself has used it. */
  readonly token: string | null;
}

/** An offered sub-protocol that carries a token: a page can set no header. */
const TOKEN_PROTOCOL = 'token.';

/** Null when the target of the request is no path, or the sub-protocols are no list of names. */
export function handshakeOf({ url = '', headers }: IncomingMessage): Handshake | null {
  const parsed = requestUrl(url);
  if (parsed === null) return null;
  const offered = headers['sec-websocket-protocol'];
  const protocols = offered?.split(',').map((name) => name.trim()) ?? [];
  if (!protocols.every((name) => /^[!#$%&'*+\-.^_`|~\w]+$/.test(name))) return null;
  if (new Set(protocols).size !== protocols.length) return null;
  const host = (headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
  return { path: parsed.pathname, query: parsed.searchParams, host, cookies: headers.cookie ?? '', protocols };
}

/**
 * Finds the first route that fits. Tokens that routes ask for are counted as guesses of the caller.
 * @param redisOf what reads the tokens of a source `tokenRedis`
 */
export function routeTable(routes: readonly Route[], redisOf: (source: string) => TokenRedis) {
  const entries = routes.map((route) => ({ route, ...targetsOf(route, redisOf) }));

  return async (handshake: Handshake, guesses: Guesses): Promise<RouteMatch | Refused> => {
    let refused: Refused = { refusal: 'no-route' };
    const tried = new TriedTokens(guesses);
    try {
      for (const { route, targetsOfToken, isSecret } of entries) {
        if (!isAt(route, handshake)) continue;
        const token = tokenOf(route, handshake);
        if (isSecret && (token === null || !tried.mayTry(token))) continue;
        const targets = targetsOfToken === null ? (route.target ?? (route.lookUp && [])) : await targetsOfToken(token);
        if (targets === undefined || targets === null) continue;
        if ('refusal' in targets) {
          if (isSecret) tried.dropped(token ?? '');
          refused = targets;
          continue;
        }
        if (isSecret) tried.right(token ?? '');
        const protocol = protocolOf(route, handshake);
        if (protocol === undefined) {
          refused = { refusal: 'wrong-protocol' };
          continue;
        }
        const isShown = targetsOfToken === null && token !== null;
        // auth.ts checks this one.
        if (isShown && route.auth?.jwtKey !== undefined) tried.dropped(token);
        return { route, targets, protocol, token: isShown ? token : null };
      }
    } finally {
      tried.end();
    }
    return refused.refusal === 'no-route' && tried.waits !== null
      ? { refusal: 'too-many-failures', retryAfterS: tried.waits }
      : refused;
  };
}

/** The tokens of one caller that were compared with those of routes. Those that fitted none were wrong. */
class TriedTokens {
  /** Seconds after which a token that was not compared may be, null if all were. */
  waits: number | null = null;
  readonly #guesses: Guesses;
  readonly #open = new Set<string>();
  readonly #waiting = new Set<string>();

  constructor(guesses: Guesses) {
    this.#guesses = guesses;
  }

  mayTry(token: string): boolean {
    if (this.#open.has(token)) return true;
    if (this.#waiting.has(token)) return false;
    const attempt = this.#guesses.begin(secretOf(token));
    if (attempt.name === 'waits') {
      this.waits = attempt.seconds;
      this.#waiting.add(token);
      return false;
    }
    this.#open.add(token);
    return true;
  }

  right(token: string): void {
    this.#open.delete(token);
    this.#guesses.right(secretOf(token));
  }

  dropped(token: string): void {
    if (this.#open.delete(token)) this.#guesses.dropped(secretOf(token));
  }

  end(): void {
    for (const token of this.#open) this.#guesses.wrong(secretOf(token));
  }
}

function secretOf(token: string): string {
  return `token ${token}`;
}

interface TokenTargets {
  /** Null for a route that asks for no token. */
  readonly targetsOfToken: ((token: string | null) => Promise<readonly TargetAddress[] | Refused | null>) | null;
  /** Whether to know a token is what gives the right to connect. */
  readonly isSecret: boolean;
}

function targetsOf(route: Route, redisOf: (source: string) => TokenRedis): TokenTargets {
  const { target = null, tokens, tokenRedis, token: asked } = route;
  if (tokens === undefined && tokenRedis === undefined && asked === undefined) {
    return { targetsOfToken: null, isSecret: false };
  }
  const inFile = tokens === undefined ? null : tokenFiles(tokens);
  const inRedis = tokenRedis === undefined ? null : redisOf(tokenRedis);
  const targetsOfToken = async (token: string | null) => {
    if (asked !== undefined && !isSameSecret(asked, token ?? '')) return null;
    if (inRedis !== null) return inRedis.targetsOf(token);
    if (inFile === null) return target;
    const found = await inFile(token ?? '');
    return found && [found];
  };
  return { targetsOfToken, isSecret: asked !== undefined || !(inRedis?.isPublic ?? false) };
}

/** In the same time for all that are wrong. */
function isSameSecret(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(first!, second!);
}

function isAt(route: Route, handshake: Handshake): boolean {
  if (route.host !== undefined && route.host !== handshake.host) return false;
  return route.path === undefined || isPathOf(route, handshake.path);
}

/**
 * Whether a route with a path takes handshakes for another: exactly this one, or all below it when it ends in a slash. One
 * whose path ends with the token takes this one alone below it, and its own path without the slash: there is no token then.
 */
export function isPathOf(route: Pick<Route, 'path' | 'tokenSources'>, asked: string): boolean {
  const { path = '' } = route;
  if (route.tokenSources.includes('path')) {
    return `${asked}/` === path || (asked.startsWith(path) && !asked.slice(path.length).includes('/'));
  }
  return path === asked || (path.endsWith('/') && asked.startsWith(path));
}

function tokenOf(route: Route, { path, query, cookies, protocols }: Handshake): string | null {
  for (const source of route.tokenSources) {
    const token =
      source === 'path'
        ? decoded(path.slice((route.path ?? '').length))
        : source === 'query'
          ? query.get('token')
          : source === 'cookie'
            ? /(?:^|;\s*)token=(?<value>[^;]*)/.exec(cookies)?.groups?.['value']
            : protocols.find((name) => name.startsWith(TOKEN_PROTOCOL))?.slice(TOKEN_PROTOCOL.length);
    if (token) return token;
  }
  return null;
}

/** As it is where it is not encoded as a path should be: then it is no token. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The first that is offered and known, null when nothing is offered, undefined when nothing offered is known. */
function protocolOf({ protocols: known, tokenSources }: Route, { protocols }: Handshake): string | null | undefined {
  if (protocols.length === 0) return null;
  const isToken = (name: string) => tokenSources.includes('protocol') && name.startsWith(TOKEN_PROTOCOL);
  const offered = protocols.filter((name) => !isToken(name));
  // A browser that has offered something fails without an answer; a token alone is answered with itself.
  if (offered.length === 0) return protocols[0];
  return offered.find((name) => known.includes(name));
}
