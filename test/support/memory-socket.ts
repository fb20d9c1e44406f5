// Two ends of a connection without a network: as much of a socket as the game server's connections use. By default the
// bytes arrive at once; a test may put wires between the ends that carry them later.

import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';

/** One direction of a connection. */
export interface Wire {
  /** Bytes that wait in the sending process: `writableLength` of its socket. */
  readonly queuedBytes: number;
  /** Calls `deliver` when the bytes arrive, in the order of the calls; in several pieces if the wire splits them. */
  carry(bytes: Uint8Array, deliver: (bytes: Uint8Array) => void): void;
}

const AT_ONCE: Wire = { queuedBytes: 0, carry: (bytes, deliver) => deliver(bytes) };
const NOTHING = new Uint8Array(0);

export class MemorySocket extends EventEmitter {
  destroyed = false;
  writable = true;
  private readonly wire: Wire;
  private peer: MemorySocket | null = null;
  /** Bytes that have arrived while it is paused; null while it is not. */
  private unread: Uint8Array[] | null = null;

  private constructor(wire: Wire) {
    super();
    this.wire = wire;
  }

  /** @returns the server's end, typed as the socket that the server takes it for, and the client's end. */
  static pair(toServer = AT_ONCE, toClient = AT_ONCE): { serverSide: Socket; clientSide: MemorySocket } {
    const serverSide = new MemorySocket(toClient);
    const clientSide = new MemorySocket(toServer);
    serverSide.peer = clientSide;
    clientSide.peer = serverSide;
    return { serverSide: serverSide as unknown as Socket, clientSide };
  }

  get writableLength(): number {
    return this.wire.queuedBytes;
  }

  write(bytes: Uint8Array): boolean {
    if (this.writable) this.wire.carry(bytes, (arrived) => this.peer?.receive(arrived));
    return true;
  }

  /** Ends this direction. The other end then closes the connection. */
  end(last?: Uint8Array): void {
    if (last !== undefined) this.write(last);
    this.writable = false;
    this.wire.carry(NOTHING, () => this.peer?.destroy());
  }

  resetAndDestroy(): void {
    this.destroy();
  }

  /** Closes this end at once, and the other end when that has reached it. */
  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.writable = false;
    this.emit('close');
    this.wire.carry(NOTHING, () => this.peer?.destroy());
  }

  pause(): void {
    this.unread ??= [];
  }

  resume(): void {
    const { unread } = this;
    this.unread = null;
    for (const bytes of unread ?? []) this.receive(bytes);
  }

  private receive(bytes: Uint8Array): void {
    if (this.destroyed) return;
    if (this.unread === null) this.emit('data', bytes);
    else this.unread.push(bytes);
  }
}
