// What a conversation needs from its program: bytes, time and randomness. A page, a Node program and a test each provide
// them.

import type { NodeAddress } from '#protocol';

/** Carries bytes in order, in both directions. The boundaries of chunks have no meaning. */
export interface Transport {
  /** Sends at once. Bytes for a transport that is not open are lost. */
  send(bytes: Uint8Array): void;
  /** Closes after all sent bytes are delivered. No event follows. */
  close(): void;
}

export interface TransportEvents {
  opened(): void;
  /** @param bytes valid until this call returns */
  received(bytes: Uint8Array): void;
  /** The last event: closed by the other side, broken, or never opened. @param reason one line for a log */
  closed(reason: string): void;
}

/**
 * Starts a connection. Events come after the call has returned.
 * @param node to connect to; null for the address that the program was given
 */
export type Dial = (events: TransportEvents, node: NodeAddress | null) => Transport;

export interface Surroundings {
  readonly dial: Dial;
  /** Milliseconds of a steady clock, 0 or more. */
  now(): number;
  /** Calls once, after this many milliseconds. @returns a function that cancels it */
  after(ms: number, call: () => void): () => void;
  /** A random number from 0 (inclusive) to 1 (exclusive). */
  rng(): number;
}
