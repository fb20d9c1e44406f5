// One TCP socket: bytes on one side, messages on the other. It keeps a client from filling memory or the event loop. Its
// owner handles messages and answers faults: greeting.ts, then session.ts.
//
//   accepted ──open()──► header ──the listener accepts the caller──► open ──close()──► closing ──► closed
//      │                   │                                          │       the other end closes, or 2 s pass
//      └── no header is ───┼──────────────────────────────────────────┤
//          looked for      └── refused ──► closing or closed          └── connection lost, reset() ──► closed
//
// Handing over to another owner happens while it is open.

import type { Socket } from 'node:net';
import type { ClientMessage, Mistake, Refusal } from '#protocol';
import type { Clock } from '../clock.ts';
import type { Stalls } from '../stalls.ts';
import { MessageReader } from './message-reader.ts';
import { ProxyHeaderReader } from './proxy-header.ts';
import { seconds } from './seconds.ts';
import { SendQueue, type SendQueueParts } from './send-queue.ts';

/** The owner of a connection. It gets no events after `closed`, or after it has called `close`. */
export interface ConnectionOwner {
  received(message: ClientMessage): void;
  /** A message cannot be read. Those behind it can. */
  mistaken(mistake: Mistake): void;
  faulted(refusal: Refusal): void;
  closed(): void;
  /** Checks the deadlines of the owner. @returns what is said of one that has passed, or null. */
  overdue(nowMs: number): Refusal | null;
}

/**
 * Called when the client is known. Returns the client's address, or why the connection is refused.
 * @param header null if the stream has no PROXY header; its address is null if a proxy connects for itself.
 */
export type CallerCheck = (header: { readonly address: string | null } | null) => CallerVerdict;
type CallerVerdict = { readonly address: string } | 'reset' | 'proxy-refused';

export interface ConnectionParts extends SendQueueParts {
  readonly clock: Clock;
  readonly stalls: Stalls;
}

type ConnectionState =
  | { readonly name: 'accepted'; readonly check: CallerCheck | null }
  | HeaderState
  | OpenState
  | { readonly name: 'closing'; readonly sinceMs: number }
  | { readonly name: 'closed' };

interface HeaderState {
  readonly name: 'header';
  readonly owner: ConnectionOwner;
  readonly reader: ProxyHeaderReader;
  readonly check: CallerCheck;
}

interface OpenState {
  readonly name: 'open';
  readonly owner: ConnectionOwner;
  readonly reader: MessageReader;
}

export class Connection {
  /** Identifies the connection in logs. */
  readonly id: number;
  private readonly socket: Socket;
  private readonly parts: ConnectionParts;
  private readonly queue: SendQueue;
  private state: ConnectionState;
  /** Bytes received so far. */
  bytesIn = 0;
  private callerAddress: string;
  private messageMs: number;
  /** Who waits for another process before more is read: a `hello`, a request, a room that moves. */
  private pauses = 0;

  /**
   * @param socket with an `error` listener, which may do nothing: `close` follows
   * @param address the peer's
   * @param check decides about the client; null if no PROXY header is expected
   */
  constructor(socket: Socket, id: number, address: string, parts: ConnectionParts, check: CallerCheck | null = null) {
    this.id = id;
    this.socket = socket;
    this.parts = parts;
    this.queue = new SendQueue(socket, parts);
    this.state = { name: 'accepted', check };
    this.callerAddress = address;
    this.messageMs = parts.clock.now();
  }

  /** The client: the peer, or the address in a PROXY header. */
  get address(): string {
    return this.callerAddress;
  }

  /** When the last message arrived, or the connection was accepted. */
  get lastMessageMs(): number {
    return this.messageMs;
  }

  get queuedBytes(): number {
    return this.queue.bytes;
  }

  /** Bytes that wait for the journal. */
  get heldBytes(): number {
    return this.queue.heldBytes;
  }

  /** Whether messages can arrive. */
  get isOpen(): boolean {
    return this.state.name === 'open';
  }

  /** Bytes given to the socket so far, or waiting to be. */
  get bytesOut(): number {
    return this.queue.bytesOut;
  }

  /** Begins to read. */
  open(owner: ConnectionOwner): void {
    if (this.state.name !== 'accepted') return;
    const { check } = this.state;
    this.state =
      check === null ? this.opened(owner) : { name: 'header', owner, reader: new ProxyHeaderReader(), check };
    this.socket.on('data', (chunk: Buffer) => this.receive(chunk));
    this.socket.once('close', () => {
      this.parts.outbox.hold();
      this.ended();
      this.parts.outbox.release();
    });
  }

  /** After `hello`: reports to another owner from now on, and reads payloads of the size of those after hello. */
  handOver(owner: ConnectionOwner): void {
    if (this.state.name !== 'open') return;
    this.state.reader.expectAfterHello();
    this.state = { ...this.state, owner };
  }

  /**
   * Reads no further message until `resume` was called as often: the answer to the last one comes from another process.
   * Deadlines go on.
   */
  pause(): void {
    this.pauses++;
    this.socket.pause();
  }

  /** Reads on, beginning with the messages that have arrived meanwhile. */
  resume(): void {
    if (this.pauses === 0) return;
    this.pauses--;
    if (this.isPaused || this.state.name !== 'open') return;
    this.parts.outbox.hold();
    this.read();
    this.parts.outbox.release();
    this.readOn();
  }

  private get isPaused(): boolean {
    return this.pauses > 0;
  }

  /** Queues a frame. If it does not fit, the next sweep reports a fault. */
  write(frame: Buffer): void {
    if (this.state.name === 'open') this.queue.write(frame);
  }

  /**
   * Writes a last frame and closes. Until the other end has closed too, its bytes are read and dropped: closing a socket
   * with unread bytes is a reset, which can destroy the last frame.
   */
  close(last: Buffer): void {
    if (!('owner' in this.state)) return;
    this.state = { name: 'closing', sinceMs: this.parts.clock.now() };
    this.queue.end(last);
    this.socket.resume();
  }

  /** Ends the connection at once, without a last frame. */
  reset(): void {
    this.ended();
    const { socket } = this;
    // Node cannot reset a socket in the turn of the event loop in which it ends: the reset fails, and `close` never comes.
    const isEnding = socket.writableEnded && !socket.writableFinished && socket.writableLength === 0;
    if (isEnding) socket.destroy();
    else socket.resetAndDestroy();
  }

  /** Reports a fault that is not in the bytes. */
  fault(refusal: Refusal): void {
    if ('owner' in this.state) this.state.owner.faulted(refusal);
  }

  /** Checks deadlines and the queue. */
  sweep(nowMs: number): void {
    const { state } = this;
    switch (state.name) {
      case 'accepted':
      case 'closed':
        return;
      case 'closing':
        if (nowMs - state.sinceMs > this.parts.config.closeTimeoutMs) this.reset();
        return;
      case 'header':
      case 'open': {
        const refusal = this.overdue(state, nowMs) ?? state.owner.overdue(nowMs);
        if (refusal !== null) state.owner.faulted(refusal);
      }
    }
  }

  private overdue(state: HeaderState | OpenState, nowMs: number): Refusal | null {
    if (state.name === 'header') return null;
    const stuck = this.queue.whyStuck(nowMs);
    if (stuck !== null) return { code: 'too-far-behind', text: stuck };
    if (!state.reader.isOverdue(nowMs)) return null;
    return {
      code: 'frame-timeout',
      text: `a frame was not complete after ${seconds(this.parts.config.frameTimeoutMs)}`,
    };
  }

  private opened(owner: ConnectionOwner): OpenState {
    const { config, clock, stalls } = this.parts;
    const nowMs = clock.now();
    stalls.runs(nowMs);
    return { name: 'open', owner, reader: new MessageReader(config, nowMs, stalls) };
  }

  private ended(): void {
    const { state } = this;
    this.state = { name: 'closed' };
    if ('owner' in state) state.owner.closed();
  }

  private receive(chunk: Buffer): void {
    const { metrics, outbox } = this.parts;
    metrics.bytesIn += chunk.length;
    this.bytesIn += chunk.length;
    outbox.hold();
    const bytes = this.state.name === 'header' ? this.readHeader(this.state, chunk) : chunk;
    if (bytes !== null && this.state.name === 'open') {
      this.state.reader.push(bytes);
      this.read();
    }
    outbox.release();
  }

  /** Takes a PROXY header off the front. @returns the bytes behind it, null when there are none yet. */
  private readHeader({ owner, reader, check }: HeaderState, chunk: Buffer): Uint8Array | null {
    const read = reader.push(chunk);
    if (read.kind === 'more') return null;
    const verdict = read.kind === 'malformed' ? 'proxy-refused' : check(read.kind === 'header' ? read : null);
    if (typeof verdict === 'object' && read.kind !== 'malformed') {
      this.callerAddress = verdict.address;
      this.state = this.opened(owner);
      return read.rest;
    }
    if (verdict === 'reset') this.reset();
    else owner.faulted('proxy-refused');
    return null;
  }

  /** Reads the complete messages, up to the limit for one turn of the event loop. */
  private read(): void {
    const nowMs = this.parts.clock.now();
    this.parts.stalls.runs(nowMs);
    for (let taken = 0; taken < this.parts.config.messagesPerTurnMax; taken++) {
      // Handling a message may have closed the connection, paused it, or handed it over.
      if (this.state.name !== 'open' || this.isPaused) return;
      const { owner, reader } = this.state;
      const reading = reader.next(nowMs);
      if (reading === null) return;
      this.messageMs = nowMs;
      if (reading === 'dropped') this.parts.metrics.messagesDropped++;
      else if ('fault' in reading) owner.faulted(reading.fault);
      else if ('error' in reading) owner.mistaken(reading);
      else owner.received(reading.message);
    }
    if (this.state.name === 'open' && !this.isPaused && this.state.reader.hasMore) this.readNextTurn();
  }

  private readNextTurn(): void {
    this.socket.pause();
    setImmediate(() => {
      if (this.state.name !== 'open') return;
      this.parts.outbox.hold();
      this.read();
      this.parts.outbox.release();
      this.readOn();
    });
  }

  /** Takes more bytes from the socket when all complete messages are read. */
  private readOn(): void {
    if (this.state.name === 'open' && !this.isPaused && !this.state.reader.hasMore) this.socket.resume();
  }
}
