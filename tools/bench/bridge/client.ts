// The client of all programs compared: a socket that speaks plain TCP, or a minimal WebSocket that costs little CPU itself.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const HANDSHAKE = [
  'GET / HTTP/1.1',
  'Host: bench',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  '\r\n',
].join('\r\n');

export interface DialOptions {
  readonly port: number;
  readonly isWebSocket: boolean;
}

/** Connects. The handshake is done when it resolves. */
export async function dial({ port, isWebSocket }: DialOptions): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  socket.on('error', () => {});
  if (!isWebSocket) return socket;
  socket.write(HANDSHAKE);
  await once(socket, 'data');
  return socket;
}

/** The bytes to write to the socket: unchanged for TCP, as a message masked with zeros for WebSocket. */
export function encode(bytes: Buffer, isWebSocket: boolean): Buffer {
  if (!isWebSocket) return bytes;
  const { length } = bytes;
  const head = Buffer.alloc(length < 126 ? 6 : length < 65_536 ? 8 : 14);
  head[0] = 0x82;
  head[1] = 0x80 | (length < 126 ? length : length < 65_536 ? 126 : 127);
  if (length >= 65_536) head.writeUInt32BE(length, 6);
  else if (length >= 126) head.writeUInt16BE(length, 2);
  return Buffer.concat([head, bytes]);
}

/** Counts the payload bytes of a stream of unmasked frames, or of a plain stream, without reading them. */
export class PayloadCounter {
  readonly #isWebSocket: boolean;
  #head = Buffer.alloc(0);
  #payloadLeft = 0;
  bytes = 0;

  constructor(isWebSocket: boolean) {
    this.#isWebSocket = isWebSocket;
  }

  add(chunk: Buffer): void {
    if (!this.#isWebSocket) {
      this.bytes += chunk.length;
      return;
    }
    let rest = chunk;
    while (rest.length > 0) {
      const payload = Math.min(this.#payloadLeft, rest.length);
      this.bytes += payload;
      this.#payloadLeft -= payload;
      rest = rest.subarray(payload);
      if (rest.length === 0) return;
      this.#head = Buffer.concat([this.#head, rest]);
      const short = (this.#head[1] ?? 0) & 0x7f;
      const headBytes = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (this.#head.length < headBytes) return;
      this.#payloadLeft = short < 126 ? short : short === 126 ? this.#head.readUInt16BE(2) : this.#head.readUInt32BE(6);
      rest = this.#head.subarray(headBytes);
      this.#head = Buffer.alloc(0);
    }
  }
}
