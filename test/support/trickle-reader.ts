// A client that takes bytes from the system one at a time, and only when a test wants one.

import { connect, type Socket } from 'node:net';
import { encodeClient, encodeFrame, type ClientMessage } from '#protocol';

export class TrickleReader {
  /** How many bytes it has taken. */
  taken = 0;
  isClosed = false;
  private readonly socket: Socket;
  private tookOne: () => void = () => {};

  private constructor(port: number) {
    const callback = () => {
      this.taken++;
      this.tookOne();
      // Stops reading until `take` goes on.
      return false;
    };
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer: Buffer.alloc(1), callback } });
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.isClosed = true;
      this.tookOne();
    });
  }

  static async connect(port: number): Promise<TrickleReader> {
    const reader = new TrickleReader(port);
    await new Promise<void>((resolve, reject) => {
      reader.socket.once('connect', resolve);
      reader.socket.once('error', reject);
    });
    reader.socket.pause();
    return reader;
  }

  send(...messages: readonly ClientMessage[]): void {
    this.socket.write(Buffer.concat(messages.map((message) => encodeFrame(encodeClient(message)))));
  }

  /** Takes one byte, waiting for it if need be, or finds that the connection is gone. */
  async take(): Promise<void> {
    if (this.isClosed) return;
    const took = new Promise<void>((resolve) => (this.tookOne = resolve));
    this.socket.resume();
    await took;
  }

  destroy(): void {
    this.socket.destroy();
  }
}
