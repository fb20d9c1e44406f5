/** Lists of networks, as flags and configuration files name them: `10.0.0.0/8`, `2001:db8::/32`, or a single address. */
import { BlockList, isIP, isIPv6 } from 'node:net';

/** Whether the text is an address, or `address/prefix` with a prefix that its family has. */
export function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

/**
 * A test for membership in any of these networks. What is no IP address is in none of them.
 * @param networks each as `isNetwork` accepts it
 */
export function networkTest(networks: readonly string[]): (address: string) => boolean {
  // Each look into a list makes an object of the system; most bridges trust no proxy.
  if (networks.length === 0) return () => false;
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
