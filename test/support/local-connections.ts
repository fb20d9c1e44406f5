// The TCP connections of this process to itself: how a test waits until all that was sent over them has been read. On a busy
// machine that takes longer than a tick of a virtual clock.

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

export class LocalConnections {
  private readonly dialled = new Set<Socket>();
  /** By the ports of both ends: two connections to different ports may have the same port here. */
  private readonly accepted = new Map<string, Socket>();

  /** Knows the connections that are made from now on, until `stop`. */
  constructor() {
    subscribe('net.client.socket', this.onDialled);
    subscribe('net.server.socket', this.onAccepted);
  }

  /** Resolves when nothing is on its way. */
  async settle(): Promise<void> {
    while (this.isBusy) await turn();
  }

  stop(): void {
    unsubscribe('net.client.socket', this.onDialled);
    unsubscribe('net.server.socket', this.onAccepted);
  }

  private get isBusy(): boolean {
    for (const socket of this.dialled) {
      const other = this.accepted.get(`${socket.localPort}>${socket.remotePort}`);
      // To another process, or not connected yet.
      if (other === undefined || other.destroyed || socket.destroyed) continue;
      if (socket.bytesWritten > other.bytesRead || other.bytesWritten > socket.bytesRead) return true;
    }
    return false;
  }

  private readonly onDialled = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket };
    this.dialled.add(socket);
    socket.once('close', () => this.dialled.delete(socket));
  };

  private readonly onAccepted = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket };
    const ports = `${socket.remotePort}>${socket.localPort}`;
    this.accepted.set(ports, socket);
    socket.once('close', () => {
      if (this.accepted.get(ports) === socket) this.accepted.delete(ports);
    });
  };
}
