// A TCP connection on which a test says what no client of ours would.

import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * Connects to a port of 127.0.0.1 until the test ends. The other side may reset it at any time, which is no error of the run:
 * whoever waits for bytes or for its end, as by `once`, hears of that.
 */
export function rawSocket(port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  return socket;
}
