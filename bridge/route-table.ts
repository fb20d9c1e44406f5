/**
 * Which target a handshake leads to: by path, host, sub-protocol or token. Whether the caller may go there is left to
 * auth.ts, connecting to dial.ts.
 */
import type { IncomingMessage } from 'node:http';
import type { TargetAddress } from './address.ts';
import type { Route } from './config.ts';
import { requestUrl } from './request-url.ts';
import { tokenFiles, type TargetOfToken } from './token-files.ts';

/** What a handshake asks for. */
export interface Wish {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly host: string;
  readonly cookies: string;
  /** The sub-protocols it offers, in its order. */
  readonly protocols: readonly string[];
}

export interface Way {
  readonly route: Route;
  readonly targets: readonly TargetAddress[];
  /** The sub-protocol to answer with, null when none was offered. */
  readonly protocol: string | null;
  /** What the caller showed, null if nothing. */
  readonly token: string | null;
}

/** An offered sub-protocol that carries a token: a page can set no header. */
const TOKEN_PROTOCOL = 'token.';

/** Null when the target of the request is no path, or the sub-protocols are no list of names. */
export function wishOf({ url = '', headers }: IncomingMessage): Wish | null {
  const parsed = requestUrl(url);
  if (parsed === null) return null;
  const offered = headers['sec-websocket-protocol'];
  const protocols = offered?.split(',').map((name) => name.trim()) ?? [];
  if (!protocols.every((name) => /^[!#$%&'*+\-.^_`|~\w]+$/.test(name))) return null;
  if (new Set(protocols).size !== protocols.length) return null;
  const host = (headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
  return { path: parsed.pathname, query: parsed.searchParams, host, cookies: headers.cookie ?? '', protocols };
}

/** Finds the first route that fits. */
export function routeTable(routes: readonly Route[]) {
  const entries = routes.map((route) => ({ route, targetOfToken: targetsOf(route) }));

  return async (wish: Wish): Promise<Way | 'no-route' | 'wrong-protocol'> => {
    let refusal: 'no-route' | 'wrong-protocol' = 'no-route';
    for (const { route, targetOfToken } of entries) {
      if (!isAt(route, wish)) continue;
      const token = tokenOf(route, wish);
      if (route.token !== undefined && route.token !== token) continue;
      const targets = await targetOfToken(token ?? '');
      if (targets === null) continue;
      const protocol = protocolOf(route, wish);
      if (protocol !== undefined) return { route, targets, protocol, token };
      refusal = 'wrong-protocol';
    }
    return refusal;
  };
}

function targetsOf({ target, tokens }: Route): (token: string) => Promise<readonly TargetAddress[] | null> {
  if (tokens === undefined) return () => Promise.resolve(target ?? null);
  const targetOfToken: TargetOfToken = tokenFiles(tokens);
  return async (token) => {
    const found = await targetOfToken(token);
    return found && [found];
  };
}

function isAt({ path, host }: Route, wish: Wish): boolean {
  if (host !== undefined && host !== wish.host) return false;
  if (path === undefined || path === wish.path) return true;
  return path.endsWith('/') && wish.path.startsWith(path);
}

function tokenOf({ tokenSources }: Route, { query, cookies, protocols }: Wish): string | null {
  for (const source of tokenSources) {
    const token =
      source === 'query'
        ? query.get('token')
        : source === 'cookie'
          ? /(?:^|;\s*)token=(?<value>[^;]*)/.exec(cookies)?.groups?.['value']
          : protocols.find((name) => name.startsWith(TOKEN_PROTOCOL))?.slice(TOKEN_PROTOCOL.length);
    if (token) return token;
  }
  return null;
}

/** The first that is offered and known, null when nothing is offered, undefined when nothing offered is known. */
function protocolOf({ protocols: known, tokenSources }: Route, { protocols }: Wish): string | null | undefined {
  if (protocols.length === 0) return null;
  const isToken = (name: string) => tokenSources.includes('protocol') && name.startsWith(TOKEN_PROTOCOL);
  const offered = protocols.filter((name) => !isToken(name));
  // A browser that has offered something fails without an answer; a token alone is answered with itself.
  if (offered.length === 0) return protocols[0];
  return offered.find((name) => known.includes(name));
}
