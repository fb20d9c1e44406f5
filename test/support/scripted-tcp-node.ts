// A scripted node on a real port.

import { createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { ClientMessage, NodeAddress, ServerMessage } from '#protocol';
import { bytesOf, clientReader } from './scripted-node.ts';

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
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    const say = (said: ServerMessage | 'close' | 'die'): void => {
      if (said === 'die') server.close();
      if (typeof said === 'string') socket.end();
      else socket.write(bytesOf(said));
    };
    const read = clientReader((message) => {
      if (message.type === 'hello') hellos.push(message);
      if (socket.writable) for (const said of answer(message)) say(said);
    });
    socket.on('data', read);
  });
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  return { node, host: HOST, port: (server.address() as AddressInfo).port, hellos };
}
