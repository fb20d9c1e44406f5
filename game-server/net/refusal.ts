// Answers a client's faults: the only place where a code becomes a message, is counted and logged.

import { errorMessage, faultOf, type Refusal } from '#protocol';
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
 * @param answers type of the refused message, 0 if the error answers none
 * @param name of the player; '' before `hello`, when a mistake in a message is fatal
 * @returns whether the error was fatal
 */
export function refuse(
  { metrics, log }: RefusalParts,
  connection: Connection,
  refusal: Refusal,
  answers: number,
  name: string,
): boolean {
  const { code } = faultOf(refusal);
  const error = errorMessage(refusal, answers, name !== '');
  const { id, address } = connection;
  metrics.errors[code]++;
  log[error.fatal ? 'info' : 'debug']({ connection: id, address, name, code, answers }, error.text);
  if (error.fatal) connection.close(frameOf(error));
  else connection.write(frameOf(error));
  return error.fatal;
}
