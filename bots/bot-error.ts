// What can go wrong for a bot, by code: what the server says, and what only the client can see.

import type { EndReason } from '#client';

/** The code of an error: one of the server, as in protocol/README.md, or one that only the client can see. */
export type BotFault =
  | Exclude<EndReason, 'left'>
  /** The room removed the bot: it was closed, or the host sent the bot out. */
  | 'sent-away';

/** What a promise of the client rejects with, and why a client has ended. */
export class BotError extends Error {
  override readonly name = 'BotError';
  /** The code. */
  readonly fault: BotFault;

  constructor(fault: BotFault, text: string) {
    super(`${fault}: ${text}`);
    this.fault = fault;
  }
}
