// One JSON line per thing worth knowing, to stdout. What a line says is up to who writes it.

import { pino, type Level, type Logger } from 'pino';

export type { Logger } from 'pino';
export type LogLevel = Level | 'silent';

export function createLog(level: LogLevel): Logger {
  return pino({ name: 'game-server', level });
}
