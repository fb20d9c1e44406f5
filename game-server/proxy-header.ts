// Reads the PROXY protocol v2 header with which a bridge says who is really calling. Whom to believe is up to listener.ts.
//
//   12 bytes signature │ 1 version and command │ 1 family │ 2 length, big-endian │ addresses, then extensions

import { canonicalAddress } from './address.ts';

const SIGNATURE = Uint8Array.of(0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a);
const FIXED_BYTES = 16;
/** A header with all the extensions a proxy has reason to add; nothing longer is kept. */
const HEADER_BYTES_MAX = 1024;

const VERSION_2 = 0x20;
const COMMAND_LOCAL = 0;
const COMMAND_PROXY = 1;
const FAMILY_IPV4 = 1;
const FAMILY_IPV6 = 2;

/**
 * - `more`: the header is not complete.
 * - `none`: there is no header, all bytes so far are in `rest`.
 * - `header`: `address` is the caller's, null where the proxy speaks for itself; `rest` are the bytes behind it.
 * - `malformed`: it began as one and is none.
 */
export type ProxyHeader =
  | { readonly kind: 'more' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'none'; readonly rest: Uint8Array }
  | { readonly kind: 'header'; readonly address: string | null; readonly rest: Uint8Array };

/** Reads the front of one stream, however it is cut. */
export class ProxyHeaderReader {
  private bytes: Uint8Array = new Uint8Array(0);

  push(chunk: Uint8Array): ProxyHeader {
    this.bytes = this.bytes.length === 0 ? chunk : Buffer.concat([this.bytes, chunk]);
    const { bytes } = this;
    for (let i = 0; i < Math.min(SIGNATURE.length, bytes.length); i++) {
      if (bytes[i] !== SIGNATURE[i]) return { kind: 'none', rest: bytes };
    }
    if (bytes.length < FIXED_BYTES) return { kind: 'more' };
    const end = FIXED_BYTES + bytes[14]! * 256 + bytes[15]!;
    if (end > HEADER_BYTES_MAX) return { kind: 'malformed' };
    return bytes.length < end ? { kind: 'more' } : readHeader(bytes.subarray(0, end), bytes.subarray(end));
  }
}

function readHeader(header: Uint8Array, rest: Uint8Array): ProxyHeader {
  const command = header[12]! - VERSION_2;
  if (command === COMMAND_LOCAL) return { kind: 'header', address: null, rest };
  if (command !== COMMAND_PROXY) return { kind: 'malformed' };
  const addresses = header.subarray(FIXED_BYTES);
  switch (header[13]! >> 4) {
    case FAMILY_IPV4:
      if (addresses.length < 12) return { kind: 'malformed' };
      return { kind: 'header', address: addresses.subarray(0, 4).join('.'), rest };
    case FAMILY_IPV6:
      if (addresses.length < 36) return { kind: 'malformed' };
      return { kind: 'header', address: ipv6Text(addresses.subarray(0, 16)), rest };
    default:
      return { kind: 'header', address: null, rest };
  }
}

function ipv6Text(bytes: Uint8Array): string {
  const isMapped = bytes.subarray(0, 12).every((byte, i) => byte === (i < 10 ? 0 : 0xff));
  if (isMapped) return canonicalAddress(`::ffff:${bytes.subarray(12).join('.')}`);
  const groups: string[] = [];
  for (let i = 0; i < 16; i += 2) groups.push((bytes[i]! * 256 + bytes[i + 1]!).toString(16));
  return groups.join(':');
}
