/**
 * Reads the PROXY protocol header, version 1 or 2, with which a proxy in front of a server begins every connection.
 * Which peers may send one, and how long to wait for it, is decided by the programs.
 */
import { isIP } from 'node:net';
import { plainAddress } from './ip-address.ts';
import { SIGNATURE_V2, TCP_OVER_IPV4, TCP_OVER_IPV6, type Endpoint } from './proxy-header.ts';

/** The longest header we wait for: addresses, and more TLVs than any proxy sends. */
export const PROXY_HEADER_BYTES_MAX = 4096;
const LINE_START = Buffer.from('PROXY ');
const LINE_BYTES_MAX = 107;
const LOCAL = 0x20;
const PROXY = 0x21;

export type ReadProxyHeader =
  | { readonly name: 'incomplete' }
  | { readonly name: 'invalid' }
  /** `source` is null where the proxy speaks for itself, or of an unknown family. */
  | { readonly name: 'header'; readonly byteLength: number; readonly source: Endpoint | null };

const INCOMPLETE: ReadProxyHeader = { name: 'incomplete' };
const INVALID: ReadProxyHeader = { name: 'invalid' };

/** Whether the bytes begin with what no game, HTTP or TLS stream begins with: a header of either version. */
export function startsLikeProxyHeader(bytes: Buffer): boolean {
  return [SIGNATURE_V2, LINE_START].some((start) => bytes.subarray(0, start.length).equals(start));
}

/** Reads the header at the start of `bytes`; what follows it belongs to the connection. */
export function readProxyHeader(bytes: Buffer): ReadProxyHeader {
  const signature = SIGNATURE_V2.subarray(0, bytes.length);
  if (bytes.subarray(0, signature.length).equals(signature)) return readV2(bytes);
  return readV1(bytes);
}

function readV2(bytes: Buffer): ReadProxyHeader {
  if (bytes.length < 16) return INCOMPLETE;
  const command = bytes[12];
  const byteLength = 16 + bytes.readUInt16BE(14);
  if ((command !== LOCAL && command !== PROXY) || byteLength > PROXY_HEADER_BYTES_MAX) return INVALID;
  if (bytes.length < byteLength) return INCOMPLETE;
  const family = bytes[13];
  if (command === LOCAL || (family !== TCP_OVER_IPV4 && family !== TCP_OVER_IPV6)) {
    return { name: 'header', byteLength, source: null };
  }
  const addressLength = family === TCP_OVER_IPV4 ? 4 : 16;
  if (byteLength < 16 + 2 * addressLength + 4) return INVALID;
  const address = addressText(bytes.subarray(16, 16 + addressLength));
  return { name: 'header', byteLength, source: { address, port: bytes.readUInt16BE(16 + 2 * addressLength) } };
}

function addressText(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16));
  return plainAddress(new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1));
}

function readV1(bytes: Buffer): ReadProxyHeader {
  const line = bytes.toString('latin1', 0, LINE_BYTES_MAX);
  if (!LINE_START.subarray(0, bytes.length).equals(bytes.subarray(0, LINE_START.length))) return INVALID;
  const end = line.indexOf('\r\n');
  if (end < 0) return line.length < LINE_BYTES_MAX ? INCOMPLETE : INVALID;
  const byteLength = end + 2;
  const [, family, source = '', destination = '', port = '', ...rest] = line.slice(0, end).split(' ');
  if (family === 'UNKNOWN') return { name: 'header', byteLength, source: null };
  const version = family === 'TCP4' ? 4 : family === 'TCP6' ? 6 : -1;
  const isWhole = isIP(source) === version && isIP(destination) === version && rest.length === 1;
  if (!isWhole || !/^\d{1,5}$/.test(port) || Number(port) > 65_535) return INVALID;
  return { name: 'header', byteLength, source: { address: plainAddress(source), port: Number(port) } };
}
