// Ports that `start` picks for a program before it runs, since another program must know them first.
import { createServer } from 'node:net';

/** @returns a preferred port or, where that is taken, a free one on this address */
export async function freePort(host: string, preferred: number): Promise<number> {
  return (await portThatOpens(host, preferred)) ?? (await portThatOpens(host, 0)) ?? preferred;
}

async function portThatOpens(host: string, asked: number): Promise<number | null> {
  const server = createServer();
  const port = await new Promise<number | null>((resolve) => {
    server.once('error', () => resolve(null));
    server.listen({ host, port: asked }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : null);
    });
  });
  if (port !== null) await new Promise((resolve) => server.close(resolve));
  return port;
}
