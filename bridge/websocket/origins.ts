/** Decides which pages may open a WebSocket. Refusing the others is left to upgrade.ts. */
import type { IncomingMessage } from 'node:http';
import type { BridgeConfig } from '../config.ts';
import type { HostCheck } from '../http/hosts.ts';

/**
 * A page may connect to its own host, if that is one of ours, and a listed page may connect. A program that is not a
 * browser sends no Origin, and could send any: the check only protects users of browsers from pages of other sites.
 *
 * `https://*.example.com` lists every name below example.com, not itself; `null` the pages without an origin, such as
 * sandboxed ones; `*` everybody.
 */
export function originCheck(
  { origins, originless }: Pick<BridgeConfig, 'origins' | 'originless'>,
  isOurHost: HostCheck,
) {
  const exact = new Set(origins);
  const wildcards = origins.filter((origin) => origin.includes('://*.')).map((origin) => origin.split('*', 2));

  return (request: Pick<IncomingMessage, 'headers' | 'socket'>): boolean => {
    const { origin, host } = request.headers;
    if (origin === undefined) return originless;
    if (exact.has(origin) || exact.has('*')) return true;
    if (wildcards.some(([before = '', after = '']) => isBetween(origin, before, after))) return true;
    return host !== undefined && isSameHost(origin, host) && isOurHost(request);
  };
}

/** Browsers leave the scheme's own port out of both; proxies (nginx: `$host:$server_port`) write it into Host. */
export function isSameHost(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host: ofPage } = new URL(origin);
  const ownPort = protocol === 'https:' ? /:443$/ : /:80$/;
  return ofPage === host.toLowerCase().replace(ownPort, '');
}

/** Whether a name of letters, digits, dots and hyphens, and nothing else, stands between the two. */
function isBetween(text: string, before: string, after: string): boolean {
  if (!text.startsWith(before) || !text.endsWith(after)) return false;
  return /^[a-z0-9][a-z0-9.-]*$/.test(text.slice(before.length, text.length - after.length));
}
