// Encodes a server message as the bytes to be written. A frame is never changed afterwards, so many sockets may share it.

import { encodeFrame, encodeServer, type ServerMessage } from '#protocol';

export function frameOf(message: ServerMessage): Buffer {
  const { buffer, byteOffset, length } = encodeFrame(encodeServer(message));
  // A Buffer, because a socket converts everything else into one, once for each client.
  return Buffer.from(buffer, byteOffset, length);
}

/** A copy of an encoded frame: its encoder uses the bytes again, and sockets may hold them for longer. */
export function frameFrom(bytes: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(bytes.length);
  frame.set(bytes);
  return frame;
}
