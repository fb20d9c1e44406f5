/**
 * Which HTTP request goes where. WebSocket handshakes never come here: they are upgrade.ts's.
 *
 *     paths of `passOn`    the HTTP server behind each
 *     everything else      the page
 */
import type { RequestListener, ServerResponse } from 'node:http';
import { answer } from './answer.ts';
import type { ClientAddressOf } from './client-address.ts';
import type { BridgeConfig } from './config.ts';
import { passOn } from './pass-on.ts';
import { requestUrl } from './request-url.ts';
import { staticFiles } from './static.ts';

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

export function pageListener(
  config: Pick<BridgeConfig, 'web' | 'passOn'>,
  clientAddressOf: ClientAddressOf,
): RequestListener {
  const page = config.web === null ? null : staticFiles(config.web);
  const passed = Object.entries(config.passOn).map(([path, origin]) => ({
    path,
    handle: passOn(origin, clientAddressOf),
  }));

  return (request, response) => {
    const url = requestUrl(request.url ?? '');
    if (url === null) return answer(response, 400);
    // Routed, and passed on, by the path that is left when `..` and its spellings are resolved.
    const elsewhere = passed.find(({ path }) => isUnder(url.pathname, path));
    if (elsewhere !== undefined) return elsewhere.handle(request, response, url);

    setHeaders(response, SECURITY_HEADERS);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return answer(response, 405);
    }
    if (page === null) return answer(response, 404);
    void page(request, response, url.pathname);
  };
}

function isUnder(pathname: string, prefix: string): boolean {
  return pathname === prefix || pathname.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}

function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}
