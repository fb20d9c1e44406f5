// A way to a server that can be cut: what a lost network does to a TCP connection, without a word.

import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface CuttableWay {
  readonly host: string;
  readonly port: number;
  /** Ends all connections there are; new ones may be made at once. */
  cut(): void;
  /** Leads new connections to another port, as where a server was restarted. */
  lead(port: number): void;
  /** Ends all connections there are, and takes no new ones. */
  close(): void;
}

/** Listens until the test ends, and passes on all bytes to and from a port of this machine. */
export async function startCuttableWay(targetPort: number): Promise<CuttableWay> {
  const sockets = new Set<Socket>();
  let target = targetPort;
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
    sockets.clear();
  };
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: '127.0.0.1', port: target, noDelay: true });
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
  });
  const lead = (port: number) => {
    target = port;
  };
  const close = () => {
    server.close();
    cut();
  };
  onTestFinished(close);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port, cut, lead, close };
}
