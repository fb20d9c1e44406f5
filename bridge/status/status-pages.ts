/**
 * The status page: what is below the path of `--status`. pages.ts has checked the Host before.
 *
 *     GET  /          the page, and its files below /assets/: nothing in them is secret
 *     POST /login     name and password; the answer has the cookie of the login
 *     POST /logout    takes it away
 *     GET  /sessions  what is open, has ended and was: the page asks every two seconds
 *     POST /end       ends a session
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { PROGRAM_HEADERS } from '#net';
import type { Logger } from '#process';
import { answer } from '../http/answer.ts';
import type { ClientAddress } from '../http/client-address.ts';
import { schemeOf } from '../http/scheme.ts';
import { staticFiles } from '../http/static.ts';
import type { BridgeConfig } from '../config.ts';
import { printable, type RefusalLog } from '../ops/refusal-log.ts';
import type { GuessCounts } from '../routes/secret-guesses.ts';
import { refusalHeaders, REFUSALS } from '../websocket/refusals.ts';
import { LOGIN_SECONDS, statusLogins, type Operator } from './logins.ts';
import { cookieOf, isOwnRequest, queryOf, readTexts } from './requests.ts';
import { mergeSnapshots, type StatusSource } from './snapshot.ts';
import { Viewers } from './viewers.ts';

/** Where the build puts the page, from the sources and from `dist`. */
const FOLDER = fileURLToPath(
  new URL(import.meta.url.includes('/dist/bridge/') ? '../../status-page' : '../../dist/status-page', import.meta.url),
);
const ASSETS = '/assets/';

const PAGE_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
};

/** Answers of the page's own requests that are no success. */
const ERRORS = {
  'bad-request': { status: 400, text: 'The request is not understood.' },
  'not-signed-in': { status: 401, text: 'Sign in first.' },
  'wrong-login': { status: 401, text: 'Name or password is wrong.' },
  'foreign-origin': {
    status: 403,
    text: 'Refused: the request is not from this page. A proxy in front must pass on the Host header.',
  },
  'no-session': { status: 404, text: 'This session has ended already, or is ending.' },
  'too-many-failures': { status: 429, text: 'Too many wrong passwords from your address. Wait a moment.' },
  'too-many-viewers': { status: 503, text: 'Too many operators look at this page now. It tries again.' },
  busy: { status: 503, text: 'The bridge is busy. Try again.' },
} as const;

export interface StatusParts {
  readonly source: StatusSource;
  /** Signs logins: see logins.ts. */
  readonly key: Buffer;
  readonly guesses: GuessCounts;
  readonly refusals: RefusalLog;
  readonly log: Logger;
}

export type StatusSettings = Pick<BridgeConfig, 'forwardedHeader'> & {
  readonly path: string;
  readonly passwords: string;
};

export function statusPages({ path, passwords, forwardedHeader }: StatusSettings, parts: StatusParts) {
  const { source, guesses, refusals, log } = parts;
  const files = staticFiles(FOLDER, [ASSETS]);
  const logins = statusLogins(passwords, parts.key);
  const viewers = new Viewers();

  /** @param url with a path below that of the page. @returns rejects where a file cannot be read */
  return async (request: IncomingMessage, response: ServerResponse, url: URL, client: ClientAddress): Promise<void> => {
    for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
    const name = url.pathname.slice(path.length);
    const isPost = ['/login', '/logout', '/end'].includes(name);
    const isMethod = isPost ? request.method === 'POST' : request.method === 'GET' || request.method === 'HEAD';
    if (!isMethod) {
      response.setHeader('Allow', isPost ? 'POST' : 'GET, HEAD');
      return answer(response, 405);
    }
    // Relative, as all addresses of the page: a proxy in front may add a prefix.
    if (name === '') return redirect(response, `${path.slice(path.lastIndexOf('/') + 1)}/`);
    if (isPost && !isOwnRequest(request)) return fail(response, 'foreign-origin');
    if (name === '/login') return signIn(request, response, client);
    if (name === '/logout') return setCookie(request, response, client, '', 0);
    if (name !== '/sessions' && name !== '/end') return files(request, response, name);
    const operator = await logins.operatorOf(cookieOf(request, cookieName(request)));
    if (operator === null) return fail(response, 'not-signed-in');
    if (name === '/sessions') return sessions(response, url, operator);
    return end(request, response, operator);
  };

  async function signIn(request: IncomingMessage, response: ServerResponse, client: ClientAddress): Promise<void> {
    const { name, password } = (await readTexts(request)) ?? {};
    if (name === undefined || password === undefined) return fail(response, 'bad-request');
    const cookie = await logins.signIn(name, password, guesses.of(client));
    if (typeof cookie === 'string') {
      log.info({ operator: printable(name), client: client.address }, 'operator signed in');
      return setCookie(request, response, client, cookie, LOGIN_SECONDS);
    }
    refusals.refused(cookie.refusal, client.address, request);
    const { 'Retry-After': retryAfter } = refusalHeaders(cookie);
    if (retryAfter !== undefined) response.setHeader('Retry-After', retryAfter);
    if (cookie.refusal === 'too-many-failures') return fail(response, 'too-many-failures');
    return fail(response, REFUSALS[cookie.refusal].status === 401 ? 'wrong-login' : 'busy');
  }

  async function sessions(response: ServerResponse, url: URL, operator: Operator): Promise<void> {
    const query = queryOf(url.searchParams);
    if (query === null) return fail(response, 'bad-request');
    if (!viewers.mayLook(operator.id)) return fail(response, 'too-many-viewers');
    json(response, 200, mergeSnapshots(await source.snapshots(query), query));
  }

  async function end(request: IncomingMessage, response: ServerResponse, operator: Operator): Promise<void> {
    const { id } = (await readTexts(request)) ?? {};
    if (id === undefined) return fail(response, 'bad-request');
    if (!(await source.end(id))) return fail(response, 'no-session');
    log.info({ tunnel: id, operator: printable(operator.name) }, 'session ended by operator');
    json(response, 200, {});
  }

  /** Sent back to this path only: without `Path` that is the folder of the request, whatever a proxy has put before it. */
  function setCookie(
    request: IncomingMessage,
    response: ServerResponse,
    client: ClientAddress,
    value: string,
    seconds: number,
  ): void {
    const secure = schemeOf(request, client, forwardedHeader) === 'https' ? '; Secure' : '';
    const cookie = `${cookieName(request)}=${value}; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`;
    response.setHeader('Set-Cookie', cookie);
    json(response, 200, {});
  }
}

/** Browsers keep one cookie for all ports of a host: each bridge on it has its own. */
function cookieName({ socket }: IncomingMessage): string {
  return `bridge-status-${socket.localPort ?? 'unix'}`;
}

function redirect(response: ServerResponse, location: string): void {
  response.setHeader('Location', location);
  answer(response, 308);
}

function fail(response: ServerResponse, error: keyof typeof ERRORS): void {
  const { status, text } = ERRORS[error];
  json(response, status, { error, text });
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    ...PROGRAM_HEADERS,
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
  });
  response.end(JSON.stringify(body));
}
