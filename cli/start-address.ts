// Addresses of programs on this machine, as `start` gives them to each other and prints them.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

const ALL_ADDRESSES = ['0.0.0.0', '::'];

/** An address by which a program on this machine connects to one that listens on `host`, as in a URL. */
export async function addressInUrl(host: string): Promise<string> {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  const address = isIP(host) === 0 ? (await lookup(host)).address : host;
  return isIP(address) === 6 ? `[${address}]` : address;
}

/** A host as it is printed for use on this machine. */
export function shownHost(host: string | undefined): string {
  if (host === undefined || ALL_ADDRESSES.includes(host) || host === '127.0.0.1') return 'localhost';
  return isIP(host) === 6 ? `[${host}]` : host;
}
