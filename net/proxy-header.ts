/**
 * The PROXY protocol header (haproxy.org, proxy-protocol.txt), which names the client to the target. Version 1 is a line
 * of text; version 2 (section 2.2) is
 *
 *     12 bytes   1 byte         1 byte           2 bytes   4 or 16   4 or 16       2      2
 *     signature  version, PROXY family, STREAM   length    source    destination   port   port   TLVs
 *
 * The program that connects sends it first. proxy-reader.ts reads one.
 */
import { isIPv4, isIPv6 } from 'node:net';
import { addressBytes, IPV4_MAPPED_PREFIX, plainAddress } from './ip-address.ts';

export const SIGNATURE_V2 = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
const VERSION_2_PROXY = 0x21;
const UNSPECIFIED = 0x00;
export const TCP_OVER_IPV4 = 0x11;
export const TCP_OVER_IPV6 = 0x21;

const TLV_AUTHORITY = 0x02;
const TLV_UNIQUE_ID = 0x05;
const TLV_SSL = 0x20;
const TLV_SSL_VERSION = 0x21;
const SSL_CLIENT_USED_TLS = 0x01;
const SSL_CLIENT_SHOWED_CERTIFICATE = 0x06;
/** A Host header may fill all 16 KiB of headers; a name in DNS has at most 253 bytes, a port 6 more. */
const AUTHORITY_BYTES_MAX = 259;

/** `address` is an IP address, or anything else for a peer that has none. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** What version 2 contains besides addresses. */
export interface CallDetails {
  /** The Host header: what the client thinks it is talking to. */
  readonly authority?: string | undefined;
  /** An id of the connection, at most 128 bytes. */
  readonly uniqueId?: string | undefined;
  /** Set when the client came over TLS. */
  readonly tls?: { readonly version: string; readonly hasCertificate: boolean } | undefined;
}

/**
 * One line of at most 107 bytes. Families that differ, or no addresses at all, are `UNKNOWN`.
 * @param source the client
 * @param destination the address at which it reached us
 */
export function encodeProxyHeaderV1(source: Endpoint, destination: Endpoint): Buffer {
  const [from, to] = [plainAddress(source.address), plainAddress(destination.address)];
  const family = isIPv4(from) && isIPv4(to) ? 'TCP4' : isIPv6(from) && isIPv6(to) ? 'TCP6' : null;
  if (family === null) return Buffer.from('PROXY UNKNOWN\r\n');
  return Buffer.from(`PROXY ${family} ${from} ${to} ${source.port} ${destination.port}\r\n`);
}

/**
 * 28 bytes when both addresses are IPv4, 52 with an IPv4 address mapped into IPv6, 16 when one has no address; and
 * what the details take.
 * @param source the client
 * @param destination the address at which it reached us
 */
export function encodeProxyHeaderV2(source: Endpoint, destination: Endpoint, details: CallDetails = {}): Buffer {
  const addresses = addressBlock(source, destination);
  const rest = Buffer.concat([addresses.bytes, ...detailTlvs(details)]);
  const head = Buffer.from([VERSION_2_PROXY, addresses.family, 0, 0]);
  head.writeUInt16BE(rest.length, 2);
  return Buffer.concat([SIGNATURE_V2, head, rest]);
}

function addressBlock(source: Endpoint, destination: Endpoint): { family: number; bytes: Buffer } {
  let from = addressBytes(source.address);
  let to = addressBytes(destination.address);
  if (from === null || to === null) return { family: UNSPECIFIED, bytes: Buffer.alloc(0) };
  const isIPv4 = from.length === 4 && to.length === 4;
  if (!isIPv4) [from, to] = [asIPv6(from), asIPv6(to)];
  const ports = Buffer.alloc(4);
  ports.writeUInt16BE(source.port, 0);
  ports.writeUInt16BE(destination.port, 2);
  return { family: isIPv4 ? TCP_OVER_IPV4 : TCP_OVER_IPV6, bytes: Buffer.concat([from, to, ports]) };
}

function asIPv6(bytes: Buffer): Buffer {
  return bytes.length === 4 ? Buffer.concat([IPV4_MAPPED_PREFIX, bytes]) : bytes;
}

function detailTlvs({ authority, uniqueId, tls }: CallDetails): Buffer[] {
  const tlvs: Buffer[] = [];
  if (authority !== undefined && authority.length <= AUTHORITY_BYTES_MAX) {
    tlvs.push(tlv(TLV_AUTHORITY, Buffer.from(authority)));
  }
  if (uniqueId !== undefined) tlvs.push(tlv(TLV_UNIQUE_ID, Buffer.from(uniqueId)));
  if (tls !== undefined) {
    // A certificate that was shown has been verified: without that, there is no handshake.
    const client = SSL_CLIENT_USED_TLS | (tls.hasCertificate ? SSL_CLIENT_SHOWED_CERTIFICATE : 0);
    const verified = Buffer.from([client, 0, 0, 0, tls.hasCertificate ? 0 : 1]);
    tlvs.push(tlv(TLV_SSL, Buffer.concat([verified, tlv(TLV_SSL_VERSION, Buffer.from(tls.version))])));
  }
  return tlvs;
}

function tlv(type: number, value: Buffer): Buffer {
  const head = Buffer.from([type, 0, 0]);
  head.writeUInt16BE(value.length, 1);
  return Buffer.concat([head, value]);
}
