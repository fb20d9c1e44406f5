// `packetman load --worker`: a worker on this machine for a load test that another machine directs. It serves one load test
// at a time, one after the other, until it is stopped.

import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { monotonicMs } from '../figures.ts';
import type { NumberedOrder } from '../linked-worker.ts';
import { LoadWorker } from '../worker.ts';
import { Channel } from './channel.ts';
import type { HostAnswer, LoadHost } from './host-link.ts';

/** Connections that have not proved yet that they know the secret. */
const STRANGERS_MAX = 16;

export interface ServedWorker {
  readonly port: number;
  /** Ends the load test that is under way. */
  close(): Promise<void>;
}

/**
 * Listens until it is closed.
 * @param print takes a line without its end
 * @throws when it cannot listen
 */
export async function serveLoadWorker(
  { host, port }: LoadHost,
  secret: string,
  print: (line: string) => void,
): Promise<ServedWorker> {
  let strangers = 0;
  let current: Channel | null = null;
  const server = createServer((socket) => {
    if (strangers >= STRANGERS_MAX) return void socket.destroy();
    strangers++;
    void meet(socket).finally(() => strangers--);
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  print(`packetman: a worker for load tests on ${address.address}:${address.port}`);

  async function meet(socket: Socket): Promise<void> {
    const from = `${socket.remoteAddress}:${socket.remotePort}`;
    try {
      const channel = await Channel.asWorker(socket, secret, () => current === null);
      current = channel;
      print(`packetman: a load test from ${from}`);
      serve(channel, () => (current = null));
    } catch (error) {
      print(`packetman: refused ${from}: ${(error as Error).message}`);
    }
  }

  return {
    port: address.port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      current?.end();
      await closed;
    },
  };
}

/** Carries out orders until the other side has gone. */
function serve(channel: Channel, ended: () => void): void {
  const worker = new LoadWorker();
  const carryOut = (value: unknown) => {
    const { number, order } = value as NumberedOrder;
    void worker.carryOut(order).then((share) => {
      channel.send({ number, share, atMs: monotonicMs() } satisfies HostAnswer);
    });
  };
  channel.open(carryOut, () => {
    worker.close();
    ended();
  });
}
