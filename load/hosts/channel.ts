// A connection between two processes of a load test that have a secret in common. Each proves to the other that it knows the
// secret, without sending it; then every frame carries a code that only they can compute. What they send can be read on the
// way, but not changed.
//
//   worker      ──▶ nonce, version
//   controller  ──▶ nonce, HMAC(secret, "controller", both nonces)
//   worker      ──▶ HMAC(secret, "worker", both nonces)
//   then both   ──▶ HMAC(key of the direction, count, payload), payload

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import { deserialize, serialize } from 'node:v8';
import { RULES_VERSION } from '#simulation';

/** Both sides have to be of one version: what they send each other is not checked field by field. */
const VERSION = `packetman load 1, rules ${RULES_VERSION}`;
const NONCE_BYTES = 32;
const MAC_BYTES = 32;
const LENGTH_BYTES = 4;
/** Of a frame before the other side has proved itself. */
const GREETING_BYTES_MAX = 256;
/** Of a frame: the share of some ten thousand clients. */
const FRAME_BYTES_MAX = 16 * 1024 * 1024;
/** For the whole greeting. */
const GREETING_MS_MAX = 5000;

export class ChannelError extends Error {}

export class Channel {
  private readonly socket: Socket;
  private readonly frames: Frames;
  private readonly sendKey: Buffer;
  private readonly receiveKey: Buffer;
  private sent = 0;
  private received = 0;

  /** The side that gives orders. @throws {ChannelError} */
  static async asController(socket: Socket, secret: string): Promise<Channel> {
    const frames = new Frames(socket);
    try {
      const greeting = await frames.next();
      const theirs = greeting.subarray(0, NONCE_BYTES);
      const version = greeting.subarray(NONCE_BYTES).toString();
      if (version !== VERSION) throw new ChannelError(`it is "${version}", and this is "${VERSION}"`);
      const own = randomBytes(NONCE_BYTES);
      const nonces = Buffer.concat([theirs, own]);
      frames.send(Buffer.concat([own, mac(secret, 'controller', nonces)]));
      const proof = await frames.next('it has another secret, or serves another load test');
      if (!isEqual(proof, mac(secret, 'worker', nonces))) throw new ChannelError('it has another secret');
      frames.greeted();
      return new Channel(socket, frames, mac(secret, 'orders', nonces), mac(secret, 'answers', nonces));
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  /** The side that carries them out. @param isFree asked when the other side has proved itself @throws {ChannelError} */
  static async asWorker(socket: Socket, secret: string, isFree: () => boolean): Promise<Channel> {
    const frames = new Frames(socket);
    try {
      const own = randomBytes(NONCE_BYTES);
      frames.send(Buffer.concat([own, Buffer.from(VERSION)]));
      const answer = await frames.next();
      const nonces = Buffer.concat([own, answer.subarray(0, NONCE_BYTES)]);
      const isKnown = isEqual(answer.subarray(NONCE_BYTES), mac(secret, 'controller', nonces));
      if (!isKnown) throw new ChannelError('it has another secret');
      if (!isFree()) throw new ChannelError('this worker serves another load test');
      frames.send(mac(secret, 'worker', nonces));
      frames.greeted();
      return new Channel(socket, frames, mac(secret, 'answers', nonces), mac(secret, 'orders', nonces));
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  private constructor(socket: Socket, frames: Frames, sendKey: Buffer, receiveKey: Buffer) {
    this.socket = socket;
    this.frames = frames;
    this.sendKey = sendKey;
    this.receiveKey = receiveKey;
  }

  /**
   * Begins to take what the other side sends; before, it waits.
   * @param closed called once when the connection has ended, or if it has. @param why in words
   */
  open(take: (value: unknown) => void, closed: (why: string) => void): void {
    this.frames.open((frame) => {
      const payload = this.payloadOf(frame);
      if (payload === null) this.socket.destroy(new Error('what it sends is not from the other side'));
      else take(deserialize(payload));
    }, closed);
  }

  send(value: unknown): void {
    const payload = serialize(value);
    this.frames.send(Buffer.concat([mac(this.sendKey, String(this.sent++), payload), payload]));
  }

  /** Ends it after what was sent. */
  end(): void {
    this.socket.end();
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** Null for a frame that does not come from the other side. */
  private payloadOf(frame: Buffer): Buffer | null {
    const payload = frame.subarray(MAC_BYTES);
    const expected = mac(this.receiveKey, String(this.received++), payload);
    return isEqual(frame.subarray(0, MAC_BYTES), expected) ? payload : null;
  }
}

/** Frames with their length before them. Before `open` they are taken one by one, and must be small and come soon. */
class Frames {
  private readonly socket: Socket;
  private bytes: Buffer = Buffer.alloc(0);
  private bytesMax = GREETING_BYTES_MAX;
  private why = 'the connection was closed';
  private isClosed = false;
  private take: ((frame: Buffer) => void) | null = null;
  private closed: (why: string) => void = () => {};
  private readonly deadline: NodeJS.Timeout;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay();
    this.deadline = setTimeout(() => socket.destroy(new Error('it does not answer')), GREETING_MS_MAX);
    socket.on('data', (chunk: Buffer) => this.push(chunk));
    socket.on('error', (error) => (this.why = error.message));
    socket.once('close', () => {
      clearTimeout(this.deadline);
      this.isClosed = true;
      this.closed(this.why);
    });
  }

  send(frame: Buffer): void {
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(frame.length);
    this.socket.write(Buffer.concat([length, frame]));
  }

  /** The next frame of the greeting. @param refusal what it means when the other side closes the connection instead */
  async next(refusal?: string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new ChannelError(refusal ?? why));
      if (this.isClosed) return fail(this.why);
      this.closed = fail;
      this.take = (frame) => {
        this.take = null;
        resolve(frame);
      };
      this.push(Buffer.alloc(0));
    });
  }

  /** The greeting is over: frames may be long, and come whenever they come. */
  greeted(): void {
    clearTimeout(this.deadline);
    this.bytesMax = FRAME_BYTES_MAX;
    this.closed = () => {};
  }

  open(take: (frame: Buffer) => void, closed: (why: string) => void): void {
    this.closed = closed;
    queueMicrotask(() => {
      this.take = take;
      this.push(Buffer.alloc(0));
      if (this.isClosed) closed(this.why);
    });
  }

  private push(chunk: Buffer): void {
    this.bytes = this.bytes.length === 0 ? chunk : Buffer.concat([this.bytes, chunk]);
    while (this.take !== null && this.bytes.length >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + this.bytes.readUInt32BE();
      if (end - LENGTH_BYTES > this.bytesMax) return void this.socket.destroy(new Error('its frame is too long'));
      if (this.bytes.length < end) return;
      const frame = this.bytes.subarray(LENGTH_BYTES, end);
      this.bytes = this.bytes.subarray(end);
      this.take(frame);
    }
    if (this.take === null && this.bytes.length > this.bytesMax + LENGTH_BYTES) {
      this.socket.destroy(new Error('it sends too much'));
    }
  }
}

function mac(key: string | Buffer, what: string, bytes: Buffer): Buffer {
  return createHmac('sha256', key).update(`${what}\n`).update(bytes).digest();
}

function isEqual(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
