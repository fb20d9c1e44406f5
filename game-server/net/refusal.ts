// Answers a client's faults: the only place where a code becomes a message, is counted and logged.

import { CLIENT_MESSAGES, errorMessage, type ClientMessage, type ErrorCode } from '#protocol';
import type { Logger } from '../ops/log.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Connection } from './connection.ts';
import { frameOf } from './frame.ts';

export interface RefusalParts {
  readonly metrics: Metrics;
  readonly log: Logger;
}

/**
 * Sends an error to a client. A fatal one closes the connection.
 * @param message the refused message, null if the error answers none.
 * @param name of the player, '' before it is known.
 * @returns whether the code was fatal.
 */
export function refuse(
  { metrics, log }: RefusalParts,
  connection: Connection,
  code: ErrorCode,
  message: ClientMessage | null,
  name: string,
): boolean {
  const answers = message === null ? 0 : CLIENT_MESSAGES[message.type].type;
  const error = errorMessage(code, answers);
  const { id, address } = connection;
  metrics.errors[code]++;
  log[error.fatal ? 'info' : 'debug']({ connection: id, address, name, code, answers }, error.text);
  if (error.fatal) connection.close(frameOf(error));
  else connection.write(frameOf(error));
  return error.fatal;
}
