// The transport of a program on Node: a TCP socket to the server, or a WebSocket through a bridge.

import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { createWebSocketStream, WebSocket } from 'ws';
import type { Dial, Surroundings, Transport, TransportEvents } from '#client';
import type { NodeAddress } from '#protocol';

/** Where the server is. */
export interface ServerAddress {
  /** Name or address of the server. */
  readonly host: string;
  /** Its port for TCP, 1980 by default. */
  readonly port: number;
  /** A bridge to go through instead, such as ws://127.0.0.1:8080. */
  readonly via?: string | undefined;
}

/** Bytes that may wait for a server that does not read. */
const UNSENT_BYTES_MAX = 64 * 1024;
/** How long the server may take to end a connection that we have ended. */
const CLOSE_MS_MAX = 2000;

/** What all sockets are read into, one after the other: else each read would come with 64 KiB of its own. */
const CHUNK = new Uint8Array(64 * 1024);

export class ServerSocket implements Transport {
  private readonly socket: Duplex;

  /**
   * Connects.
   * @param node to which the server has sent us. Its host is trusted as the server is: it gets the same tokens.
   */
  constructor(address: ServerAddress, events: TransportEvents, node: NodeAddress | null = null) {
    let reason = 'the server closed the connection';
    this.socket = open(addressOf(address, node), events);
    this.socket.on('error', (error) => (reason = reasonOf(error)));
    this.socket.on('close', () => events.closed(reason));
  }

  send(bytes: Uint8Array): void {
    if (this.socket.destroyed || this.socket.writableEnded) return;
    this.socket.write(bytes);
    if (this.socket.writableLength > UNSENT_BYTES_MAX) this.socket.destroy(new Error('the server does not read'));
  }

  close(): void {
    // To destroy a socket on which snapshots still arrive is a reset, which may overtake what was sent last.
    this.socket.resume();
    this.socket.end();
    setTimeout(() => this.socket.destroy(), CLOSE_MS_MAX).unref();
  }

  /** Breaks the connection at once, as a lost network does. */
  cut(): void {
    this.socket.destroy(new Error('cut'));
  }

  /** Stops reading, or reads on: what arrives meanwhile waits in the system. */
  setReading(isReading: boolean): void {
    if (isReading) this.socket.resume();
    else this.socket.pause();
  }
}

/** What a conversation needs from Node, with a way to dial. */
export function nodeSurroundings(dial: Dial): Surroundings {
  return {
    dial,
    now: () => performance.now(),
    after(ms, call) {
      const timer = setTimeout(call, ms);
      return () => clearTimeout(timer);
    },
    rng: Math.random,
  };
}

/** Through a bridge a node has a path of its own: the client may not reach its host. */
function addressOf(address: ServerAddress, node: NodeAddress | null): ServerAddress {
  if (node === null) return address;
  if (address.via === undefined) return node;
  const via = new URL(address.via);
  via.pathname = `${via.pathname === '/' ? '/play' : via.pathname.replace(/\/$/, '')}/${node.node}`;
  return { ...address, via: via.href };
}

/** A name with several addresses fails with the errors of all of them, and no message of its own. */
function reasonOf(error: Error): string {
  return error instanceof AggregateError ? error.errors.map(({ message }: Error) => message).join('; ') : error.message;
}

/** A stream of bytes either way: the bridge relays them as they are. */
function open({ host, port, via }: ServerAddress, events: TransportEvents): Duplex {
  if (via !== undefined) {
    const socket = new WebSocket(via, { perMessageDeflate: false });
    socket.once('open', () => events.opened());
    return createWebSocketStream(socket).on('data', (chunk: Uint8Array) => events.received(chunk));
  }
  const callback = (bytes: number) => {
    events.received(CHUNK.subarray(0, bytes));
    return true;
  };
  return connect({ host, port, noDelay: true, onread: { buffer: CHUNK, callback } }, () => events.opened());
}
