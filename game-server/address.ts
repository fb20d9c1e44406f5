// Network addresses as the limits count them and the logs write them.

import { BlockList, isIPv6 } from 'node:net';

/** One spelling for one address: IPv4 inside IPv6 becomes IPv4, a zone goes. */
export function canonicalAddress(address: string): string {
  const withoutZone = address.split('%', 1)[0]!.toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(withoutZone);
  return mapped?.[1] ?? withoutZone;
}

/** What counts as one caller: an IPv4 address, or the /64 that one IPv6 customer gets whole. */
export function callerOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::', 2);
  const front = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const back = tail === '' ? [] : tail.replace(/\d+\.\d+\.\d+\.\d+$/, '0:0').split(':');
    while (front.length + back.length < 8) front.push('0');
    front.push(...back);
  }
  const network = front.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}

/**
 * A test for membership in any of these networks.
 * @param networks CIDR, or single addresses.
 * @throws when one of them is neither.
 */
export function networkTest(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const cidr of networks) {
    const [network = '', prefix] = cidr.split('/', 2);
    const family = familyOf(network);
    list.addSubnet(network, Number(prefix ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return (address) => list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
