// Which pages of other sites may read the API: none, unless the settings name them. Cookies are never part of it.

import type { IncomingMessage } from 'node:http';

const PREFLIGHT_SECONDS = '600';
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const HEADERS = 'content-type, x-packetman, if-none-match';
const EXPOSED = 'etag, retry-after';

/** @param origins such as `https://stats.example`, or `*` for all */
export function corsHeaders(
  origins: readonly string[],
  { method, headers: { origin } }: Pick<IncomingMessage, 'method' | 'headers'>,
): Record<string, string> {
  if (origins.length === 0) return {};
  const isAll = origins.includes('*');
  const vary: Record<string, string> = isAll ? {} : { vary: 'origin' };
  if (origin === undefined || (!isAll && !origins.includes(origin))) return vary;
  const allowed = {
    ...vary,
    'access-control-allow-origin': isAll ? '*' : origin,
    'cross-origin-resource-policy': 'cross-origin',
  };
  if (method !== 'OPTIONS') return { ...allowed, 'access-control-expose-headers': EXPOSED };
  return {
    ...allowed,
    'access-control-allow-methods': METHODS,
    'access-control-allow-headers': HEADERS,
    'access-control-max-age': PREFLIGHT_SECONDS,
  };
}
