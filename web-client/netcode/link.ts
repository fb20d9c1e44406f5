// One byte stream to the server: messages in, messages out, over anything that carries bytes.
// What the messages mean is left to session.ts.

import { decodeServer, encodeClient, encodeFrame, FrameDecoder, SERVER_PAYLOAD_BYTES_MAX } from '#protocol';
import type { ClientMessage, ServerMessage } from '#protocol';

/** Anything that carries bytes in order; borders between chunks mean nothing. */
export interface ByteSocket {
  send(bytes: Uint8Array): void;
  close(): void;
}

export interface ByteSocketEvents {
  opened(): void;
  received(bytes: Uint8Array): void;
  closed(): void;
}

/** Begins a connection; the events come later, never inside the call. */
export type Dial = (events: ByteSocketEvents) => ByteSocket;

export interface LinkEvents {
  opened(): void;
  message(message: ServerMessage): void;
  /** The last event. `readable` is false when the server sent what this page cannot read. */
  closed(readable: boolean): void;
}

/** Bytes that went over all sockets of a line; counted as they pass. */
export interface Traffic {
  inBytes: number;
  outBytes: number;
}

/** Frames and messages on one socket. After `close` no event comes any more. */
export class Link {
  private readonly decoder = new FrameDecoder(SERVER_PAYLOAD_BYTES_MAX);
  private readonly socket: ByteSocket;
  private readonly traffic: Traffic;
  private readonly events: LinkEvents;
  private open = true;

  constructor(dial: Dial, traffic: Traffic, events: LinkEvents) {
    this.traffic = traffic;
    this.events = events;
    this.socket = dial({
      opened: () => this.open && events.opened(),
      received: (bytes) => this.receive(bytes),
      closed: () => this.end(true),
    });
  }

  get isClosed(): boolean {
    return !this.open;
  }

  send(message: ClientMessage): void {
    if (!this.open) return;
    const frame = encodeFrame(encodeClient(message));
    this.traffic.outBytes += frame.length;
    this.socket.send(frame);
  }

  close(): void {
    this.open = false;
    this.socket.close();
  }

  private receive(bytes: Uint8Array): void {
    if (!this.open) return;
    this.traffic.inBytes += bytes.length;
    this.decoder.push(bytes);
    for (let payload = this.decoder.next(); payload !== null; payload = this.decoder.next()) {
      const decoded = decodeServer(payload);
      if ('message' in decoded) this.events.message(decoded.message);
      else if (decoded.error !== 'unknown-type') return this.end(false); // a later server may say more than we know
      if (!this.open) return;
    }
    if (this.decoder.error !== null) this.end(false);
  }

  private end(readable: boolean): void {
    if (!this.open) return;
    this.close();
    this.events.closed(readable);
  }
}

/** Dials a WebSocket whose binary messages are pieces of the stream. */
export function dialWebSocket(url: string): Dial {
  return (events) => {
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => events.opened();
    socket.onclose = () => events.closed();
    socket.onmessage = ({ data }) => data instanceof ArrayBuffer && events.received(new Uint8Array(data));
    return {
      // A frame sent before the connection is there, or after it is gone, would throw or be lost: both mean "not now".
      send: (bytes) => socket.readyState === WebSocket.OPEN && socket.send(bytes as Uint8Array<ArrayBuffer>),
      close: () => socket.close(),
    };
  };
}
