// Programs that listen on this machine.

import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** One that was free a moment ago: some programs cannot say which one they have picked. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
