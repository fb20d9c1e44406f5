// Who sends an HTTP request: the peer, or the client that a trusted proxy names.

import type { IncomingMessage } from 'node:http';
import { plainAddress } from './ip-address.ts';
import { networkTest } from './networks.ts';

/**
 * Reads the address of a request: that of the peer or, behind trusted proxies, the last address in X-Forwarded-For that is
 * not a trusted proxy's.
 *
 * @param proxyNetworks each as `isNetwork` accepts it
 */
export function callerReader(
  proxyNetworks: readonly string[],
): (request: Pick<IncomingMessage, 'socket' | 'headers'>) => string {
  const isProxy = networkTest(proxyNetworks);
  return ({ socket, headers }) => {
    let caller = plainAddress(socket.remoteAddress ?? '');
    const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
    while (isProxy(caller) && forwarded.length > 0) {
      const named = plainAddress(forwarded.pop()!.trim());
      if (named === '') break;
      caller = named;
    }
    return caller;
  };
}
