// What can go wrong for a client, by code: what the server says, and what only the client can see.

import type { ErrorCode } from '#protocol';

export type BotFault =
  | ErrorCode
  /** Nobody speaks this protocol at that address. */
  | 'unreachable'
  /** The connection ended without a word, and the stay could not go on over another one. */
  | 'connection-lost'
  /** What the server sent is not the protocol, or not this version of it. */
  | 'bad-server'
  /** A question stayed without an answer. */
  | 'no-answer'
  /** The server said goodbye. */
  | 'bye'
  /** The room did without us. */
  | 'sent-away'
  /** An error of a later version of the protocol. */
  | 'unknown-error';

export class BotError extends Error {
  override readonly name = 'BotError';
  readonly fault: BotFault;

  constructor(fault: BotFault, text: string) {
    super(`${fault}: ${text}`);
    this.fault = fault;
  }
}
