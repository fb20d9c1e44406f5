// What all scripted nodes and servers of tests have in common, over virtual links and over sockets: they read the messages
// of clients, and say what a test wants.

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

/**
 * Reads one connection of a client.
 * @returns what takes its bytes, in pieces of any size. It throws when they are no message
 */
export function clientReader(take: (message: ClientMessage) => void): (bytes: Uint8Array) => void {
  const decoder = new FrameDecoder(HELLO_PAYLOAD_BYTES_MAX);
  return (bytes) => {
    decoder.push(bytes);
    for (let payload = decoder.next(); payload !== null; payload = decoder.next()) {
      const decoded = decodeClient(payload);
      if ('error' in decoded) throw new Error(`the client sent ${decoded.error}: ${decoded.text}`);
      take(decoded.message);
    }
  };
}

export function bytesOf(...messages: readonly ServerMessage[]): Uint8Array {
  return Buffer.concat(messages.map((message) => encodeFrame(encodeServer(message))));
}

export function redirectTo(
  { node, host, port }: NodeAddress,
  more: Partial<ServerMessage & { type: 'redirect' }> = {},
): ServerMessage {
  return { type: 'redirect', node, host, port, token: '', keep: false, ...more };
}

export function pongTo({ time }: ClientMessage & { type: 'ping' }): ServerMessage {
  return { type: 'pong', time, tick: 0, logTick: 0 };
}
