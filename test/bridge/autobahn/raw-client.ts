/** A WebSocket client that builds and reads frames itself, so that it can send wrong ones. It shares no code with `ws`. */
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

export const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

const FIN = 0x80;
const CHOPS_A_TURN = 16;
const SETTLE = Buffer.from('settle');
const MASK = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);

export interface FrameOptions {
  readonly isFinal?: boolean;
  /** The three reserved bits as a number: 4 is RSV1. */
  readonly reserved?: number;
}

/** A masked frame. */
export function frame(opcode: number, payload: Buffer | string = '', options: FrameOptions = {}): Buffer {
  const { isFinal = true, reserved = 0 } = options;
  const bytes = Buffer.from(payload);
  const { length } = bytes;
  const headBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const whole = Buffer.alloc(headBytes + 4 + length);
  whole[0] = (isFinal ? FIN : 0) | (reserved << 4) | opcode;
  whole[1] = 0x80 | (headBytes === 2 ? length : headBytes === 4 ? 126 : 127);
  if (headBytes === 4) whole.writeUInt16BE(length, 2);
  if (headBytes === 10) whole.writeBigUInt64BE(BigInt(length), 2);
  whole.set(MASK, headBytes);
  for (let at = 0, to = headBytes + 4; at < length; at += 1, to += 1) whole[to] = bytes[at]! ^ MASK[at & 3]!;
  return whole;
}

export function closeFrame(code: number, reason: Buffer | string = ''): Buffer {
  const payload = Buffer.concat([Buffer.alloc(2), Buffer.from(reason)]);
  payload.writeUInt16BE(code);
  return frame(OPCODES.close, payload);
}

/** A message in fragments of at most `size` bytes. */
export function fragments(opcode: number, payload: Buffer | string, size: number): Buffer[] {
  const bytes = Buffer.from(payload);
  const count = Math.max(1, Math.ceil(bytes.length / size));
  return Array.from({ length: count }, (_, index) =>
    frame(index === 0 ? opcode : OPCODES.continuation, bytes.subarray(index * size, (index + 1) * size), {
      isFinal: index === count - 1,
    }),
  );
}

export interface ReceivedFrame {
  readonly opcode: number;
  readonly isFinal: boolean;
  readonly reserved: number;
  readonly payload: Buffer;
}

export interface ReceivedCounts {
  messages: number;
  messageBytes: number;
  /** Without those for `settle`. */
  pongs: number;
  settled: number;
  closes: number;
}

export interface RawClient {
  readonly socket: Socket;
  /** The lower-case answer to the handshake. */
  readonly answer: string;
  /** All frames so far. */
  readonly frames: readonly ReceivedFrame[];
  readonly counts: Readonly<ReceivedCounts>;
  /** Writes pieces of this size, and lets the bridge read between them. */
  chops(bytes: Buffer, size: number): Promise<void>;
  /** Waits for the bridge to have read what was sent so far: it answers a ping. */
  settle(): Promise<void>;
  /** Resolves when this is true of what has been received, or when the bridge has ended the connection. */
  until(isTrue: (counts: Readonly<ReceivedCounts>) => boolean): Promise<void>;
}

/** A connection on which the handshake is over. */
export async function openRawClient(port: number, path: string, extensions = ''): Promise<RawClient> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  const lines = [`GET ${path} HTTP/1.1`, 'Host: b', 'Connection: Upgrade', 'Upgrade: websocket'];
  lines.push('Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==');
  if (extensions !== '') lines.push(`Sec-WebSocket-Extensions: ${extensions}`);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const [first] = (await once(socket, 'data')) as [Buffer];
  const headEnd = first.indexOf('\r\n\r\n') + 4;
  const reader = new FrameReader(first.subarray(headEnd));
  const state = { isEnded: false };
  let changed = () => {};
  socket.on('data', (chunk: Buffer) => {
    reader.push(chunk);
    changed();
  });
  for (const event of ['end', 'close']) {
    socket.on(event, () => {
      state.isEnded = true;
      changed();
    });
  }
  const until: RawClient['until'] = async (isTrue) => {
    while (!state.isEnded && !isTrue(reader.counts)) await new Promise<void>((resolve) => (changed = resolve));
  };
  return {
    socket,
    answer: first.subarray(0, headEnd).toString().toLowerCase(),
    frames: reader.frames,
    counts: reader.counts,
    async chops(bytes, size) {
      for (let at = 0, count = 1; at < bytes.length; at += size, count += 1) {
        socket.write(bytes.subarray(at, at + size));
        if (count % CHOPS_A_TURN === 0) await nextTurn();
      }
    },
    async settle() {
      const { settled } = reader.counts;
      socket.write(frame(OPCODES.ping, SETTLE));
      await until((counts) => counts.settled > settled);
    },
    until,
  };
}

/** Splits what the bridge sends into frames. */
class FrameReader {
  /** Without the pongs for `settle`. */
  readonly frames: ReceivedFrame[] = [];
  readonly counts: ReceivedCounts = { messages: 0, messageBytes: 0, pongs: 0, settled: 0, closes: 0 };
  #chunks: Buffer[] = [];
  #length = 0;
  #needed = 2;

  constructor(first: Buffer) {
    this.push(first);
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    // A large frame is put together once, when all of it is there.
    if (this.#length < this.#needed) return;
    let bytes = Buffer.concat(this.#chunks);
    for (;;) {
      this.#needed = frameBytes(bytes);
      if (bytes.length < this.#needed) break;
      this.#take(decode(bytes.subarray(0, this.#needed)));
      bytes = bytes.subarray(this.#needed);
    }
    this.#chunks = [bytes];
    this.#length = bytes.length;
  }

  #take(received: ReceivedFrame): void {
    const { counts } = this;
    const { opcode, payload } = received;
    if (opcode === OPCODES.pong && payload.equals(SETTLE)) {
      counts.settled += 1;
      return;
    }
    this.frames.push(received);
    if (opcode === OPCODES.pong) counts.pongs += 1;
    if (opcode === OPCODES.close) counts.closes += 1;
    if (opcode > OPCODES.binary) return;
    counts.messages += 1;
    counts.messageBytes += payload.length;
  }
}

/** The length of the frame at the start; of its head while that is not there. */
function frameBytes(bytes: Buffer): number {
  if (bytes.length < 2) return 2;
  const short = bytes[1]!;
  if (short > 127) throw new Error('the bridge sent a masked frame');
  const headBytes = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < headBytes) return headBytes;
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  return headBytes + length;
}

function decode(bytes: Buffer): ReceivedFrame {
  const [first = 0, short = 0] = bytes;
  const headBytes = short < 126 ? 2 : short === 126 ? 4 : 10;
  return {
    opcode: first & 0x0f,
    isFinal: (first & FIN) !== 0,
    reserved: (first >> 4) & 7,
    payload: bytes.subarray(headBytes),
  };
}
