/**
 * Under which names the bridge answers browsers. A page of `evil.example` whose name is pointed at this machine (DNS
 * rebinding) has an Origin that equals its Host: only a list of our own names tells it from ours.
 */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { TLSSocket } from 'node:tls';
import type { BridgeConfig } from './config.ts';

/** Whether a request names a host that is ours; the socket tells whether it came over TLS. */
export type HostCheck = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => boolean;

/**
 * Known without being listed: IP addresses, localhost, names without a dot (nobody can point one here from outside),
 * the machine's own name, and the hosts of listed origins. Over TLS every name is known, since a browser has compared it
 * with the certificate. A request without Host is from no browser.
 *
 * `*.example.com` lists every name below example.com, not itself; `*` every name.
 * @param ownName this machine's name, for tests
 */
export function hostCheck(
  { hostNames, origins }: Pick<BridgeConfig, 'hostNames' | 'origins'>,
  ownName: string = hostname().toLowerCase(),
): HostCheck {
  const ofOrigins = origins.flatMap((origin) => (origin.includes('://') ? [origin.replace(/^.*:\/\//, '')] : []));
  const listed = [...hostNames, ...ofOrigins, ownName, `${ownName}.local`].map((name) => hostName(name) ?? name);
  const exact = new Set(listed);
  const endings = listed.filter((name) => name.startsWith('*.')).map((name) => name.slice(1));
  const isAny = hostNames.includes('*');

  return ({ headers: { host }, socket }) => {
    if (isAny || host === undefined || (socket as Partial<TLSSocket>).encrypted === true) return true;
    const name = hostName(host);
    if (name === null) return false;
    if (isIP(name) !== 0 || !name.includes('.') || name.endsWith('.localhost')) return true;
    return exact.has(name) || endings.some((ending) => name.endsWith(ending) && name !== ending);
  };
}

/** Host, without its port, in lower case and without the dot that may end it. Null when it is none. */
function hostName(host: string): string | null {
  const { ipv6, name } = /^(?:\[(?<ipv6>[\da-f:.]+)\]|(?<name>[\w*.-]+?)\.?)(?::\d{1,5})?$/i.exec(host)?.groups ?? {};
  return (ipv6 ?? name)?.toLowerCase() ?? null;
}
