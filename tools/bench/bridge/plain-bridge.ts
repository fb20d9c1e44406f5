// A bridge in forty lines with `ws`: relays with back-pressure, and nothing else. Takes the target's port, prints its own.
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { WebSocketServer } from 'ws';

const QUEUED_BYTES_MAX = 1024 * 1024;
const targetPort = Number(process.argv[2]);

const server = createServer();
const webSockets = new WebSocketServer({ server, perMessageDeflate: false });

webSockets.on('connection', (browser) => {
  const target = connect({ port: targetPort, host: '127.0.0.1', noDelay: true });

  browser.on('error', () => target.destroy());
  target.on('error', () => browser.close(1011));

  browser.on('message', (data) => {
    if (!target.write(data as Buffer) && target.writableLength > QUEUED_BYTES_MAX) browser.pause();
  });
  target.on('drain', () => browser.resume());

  target.on('data', (chunk) => {
    browser.send(chunk, { binary: true }, () => {
      if (target.isPaused() && browser.bufferedAmount < QUEUED_BYTES_MAX / 2) target.resume();
    });
    if (browser.bufferedAmount > QUEUED_BYTES_MAX) target.pause();
  });

  target.on('end', () => browser.close(1000));
  browser.on('close', () => target.end());
});

server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, () => console.log((server.address() as AddressInfo).port));
