// `packetman server`: the game server alone.
import { setFlagsFromString } from 'node:v8';
import type { Command } from 'commander';
import type { LogLevel } from '../game-server/log.ts';
import { ADMIN_PORT, GAME_PORT, logLevelOption, option, portOption } from './options.ts';
import { drainOnSignal, reportListening } from './shutdown.ts';

/** As commander gives them: an address that was not given is absent, and the server's own default holds. */
interface ServerOptions {
  host?: string;
  port: number;
  adminHost?: string;
  adminPort: number;
  logLevel: LogLevel;
}

const EXAMPLES = `
Examples:
  packetman server
  packetman server --port 0 --admin-port 0     on free ports, which it logs
`;

export function addServerCommand(program: Command): void {
  program
    .command('server')
    .description('run the game server alone, for bots and for bridges elsewhere')
    .addOption(option('--host <address>', 'address to listen on'))
    .addOption(portOption('--port', 'TCP port of the game, 0 picks a free one', GAME_PORT))
    .addOption(option('--admin-host <address>', 'address of the admin HTTP'))
    .addOption(portOption('--admin-port', 'HTTP port of health and metrics', ADMIN_PORT))
    .addOption(logLevelOption('info'))
    .addHelpText('after', EXAMPLES)
    .action(runServer);
}

async function runServer({ logLevel, ...overrides }: ServerOptions): Promise<void> {
  // What a tick leaves behind is dead before the next one. Left to itself the space for it grows to 48 MiB, which is more
  // than all clients together hold; kept small it stays in the processor's cache.
  setFlagsFromString('--semi-space-growth-factor=1');
  const { gameServerConfig } = await import('../game-server/config.ts');
  const { createLog } = await import('../game-server/log.ts');
  const { startGameServer } = await import('../game-server/main.ts');

  const server = await startGameServer(gameServerConfig(overrides), createLog(logLevel));
  drainOnSignal(() => server.drain());
  reportListening({ port: server.port, adminPort: server.adminPort });
}
