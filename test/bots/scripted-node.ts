// A node on a real port that says what a test wants.

import { createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import {
  decodeClient,
  encodeFrame,
  encodeServer,
  FrameDecoder,
  HELLO_PAYLOAD_BYTES_MAX,
  type ClientMessage,
  type NodeAddress,
  type ServerMessage,
} from '#protocol';

const HOST = '127.0.0.1';

type Hello = ClientMessage & { readonly type: 'hello' };

/** What a node says to a message. `close` ends the connection, `die` also the node. */
export type Answer = (message: ClientMessage) => readonly (ServerMessage | 'close' | 'die')[];

export interface ScriptedTcpNode extends NodeAddress {
  readonly hellos: readonly Hello[];
}

/** Listens until the test ends, or until it dies. */
export async function startNode(node: string, answer: Answer): Promise<ScriptedTcpNode> {
  const hellos: Hello[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    const decoder = new FrameDecoder(HELLO_PAYLOAD_BYTES_MAX);
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    const say = (said: ServerMessage | 'close' | 'die'): void => {
      if (said === 'die') server.close();
      if (typeof said === 'string') socket.end();
      else socket.write(encodeFrame(encodeServer(said)));
    };
    socket.on('data', (bytes) => {
      decoder.push(bytes);
      for (let payload = decoder.next(); payload !== null; payload = decoder.next()) {
        const decoded = decodeClient(payload);
        if ('error' in decoded) throw new Error(`the client sent ${decoded.error}: ${decoded.text}`);
        if (decoded.message.type === 'hello') hellos.push(decoded.message);
        if (socket.writable) for (const said of answer(decoded.message)) say(said);
      }
    });
  });
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  return { node, host: HOST, port: (server.address() as AddressInfo).port, hellos };
}
