// A log of JSON lines that never blocks the program. Writing them to a file or pipe is left to log-destination.ts.

import { pino, symbols, type Level, type Logger } from 'pino';
import { LogDestination, STDERR, STDOUT } from './log-destination.ts';
import { RecentLines } from './recent-lines.ts';

export type { Logger } from 'pino';
export type LogLevel = Level | 'silent';

/** At the end of the program its last lines get this long to leave. */
const CLOSE_MS_MAX = 1000;
/** The error that ended the program gets this long on standard error, where the log could not take it. */
const LAST_WORDS_MS_MAX = 200;

/** By log, the error that ended its program. */
const fatalErrors = new WeakMap<Logger, string>();
const recent = new WeakMap<Logger, RecentLines>();

/**
 * A log that never blocks the program, and never ends it.
 * @param name of the program, in each line
 * @param file appended to; standard output where it is left out
 */
export function createLog(name: string, level: LogLevel, file?: string): Logger {
  const destination = new LogDestination(file ?? STDOUT);
  const lines = new RecentLines();
  const log = pino({ name, level }, destination);
  recent.set(log, lines);
  destination.onLine = (line) => lines.add(line);
  destination.onRecovered = (dropped, cause) => log.warn({ dropped, cause }, 'log lines were dropped');
  return log;
}

/** The newest lines of a log, those too that could not be written; null for a log that `createLog` has not made. */
export function recentLinesOf(log: Logger): RecentLines | null {
  return recent.get(log) ?? null;
}

/** The number of lines that this log could not write so far; 0 for a log that `createLog` has not made. */
export function logLinesDropped(log: Logger): number {
  return destinationOf(log)?.linesDropped ?? 0;
}

/** Opens the log's file again, under its name: a rotated one has got another. */
export function reopenLog(log: Logger): void {
  destinationOf(log)?.reopen();
}

/** Logs the error that ends the program. Where the log cannot write, `closeLog` writes it to standard error. */
export function logFatal(log: Logger, error: unknown): void {
  log.fatal({ err: error }, 'ended by an error');
  fatalErrors.set(log, error instanceof Error ? (error.stack ?? error.message) : String(error));
}

/**
 * Lets the last lines leave, for at most a second.
 * @returns false when a write still hangs in the system, for which Node's own exit would wait
 */
export async function closeLog(log: Logger): Promise<boolean> {
  const destination = destinationOf(log);
  if (destination === null) return true;
  const hasLeft = await destination.close(CLOSE_MS_MAX);
  const fatal = fatalErrors.get(log);
  if (fatal === undefined || destination.isComplete) return hasLeft;
  const errors = new LogDestination(STDERR);
  errors.write(`${fatal}\n`);
  return (await errors.close(LAST_WORDS_MS_MAX)) && hasLeft;
}

function destinationOf(log: Logger): LogDestination | null {
  const stream: unknown = Reflect.get(log, symbols.streamSym);
  return stream instanceof LogDestination ? stream : null;
}
