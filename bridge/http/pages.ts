/**
 * Routes HTTP requests, after the login where one is needed. WebSocket handshakes go to upgrade.ts instead.
 *
 *     path of `status`     the status page, which has a login of its own
 *     paths of `passOn`    the HTTP server behind each
 *     paths of `pageLinks` the page's index.html
 *     everything else      the page
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { hasTooManyHeaders } from '#net';
import { answer } from './answer.ts';
import { authorizer } from '../routes/auth.ts';
import type { ClientAddress, ClientAddressOf } from './client-address.ts';
import type { BridgeConfig } from '../config.ts';
import { passOn } from './pass-on.ts';
import type { HostCheck } from './hosts.ts';
import { hostHint, type RefusalLog } from '../ops/refusal-log.ts';
import { indexPage } from './index-page.ts';
import { refusalHeaders, REFUSALS, type Refused } from '../websocket/refusals.ts';
import { requestUrl } from './request-url.ts';
import type { GuessCounts } from '../routes/secret-guesses.ts';
import { staticFiles } from './static.ts';
import { statusPages, type StatusParts } from '../status/status-pages.ts';

/** For a page that loads everything from its own host, opens WebSockets to any host, and is never framed. */
const STRICT_CSP = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self' ws: wss:",
  "style-src 'self' 'unsafe-inline'",
  "script-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface PageParts {
  readonly clientAddressOf: ClientAddressOf;
  readonly isOurHost: HostCheck;
  readonly guesses: GuessCounts;
  readonly refusals: RefusalLog;
  /** Null without a status page. */
  readonly status: Pick<StatusParts, 'source' | 'key' | 'log'> | null;
}

type PageSettings = Pick<
  BridgeConfig,
  | 'web'
  | 'csp'
  | 'immutable'
  | 'pageLinks'
  | 'forwardedHeader'
  | 'webPasswords'
  | 'webLogin'
  | 'passOn'
  | 'status'
  | 'statusPasswords'
>;

export function pageListener(
  config: PageSettings,
  { clientAddressOf, isOurHost, guesses, refusals, status: statusParts }: PageParts,
): RequestListener {
  const page = config.web === null ? null : staticFiles(config.web, config.immutable);
  const index = config.web === null ? null : indexPage(config.web, config);
  const headers = securityHeaders(config);
  const { webPasswords, webLogin } = config;
  const isPublic = webPasswords === null && webLogin === null;
  const authorize = isPublic
    ? null
    : authorizer({ passwords: webPasswords ?? undefined, login: webLogin ?? undefined });
  const status = statusOf(config, statusParts && { ...statusParts, guesses, refusals });
  // Of paths within each other the longest wins: `/api/rooms` can be another server's than `/api`.
  const passed = Object.entries(config.passOn)
    .map(([path, origins]) => ({ path, handle: passOn(origins.split(' '), clientAddressOf, config.forwardedHeader) }))
    .toSorted((a, b) => b.path.length - a.path.length);

  return (request, response) => {
    const clientAddress = clientAddressOf(request);
    if (clientAddress === null) return void response.destroy();
    const client = clientAddress.address;
    // A pipeline into the response adds nine listeners of its own, one short of what Node takes for a leak.
    response.setMaxListeners(16);
    let cause: unknown = null;
    response.once('close', () => {
      if (response.statusCode >= 500) refusals.failed(client, request, cause ?? `answer ${response.statusCode}`);
    });
    handle().catch((error: unknown) => {
      cause = error;
      if (response.headersSent) response.destroy();
      else answer(response, 503);
    });

    async function handle(): Promise<void> {
      setHeaders(response, headers);
      if (hasTooManyHeaders(request)) return answer(response, 431);
      if (!isOurHost(request)) {
        refusals.refused('unknown-host', client, request);
        return answer(
          response,
          REFUSALS['unknown-host'].status,
          `unknown host; ${hostHint(request.headers.host ?? '')}`,
        );
      }
      if (await status?.(request, response, clientAddress!)) return;
      if (authorize !== null) {
        const login = await authorize(request.headers, null, guesses.of(clientAddress!));
        if ('refusal' in login) return refuse(client, request, response, login);
        // It was for the bridge: the servers of `passOn` must not see the password.
        delete request.headers.authorization;
      }
      await route(request, response, clientAddress!);
    }
  };

  async function route(request: IncomingMessage, response: ServerResponse, client: ClientAddress): Promise<void> {
    const url = requestUrl(request.url ?? '');
    if (url === null) return answer(response, 400);
    // Routed, and passed on, by the path that is left when `..` and its spellings are resolved.
    const elsewhere = passed.find(({ path }) => isUnder(url.pathname, path));
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (elsewhere !== undefined) {
      // A link into the page leads there without the server that would have answered it.
      const isLink = isRead && index?.isAt(url.pathname) === true;
      const instead = (): void => void index?.answer(request, response, client).catch(() => response.destroy());
      return elsewhere.handle(request, response, url, isLink ? instead : null);
    }
    if (!isRead) {
      response.setHeader('Allow', 'GET, HEAD');
      return answer(response, 405);
    }
    if (page === null) return answer(response, 404);
    if (index?.isAt(url.pathname) === true) return index.answer(request, response, client);
    await page(request, response, url.pathname);
  }

  function refuse(client: string, request: IncomingMessage, response: ServerResponse, refused: Refused): void {
    // A browser that has not been asked yet shows nothing: that is no refusal.
    if (request.headers.authorization !== undefined) refusals.refused(refused.refusal, client, request);
    setHeaders(response, refusalHeaders(refused));
    answer(response, REFUSALS[refused.refusal].status);
  }
}

/** Answers requests below the path of the status page. @returns whether it was one of those */
function statusOf({ status, statusPasswords, forwardedHeader }: PageSettings, parts: StatusParts | null) {
  if (status === null || statusPasswords === null || parts === null) return null;
  const answerStatus = statusPages({ path: status, passwords: statusPasswords, forwardedHeader }, parts);
  return async (request: IncomingMessage, response: ServerResponse, client: ClientAddress): Promise<boolean> => {
    const url = requestUrl(request.url ?? '');
    if (url === null || !isUnder(url.pathname, status)) return false;
    await answerStatus(request, response, url, client);
    return true;
  };
}

/**
 * A page with a policy also gets the headers that go with it. Other pages are not ours: they may contain inline scripts,
 * be framed (noVNC in a dashboard), open windows, or need the Referer for what they embed.
 */
function securityHeaders({ csp }: PageSettings): Record<string, string> {
  const always = { 'X-Content-Type-Options': 'nosniff' };
  if (csp === null) return always;
  return {
    ...always,
    'Content-Security-Policy': csp === true ? STRICT_CSP : csp,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
  };
}

function isUnder(pathname: string, prefix: string): boolean {
  return pathname === prefix || pathname.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}

function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string | string[]>>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}
