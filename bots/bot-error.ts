// What can go wrong for a bot, by code: what the server says, and what only the client can see.

import type { EndReason } from '#client';

export type BotFault =
  | Exclude<EndReason, 'left'>
  /** The room removed the bot: it was closed, or the host sent the bot out. */
  | 'sent-away';

export class BotError extends Error {
  override readonly name = 'BotError';
  readonly fault: BotFault;

  constructor(fault: BotFault, text: string) {
    super(`${fault}: ${text}`);
    this.fault = fault;
  }
}
