// Two ends of a connection without a network: what is written on one is there at once on the other. As much of a socket
// as the game server's connections use.

import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';

export class MemorySocket extends EventEmitter {
  destroyed = false;
  writable = true;
  readonly writableLength = 0;
  private peer: MemorySocket | null = null;

  /** @returns the server's end, as the socket that it takes it for, and the client's. */
  static pair(): { serverSide: Socket; clientSide: MemorySocket } {
    const serverSide = new MemorySocket();
    const clientSide = new MemorySocket();
    serverSide.peer = clientSide;
    clientSide.peer = serverSide;
    return { serverSide: serverSide as unknown as Socket, clientSide };
  }

  write(bytes: Uint8Array): boolean {
    if (this.writable) this.peer?.emit('data', bytes);
    return true;
  }

  /** Ends this direction. The other end, which has nothing left to say either, closes both. */
  end(last?: Uint8Array): void {
    if (last !== undefined) this.write(last);
    this.destroy();
  }

  resetAndDestroy(): void {
    this.destroy();
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.writable = false;
    this.emit('close');
    this.peer?.destroy();
  }

  pause(): void {}

  resume(): void {}
}
