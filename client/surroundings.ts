// What a conversation needs from its program: bytes, time and randomness. A page, a Node program and a test each bring
// their own.

/** Carries bytes in order, in both directions. Where one chunk ends and the next begins means nothing. */
export interface Transport {
  /** Sends now or never: bytes for a transport that is not open, or no longer, are lost. */
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

/** Starts a connection. Events come after the call has returned. */
export type Dial = (events: TransportEvents) => Transport;

export interface Surroundings {
  readonly dial: Dial;
  /** Milliseconds of a steady clock, 0 or more. */
  now(): number;
  /** Calls once, after this many milliseconds. @returns what cancels it */
  after(ms: number, call: () => void): () => void;
  /** A random number from 0 up to and without 1. */
  rng(): number;
}
