// Ports for programs that must be told theirs, and ports on which nobody listens.

import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ports that the system gives to whoever asks for any: no other test gets one of these by listening on port 0. */
const PORTS = { min: 20_000, max: 32_000 } as const;

/** @returns a port of 127.0.0.1 that is free now. Another test may be given the same one: whoever cannot listen asks again. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(PORTS.min, PORTS.max);
    if (await canListen(port)) return port;
  }
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
  });
  if (isFree) await new Promise((resolve) => server.close(resolve));
  return isFree;
}
