/** Whether a browser reaches us by HTTP or HTTPS, which a proxy in front can know better than we do. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { BridgeConfig } from '../config.ts';
import type { ClientAddress } from './client-address.ts';

/** A proxy's word for the scheme counts where the proxy is trusted. */
export function schemeOf(
  { headers, socket }: IncomingMessage,
  client: ClientAddress,
  forwardedHeader: BridgeConfig['forwardedHeader'],
): 'http' | 'https' {
  const isEncrypted = (socket as Partial<TLSSocket>).encrypted === true;
  return isEncrypted || (client.forwarded && PROXY_SAYS_HTTPS[forwardedHeader](headers)) ? 'https' : 'http';
}

/** The last entry is that of the nearest proxy. */
const PROXY_SAYS_HTTPS: Readonly<Record<BridgeConfig['forwardedHeader'], (headers: IncomingHttpHeaders) => boolean>> = {
  'x-forwarded-for': (headers) => lastEntry(String(headers['x-forwarded-proto'] ?? '')).toLowerCase() === 'https',
  forwarded: ({ forwarded = '' }) => {
    const pairs = lastEntry(forwarded).split(';');
    return pairs.some((pair) => /^proto=(?:https|"https")$/i.test(pair.trim()));
  },
};

function lastEntry(list: string): string {
  return list.slice(list.lastIndexOf(',') + 1).trim();
}
