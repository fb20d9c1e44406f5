// Ports for programs that cannot choose one themselves, and ports on which nobody listens.

import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** Below the ports that the system gives to whoever asks for any: nobody gets one of these by listening on port 0. */
const PORTS = { min: 20_000, max: 32_000 } as const;
const HOST = '127.0.0.1';

/** @returns a port of 127.0.0.1 that is free now, and that no other caller gets while this process runs. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(PORTS.min, PORTS.max);
    if ((await reserve(port)) && (await canListen(port))) return port;
  }
}

/** The UDP port stands for the TCP port: one socket can have it, and it is free again when this process ends. @returns whether this one has it */
async function reserve(port: number): Promise<boolean> {
  const sign = createSocket('udp4').unref();
  return new Promise<boolean>((resolve) => {
    sign.once('error', () => {
      sign.close();
      resolve(false);
    });
    sign.bind({ port, address: HOST, exclusive: true }, () => resolve(true));
  });
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(port, HOST, () => resolve(true));
  });
  if (isFree) await new Promise((resolve) => server.close(resolve));
  return isFree;
}
