/**
 * Which HTTP request goes where. WebSocket handshakes never come here: they are upgrade.ts's.
 *
 *     /healthz            the bridge itself
 *     /api  /monitor      the API server behind the bridge, where there is one
 *     everything else     the page
 */
import type { RequestListener, ServerResponse } from 'node:http';
import { answer } from './answer.ts';
import { passOn } from './api-proxy.ts';
import type { ClientAddressOf } from './client-address.ts';
import { staticFiles } from './static.ts';
import type { BridgeConfig } from './config.ts';

export interface RouteParts {
  readonly config: Pick<BridgeConfig, 'web' | 'api'>;
  readonly clientAddressOf: ClientAddressOf;
  readonly isDraining: () => boolean;
}

/** What the page may load and who may frame it: everything from here, and WebSockets to anywhere. */
const SECURITY_HEADERS = {
  'Content-Security-Policy': [
    "default-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self' ws: wss:",
    "style-src 'self' 'unsafe-inline'",
    "script-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

export function routes({ config, clientAddressOf, isDraining }: RouteParts): RequestListener {
  const page = config.web === null ? null : staticFiles(config.web);
  const api = config.api === null ? null : passOn(config.api, clientAddressOf);

  return (request, response) => {
    const url = parseTarget(request.url ?? '');
    if (url === null) return answer(response, 400);
    // Routed, and passed on, by the path that is left when `..` and its spellings are resolved.
    if (api !== null && isUnder(url.pathname, ['/api', '/monitor'])) return api(request, response, url);

    setHeaders(response, SECURITY_HEADERS);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return answer(response, 405);
    }
    if (url.pathname === '/healthz') {
      return isDraining() ? answer(response, 503, 'draining') : answer(response, 200, 'ok');
    }
    if (page === null) return answer(response, 404);
    void page(request, response, url.pathname);
  };
}

/** Only paths: a bridge is no forward proxy, so `GET http://elsewhere/` has no meaning here. */
function parseTarget(target: string): URL | null {
  const text = `http://bridge${target}`;
  return target.startsWith('/') && URL.canParse(text) ? new URL(text) : null;
}

function isUnder(pathname: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => pathname === prefix || pathname.startsWith(`${prefix}/`));
}

function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}
