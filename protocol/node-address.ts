// Which names and addresses of nodes are valid. A client checks those in `redirect` and `nodes` before it connects.

import { HOST_LENGTH_MAX, NODE_NAME_LENGTH_MAX } from './limits.ts';
import type { NodeAddress } from './messages.ts';

const NAME = new RegExp(`^[a-z0-9-]{1,${NODE_NAME_LENGTH_MAX}}$`);
/** The characters of DNS names and of IPv4 and IPv6 addresses, with the zone of a link-local one. */
const HOST = new RegExp(`^[A-Za-z0-9._:%-]{1,${HOST_LENGTH_MAX}}$`);
const PORT_MAX = 65_535;

export function isNodeName(text: string): boolean {
  return NAME.test(text);
}

export function isNodeAddress({ node, host, port }: NodeAddress): boolean {
  return isNodeName(node) && HOST.test(host) && port >= 1 && port <= PORT_MAX;
}
