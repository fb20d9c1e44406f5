/**
 * Who is calling: the peer of the socket or, when that is a proxy we trust, the address the proxy names.
 * Counting callers is left to limits.ts, telling the target to proxy-header.ts.
 */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { plainAddress } from './ip-address.ts';

export interface ClientAddress {
  readonly address: string;
  /** 0 when a proxy told the address: it does not tell the port. */
  readonly port: number;
  /** True when a trusted proxy named the address. */
  readonly forwarded: boolean;
}

/**
 * The caller of a request: the last entry of X-Forwarded-For that is not itself a trusted proxy, because every entry
 * before it was written by somebody we have no reason to believe. Null when the socket is already gone.
 */
export type ClientAddressOf = (request: IncomingMessage) => ClientAddress | null;

/** @param trust addresses and `address/prefix` networks, already checked */
export function clientAddressReader(trust: readonly string[]): ClientAddressOf {
  const trusted = networkList(trust);
  const isTrusted = (address: string) => trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');

  return (request) => {
    const { remoteAddress, remotePort = 0 } = request.socket;
    if (remoteAddress === undefined) return null;
    const peer = plainAddress(remoteAddress);
    if (!isTrusted(peer)) return { address: peer, port: remotePort, forwarded: false };

    let client: string | null = null;
    for (const entry of forwardedFor(request).reverse()) {
      if (isIP(entry) === 0) break;
      client = plainAddress(entry);
      if (!isTrusted(client)) break;
    }
    if (client === null) return { address: peer, port: remotePort, forwarded: false };
    return { address: client, port: 0, forwarded: true };
  };
}

function networkList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

function forwardedFor(request: IncomingMessage): string[] {
  const header = request.headers['x-forwarded-for'];
  if (header === undefined) return [];
  return [header]
    .flat()
    .join(',')
    .split(',')
    .map((entry) => entry.trim());
}
