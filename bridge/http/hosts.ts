/**
 * The names under which the bridge answers browsers. A page of `evil.example`, whose name has been pointed at this machine
 * (DNS rebinding), has an Origin that equals its Host: only a list of our own names can reject it.
 */
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { hostName, isLocalName } from '#net';
import type { BridgeConfig } from '../config.ts';

/** Whether a request names a host that is ours. The socket says whether it came over TLS. */
export type HostCheck = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => boolean;

/**
 * Known without being listed: local names (see net/host-name.ts), and the hosts of listed origins. Over TLS every name is
 * known, since a browser has compared it with the certificate. A request without Host is from no browser.
 *
 * `*.example.com` lists every name below example.com, not itself; `*` every name.
 * @param ownName this machine's name, for tests
 */
export function hostCheck(
  { hostNames, origins }: Pick<BridgeConfig, 'hostNames' | 'origins'>,
  ownName?: string,
): HostCheck {
  const ofOrigins = origins.flatMap((origin) => (origin.includes('://') ? [origin.replace(/^.*:\/\//, '')] : []));
  const listed = [...hostNames, ...ofOrigins].map((name) => hostName(name) ?? name);
  const exact = new Set(listed);
  const endings = listed.filter((name) => name.startsWith('*.')).map((name) => name.slice(1));
  const isAny = hostNames.includes('*');

  return ({ headers: { host }, socket }) => {
    if (isAny || host === undefined || (socket as Partial<TLSSocket>).encrypted === true) return true;
    const name = hostName(host);
    if (name === null) return false;
    if (isLocalName(name, ownName) || exact.has(name)) return true;
    return endings.some((ending) => name.endsWith(ending) && name !== ending);
  };
}
