/**
 * IP addresses as bytes, and the names under which they are counted.
 * The programs decide which address is a client's.
 */
import { isIPv4, isIPv6 } from 'node:net';

/** First 12 bytes of an IPv4 address written as an IPv6 one, `::ffff:192.0.2.1` (RFC 4291, 2.5.5.2). */
export const IPV4_MAPPED_PREFIX = Buffer.from('00000000000000000000ffff', 'hex');

/** 4 bytes for IPv4, also when written as IPv6; 16 for IPv6, its zone dropped; null if the text is no address. */
export function addressBytes(text: string): Buffer | null {
  if (isIPv4(text)) return Buffer.from(text.split('.').map(Number));
  if (!isIPv6(text)) return null;
  const bytes = ipv6Bytes(withoutZone(text));
  return bytes.subarray(0, 12).equals(IPV4_MAPPED_PREFIX) ? bytes.subarray(12) : bytes;
}

/** An address without its zone, and as IPv4 where it is an IPv4 address in IPv6. Text that is no address is not changed. */
export function plainAddress(text: string): string {
  if (isIPv4(text)) return text;
  // As Node writes the IPv4 peers of a socket that listens on all addresses.
  const mapped = text.startsWith('::ffff:') ? text.slice('::ffff:'.length) : '';
  if (isIPv4(mapped)) return mapped;
  const bytes = addressBytes(text);
  return bytes?.length === 4 ? bytes.join('.') : withoutZone(text);
}

/**
 * The name under which an address is counted: itself for IPv4, its /64 for IPv6, because one customer gets a whole /64 and
 * could use 2^64 addresses. Text that is no address is its own name.
 */
export function networkOf(text: string): string {
  if (isIPv4(text)) return text;
  const bytes = addressBytes(text);
  if (bytes === null) return text;
  return bytes.length === 4 ? bytes.join('.') : `${bytes.toString('hex', 0, 8)}/64`;
}

/**
 * The site of a network of `networkOf`: for an IPv6 /64 its /48, because providers give a whole /48 to customers who want
 * one; for all else the network itself.
 */
export function siteOf(network: string): string {
  return network.endsWith('/64') ? `${network.slice(0, 12)}/48` : network;
}

export function isLoopback(text: string): boolean {
  if (isIPv4(text)) return text.startsWith('127.');
  const bytes = addressBytes(text);
  if (bytes === null) return false;
  return bytes.length === 4 ? bytes[0] === 127 : bytes.equals(LOOPBACK_IPV6);
}

/** `fe80::1%eth0` names a network interface of this machine besides the address. */
function withoutZone(text: string): string {
  return text.replace(/%.*$/, '');
}

const LOOPBACK_IPV6 = ipv6Bytes('::1');

/** A valid IPv6 text without zone, to its 16 bytes. */
function ipv6Bytes(text: string): Buffer {
  const [head = '', tail] = text.split('::');
  const left = groupBytes(head);
  const right = groupBytes(tail ?? '');
  return Buffer.concat([left, Buffer.alloc(16 - left.length - right.length), right]);
}

/** Colon-separated groups, the last of which may be an IPv4 address, to their bytes. */
function groupBytes(text: string): Buffer {
  if (text === '') return Buffer.alloc(0);
  const bytes = text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const word = parseInt(group, 16);
    return [word >> 8, word & 0xff];
  });
  return Buffer.from(bytes);
}
