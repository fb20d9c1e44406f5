/** Decides which pages may open a WebSocket. upgrade.ts refuses the others. */
import type { IncomingMessage } from 'node:http';
import type { BridgeConfig } from '../config.ts';
import type { HostCheck } from '../http/hosts.ts';

/**
 * A page may connect to its own host, if the host is one of ours and `ownOrigin` is true. A listed page may connect too. A program that is not a
 * browser can send any Origin or none: the check protects users of browsers from pages of other sites.
 *
 * `https://*.example.com` lists every name below example.com, but not example.com; `null` lists pages without an origin,
 * such as sandboxed ones; `*` lists all pages.
 */
export function originCheck(
  { origins, originless, ownOrigin }: Pick<BridgeConfig, 'origins' | 'originless' | 'ownOrigin'>,
  isOurHost: HostCheck,
) {
  const exact = new Set(origins);
  const wildcards = origins.filter((origin) => origin.includes('://*.')).map((origin) => origin.split('*', 2));

  return (request: Pick<IncomingMessage, 'headers' | 'socket'>): boolean => {
    const { origin, host } = request.headers;
    if (origin === undefined) return originless;
    if (exact.has(origin) || exact.has('*')) return true;
    if (wildcards.some(([before = '', after = '']) => isBetween(origin, before, after))) return true;
    return ownOrigin && host !== undefined && isSameHost(origin, host) && isOurHost(request);
  };
}

/** Browsers leave out the default port of the scheme; proxies (nginx: `$host:$server_port`) add it to Host. */
export function isSameHost(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host: ofPage } = new URL(origin);
  const ownPort = protocol === 'https:' ? /:443$/ : /:80$/;
  return ofPage === host.toLowerCase().replace(ownPort, '');
}

/** Whether exactly a name of letters, digits, dots and hyphens is between the two. */
function isBetween(text: string, before: string, after: string): boolean {
  if (!text.startsWith(before) || !text.endsWith(after)) return false;
  return /^[a-z0-9][a-z0-9.-]*$/.test(text.slice(before.length, text.length - after.length));
}
