/**
 * The client of a request: the peer of the socket or, when that is a trusted proxy, the address that the proxy names.
 * Counting clients is left to limits.ts, and the header for the target to proxy-header.ts.
 */
import type { IncomingMessage } from 'node:http';
import { isIP, type Socket } from 'node:net';
import type { BridgeConfig } from '../config.ts';
import { type Endpoint, networkTest, plainAddress } from '#net';

export interface ClientAddress extends Endpoint {
  /** An IP address, or `unix` for a peer on a unix socket. */
  readonly address: string;
  /** 0 when the address is from X-Forwarded-For or Forwarded, which do not give the port. */
  readonly port: number;
  /** True when a trusted proxy named the address. */
  readonly forwarded: boolean;
}

/**
 * The client of a request: the last entry of the configured header that is not itself a trusted proxy, because every
 * entry before it could have been written by the client. Null when the socket is already gone.
 */
export type ClientAddressOf = (request: IncomingMessage) => ClientAddress | null;

/** The peer that a PROXY header named for a connection, null if there was none. */
export type ProxiedPeerOf = (socket: Socket) => Endpoint | null;

export type TrustSettings = Pick<BridgeConfig, 'trust' | 'forwardedHeader'>;

const UNIX_PEER = 'unix';
/** The headers in which proxies name the client. */
const FORWARDING_HEADERS = ['x-forwarded-for', 'forwarded'];

/**
 * @param proxiedPeerOf for connections that began with a PROXY header of a trusted peer
 * @param onUntrusted called with the address of an untrusted peer that names another client
 */
export function clientAddressReader(
  settings: TrustSettings,
  proxiedPeerOf: ProxiedPeerOf,
  onUntrusted: (address: string) => void = () => {},
): ClientAddressOf {
  const isTrusted = trustOf(settings.trust);
  const entriesOf = settings.forwardedHeader === 'forwarded' ? forwardedEntries : xForwardedForEntries;

  return (request) => {
    const proxied = proxiedPeerOf(request.socket);
    const peer = proxied ?? peerOf(request.socket);
    if (peer === null) return null;
    const { address, port } = peer;
    if (!isTrusted(address)) {
      if (FORWARDING_HEADERS.some((name) => name in request.headers)) onUntrusted(address);
      return { address, port, forwarded: proxied !== null };
    }

    let client: string | null = null;
    for (const entry of entriesOf(request).reverse()) {
      if (isIP(entry) === 0) break;
      client = plainAddress(entry);
      if (!isTrusted(client)) break;
    }
    if (client === null) return { address, port, forwarded: proxied !== null };
    return { address: client, port: 0, forwarded: true };
  };
}

/** The address on the other end of a socket, `unix` on a unix socket; null when it is already gone. */
export function peerOf(socket: Socket): Endpoint | null {
  if (socket.destroyed) return null;
  const { remoteAddress, remotePort = 0 } = socket;
  if (remoteAddress !== undefined) return { address: plainAddress(remoteAddress), port: remotePort };
  // A TCP connection that was reset has lost the one and kept the other; a unix socket has neither.
  return socket.localAddress === undefined ? { address: UNIX_PEER, port: 0 } : null;
}

/** @param trust `unix`, addresses and `address/prefix` networks, already checked */
export function trustOf(trust: readonly string[]): (address: string) => boolean {
  const isTrustedNetwork = networkTest(trust.filter((network) => network !== UNIX_PEER));
  const trustsUnix = trust.includes(UNIX_PEER);
  return (address) => (address === UNIX_PEER ? trustsUnix : isTrustedNetwork(address));
}

function xForwardedForEntries({ headers }: IncomingMessage): string[] {
  const header = headers['x-forwarded-for'];
  if (header === undefined) return [];
  return [header]
    .flat()
    .join(',')
    .split(',')
    .map((entry) => entry.trim());
}

/** Pairs of Forwarded (RFC 7239, 4), each with what stands behind it. */
const FORWARDED_PAIR =
  /[ \t]*(?:(?<name>[!#$%&'*+\-.^`|~\w]+)=(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<plain>[^\s",;=]+)))?[ \t]*(?<end>[,;]|$)/gy;

/**
 * The `for` of each element of Forwarded, without its port. Text that is no address is kept, and ends the search. The
 * list is empty when the header breaks its grammar: an open quote of a client could hide what the proxy wrote after it.
 */
function forwardedEntries({ headers }: IncomingMessage): string[] {
  const entries: string[] = [];
  let node: string | null = null;
  for (const { groups = {} } of (headers.forwarded ?? '').matchAll(FORWARDED_PAIR)) {
    const { name = '', quoted, plain = '', end } = groups;
    if (name.toLowerCase() === 'for') {
      if (node !== null) return [];
      node = quoted?.replaceAll(/\\(.)/g, '$1') ?? plain;
    }
    if (end === ';') continue;
    entries.push(withoutPort(node ?? ''));
    if (end === '') return entries;
    node = null;
  }
  return [];
}

/** `192.0.2.1`, `192.0.2.1:4711`, `[2001:db8::1]`, `[2001:db8::1]:_port`. */
function withoutPort(node: string): string {
  const { ipv4, ipv6 } = /^(?:(?<ipv4>[\d.]+)|\[(?<ipv6>[^\]]*)\])(?::(?:\d{1,5}|_[\w.-]+))?$/.exec(node)?.groups ?? {};
  return ipv4 ?? ipv6 ?? node;
}
