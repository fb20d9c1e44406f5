import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createSmallHttpServer, listenOn } from '#net';

test('[N2] a request with more headers than one needs is 431, and one with many is answered', async () => {
  const server = createSmallHttpServer({ connectionsMax: 8, requestTimeoutMs: 5000 }, (_, response) => response.end());
  onTestFinished(() => void server.close());
  const port = await listenOn(server, { port: 0, host: '127.0.0.1' });
  const statusWith = async (count: number) => {
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${'a:\r\n'.repeat(count)}\r\n`);
    const [answer] = await once(socket.setEncoding('latin1'), 'data');
    socket.destroy();
    return String(answer).split(' ', 2)[1];
  };
  expect([await statusWith(254), await statusWith(255), await statusWith(3000)]).toEqual(['200', '431', '431']);
});
