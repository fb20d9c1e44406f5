/**
 * The PROXY protocol v2 header (haproxy.org, proxy-protocol.txt, section 2.2): tells the target who is really calling.
 * Who that is comes from client-address.ts; sending it first is left to tunnel.ts.
 *
 *     12 bytes   1 byte         1 byte           2 bytes   4 or 16   4 or 16       2        2
 *     signature  version, PROXY family, STREAM   length    source    destination   port     port
 */
import { addressBytes, IPV4_MAPPED_PREFIX } from './ip-address.ts';

const SIGNATURE = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
const VERSION_2_PROXY = 0x21;
const TCP_OVER_IPV4 = 0x11;
const TCP_OVER_IPV6 = 0x21;

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/**
 * Encodes the header in 28 bytes when both addresses are IPv4, else in 52 with an IPv4 address mapped into IPv6.
 * @param source the client
 * @param destination the address at which it reached us
 * @throws {TypeError} if an address is not a numeric IP address
 */
export function encodeProxyHeader(source: Endpoint, destination: Endpoint): Buffer {
  let from = bytesOf(source);
  let to = bytesOf(destination);
  const isIPv4 = from.length === 4 && to.length === 4;
  if (!isIPv4) [from, to] = [asIPv6(from), asIPv6(to)];

  const head = Buffer.from([VERSION_2_PROXY, isIPv4 ? TCP_OVER_IPV4 : TCP_OVER_IPV6, 0, 0]);
  head.writeUInt16BE(from.length + to.length + 4, 2);
  const ports = Buffer.alloc(4);
  ports.writeUInt16BE(source.port, 0);
  ports.writeUInt16BE(destination.port, 2);
  return Buffer.concat([SIGNATURE, head, from, to, ports]);
}

function bytesOf(endpoint: Endpoint): Buffer {
  const bytes = addressBytes(endpoint.address);
  if (bytes === null) throw new TypeError(`not an IP address: ${endpoint.address}`);
  return bytes;
}

function asIPv6(bytes: Buffer): Buffer {
  return bytes.length === 4 ? Buffer.concat([IPV4_MAPPED_PREFIX, bytes]) : bytes;
}
