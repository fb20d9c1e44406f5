/**
 * Finds the route of a handshake: by path, host, sub-protocol or token. The login is checked in auth.ts, the connection
 * made in dial.ts.
 */
import type { IncomingMessage } from 'node:http';
import type { TargetAddress } from '../target/address.ts';
import type { Route } from './route-settings.ts';
import { requestUrl } from '../http/request-url.ts';
import type { Refused } from '../websocket/refusals.ts';
import type { Login } from './auth.ts';
import { isSameSecret, type Guesses } from './secret-guesses.ts';
import { type OnWrongLines, tokenFiles } from './token-files.ts';
import { tokenFolder, tokenSockets } from './token-folders.ts';
import { tokenHttp } from './token-http.ts';
import { tokenJwt } from './token-jwt.ts';
import type { TokenRedis } from './token-redis.ts';
import { NOBODY, type TokenTarget, type TokenTargets } from './token-targets.ts';
import { TokenWatch } from './token-watch.ts';

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
  /** The token of the client, whoever uses it. */
  readonly clientToken: string | null;
  /** What the token of the route says about its bearer. */
  readonly login: Login;
  /** Calls back once when that token is revoked, and returns what stops this; null where it is not watched. */
  readonly watchToken: ((onRevoked: () => void) => () => void) | null;
}

/** An offered sub-protocol that carries a token: a page can set no header. */
const TOKEN_PROTOCOL = 'token.';

/** A path in which there is nothing to resolve. Most are such: to read them as a URL takes longer than all other checks. */
const PLAIN_PATH = /^(?:\/[\w-]*)+$/;
const NO_QUERY = new URLSearchParams();

/** Null when the target of the request is no path, or the sub-protocols are no list of names. */
export function handshakeOf({ url = '', headers }: IncomingMessage): Handshake | null {
  const parsed = PLAIN_PATH.test(url) ? { pathname: url, searchParams: NO_QUERY } : requestUrl(url);
  if (parsed === null) return null;
  const offered = headers['sec-websocket-protocol'];
  const protocols = offered?.split(',').map((name) => name.trim()) ?? [];
  if (!protocols.every((name) => /^[!#$%&'*+\-.^_`|~\w]+$/.test(name))) return null;
  if (new Set(protocols).size !== protocols.length) return null;
  const host = (headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
  return { path: parsed.pathname, query: parsed.searchParams, host, cookies: headers.cookie ?? '', protocols };
}

/** What the tokens of routes are looked up with. */
export interface TokenParts {
  /** What reads the tokens of a source `tokenRedis`. */
  readonly redisOf: (source: string) => TokenRedis;
  readonly lookUpTimeoutMs: number;
  readonly onWrongLines: OnWrongLines;
}

/**
 * Finds the first route that fits; at once where none is asked for a token before. Tokens that routes ask for are counted
 * as guesses of the caller.
 * @throws {BridgeConfigError} where the key of tokens is none
 */
export function routeTable(routes: readonly Route[], parts: TokenParts) {
  const entries = routes.map((route) => entryOf(route, parts));

  return (handshake: Handshake, guesses: Guesses): RouteMatch | Refused | Promise<RouteMatch | Refused> =>
    withoutToken(entries, handshake) ?? withTokens(handshake, guesses);

  async function withTokens(handshake: Handshake, guesses: Guesses): Promise<RouteMatch | Refused> {
    let refused: Refused = { refusal: 'no-route' };
    const tried = new TriedTokens(guesses);
    try {
      for (const { route, targetsOfToken, isSecret, watch } of entries) {
        if (!isAt(route, handshake)) continue;
        const token = tokenOf(route, handshake);
        if (isSecret && (token === null || !(await tried.mayTry(token)))) continue;
        const found = targetsOfToken === null ? targetOf(route) : await targetsOfToken(token);
        if (found === null) continue;
        if ('refusal' in found) {
          if (isSecret) tried.dropped(token ?? '');
          refused = found;
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
        return {
          route,
          ...found,
          protocol,
          token: isShown ? token : null,
          clientToken: token,
          watchToken: watching(watch, token),
        };
      }
    } finally {
      tried.end();
    }
    return refused.refusal === 'no-route' && tried.waits !== null
      ? { refusal: 'too-many-failures', retryAfterS: tried.waits }
      : refused;
  }
}

/** The first route at a path, where it asks for no token and knows the sub-protocol; null where more has to be tried. */
function withoutToken(entries: readonly Entry[], handshake: Handshake): RouteMatch | null {
  const first = entries.find(({ route }) => isAt(route, handshake));
  if (first === undefined || first.targetsOfToken !== null) return null;
  const { route } = first;
  const { targets, login } = targetOf(route);
  const protocol = protocolOf(route, handshake);
  if (protocol === undefined) return null;
  const token = tokenOf(route, handshake);
  return { route, targets, login, protocol, token, clientToken: token, watchToken: null };
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

  async mayTry(token: string): Promise<boolean> {
    if (this.#open.has(token)) return true;
    if (this.#waiting.has(token)) return false;
    const attempt = await this.#guesses.begin(secretOf(token));
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

interface Entry {
  readonly route: Route;
  /** Null for a route that asks for no token. */
  readonly targetsOfToken: TokenTargets['targetsOf'] | null;
  readonly isSecret: boolean;
  readonly watch: TokenWatch | null;
}

function entryOf(route: Route, parts: TokenParts): Entry {
  const { token: asked, revoke } = route;
  const tokens = tokensOf(route, parts);
  const revocation = revoke ? (tokens?.revocation ?? null) : null;
  const watch = revocation && new TokenWatch(revocation);
  if (asked === undefined) {
    return {
      route,
      targetsOfToken: tokens && ((token) => tokens.targetsOf(token)),
      isSecret: tokens?.isSecret ?? false,
      watch,
    };
  }
  const targetsOfToken: Entry['targetsOfToken'] = async (token) =>
    isSameSecret(asked, token ?? '') ? (tokens ? tokens.targetsOf(token) : targetOf(route)) : null;
  return { route, targetsOfToken, isSecret: true, watch };
}

function tokensOf(route: Route, { redisOf, lookUpTimeoutMs, onWrongLines }: TokenParts): TokenTargets | null {
  const { tokens, tokensOnce, tokenRedis, tokenFolder: named, tokenSockets: sockets, tokenUrl, tokenKey } = route;
  if (tokens !== undefined) return tokenFiles(tokens, tokensOnce, onWrongLines);
  if (tokenRedis !== undefined) return redisOf(tokenRedis);
  if (named !== undefined) return tokenFolder(named);
  if (sockets !== undefined) return tokenSockets(sockets);
  if (tokenKey !== undefined) return tokenJwt(tokenKey);
  const { revokeEveryMs } = route;
  return tokenUrl === undefined ? null : tokenHttp({ tokenUrl, revokeEveryMs, timeoutMs: lookUpTimeoutMs });
}

/** Of a route whose target is no matter of tokens. */
function targetOf({ target = [] }: Route): TokenTarget {
  return { targets: target, login: NOBODY };
}

/** In a scope of its own, because that of the handshake would be kept for as long as the tunnel. */
function watching(watch: TokenWatch | null, token: string | null): RouteMatch['watchToken'] {
  return watch === null || token === null ? null : (onRevoked) => watch.watch(token, onRevoked);
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

function tokenOf(route: Route, handshake: Handshake): string | null {
  for (const source of route.tokenSources) {
    const token = TOKENS_FROM[source](handshake, route);
    if (token) return token;
  }
  return null;
}

const TOKENS_FROM: Readonly<
  Record<Route['tokenSources'][number], (handshake: Handshake, route: Route) => string | null | undefined>
> = {
  path: ({ path }, route) => decoded(path.slice((route.path ?? '').length)),
  query: ({ query }) => query.get('token'),
  cookie: ({ cookies }) => /(?:^|;\s*)token=(?<value>[^;]*)/.exec(cookies)?.groups?.['value'],
  protocol: ({ protocols }) => protocols.find((name) => name.startsWith(TOKEN_PROTOCOL))?.slice(TOKEN_PROTOCOL.length),
  host: ({ host }) => host,
};

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
