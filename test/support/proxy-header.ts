// PROXY protocol v2 headers, as a bridge sends them.

import { isIPv6 } from 'node:net';

const SIGNATURE = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];

/** A header that names this source address. @param extensions bytes behind the addresses. */
export function proxyHeader(address: string, extensions: readonly number[] = []): Uint8Array {
  const source = isIPv6(address) ? ipv6Bytes(address) : address.split('.').map(Number);
  const body = [...source, ...source.map(() => 0), 0xc3, 0x50, 0x07, 0xbc, ...extensions];
  const family = isIPv6(address) ? 0x21 : 0x11;
  return Uint8Array.of(...SIGNATURE, 0x21, family, body.length >> 8, body.length & 255, ...body);
}

/** Bytes of an IPv6 address that has `::` in it, or all its groups. */
function ipv6Bytes(address: string): number[] {
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const [front, back] = [groups(head), groups(tail)];
  const middle = Array.from({ length: 8 - front.length - back.length }, () => 0);
  return [...front, ...middle, ...back].flatMap((group) => [group >> 8, group & 255]);
}
