// The log of the game server. What a line says is up to who writes it; how it gets out is process/log-destination.ts.

import { createLog as create, type Logger, type LogLevel } from '#process';

export type { Logger, LogLevel } from '#process';

export function createLog(level: LogLevel): Logger {
  return create('game-server', level);
}
