// The log of the game server. process/log-destination.ts writes the lines.

import { createLog as create, type Logger, type LogLevel } from '#process';

export type { Logger, LogLevel } from '#process';

export function createLog(level: LogLevel): Logger {
  return create('game-server', level);
}
