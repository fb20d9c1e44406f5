// `packetman server`: the game server alone.
import type { Command } from 'commander';
import type { LogLevel } from '../game-server/log.ts';
import { keepNewGenerationSmall } from './heap.ts';
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
  keepNewGenerationSmall();
  const { gameServerConfig } = await import('../game-server/config.ts');
  const { createLog } = await import('../game-server/log.ts');
  const { startGameServer } = await import('../game-server/main.ts');

  const server = await startGameServer(gameServerConfig(overrides), createLog(logLevel));
  drainOnSignal(() => server.drain());
  reportListening({ port: server.port, adminPort: server.adminPort });
}
