// `packetman server`: the game server alone.
import type { Command } from 'commander';
import type { LogLevel } from '#process';
import { samePort } from './contradiction.ts';
import { frightTableOption } from './fright-table.ts';
import { keepNewGenerationSmall } from './heap.ts';
import {
  ADMIN_PORT,
  exemptNetworkOption,
  GAME_PORT,
  logLevelOption,
  option,
  portOption,
  proxyNetworkOption,
} from './options.ts';
import { beginHeartbeat, drainOnSignal, reportListening } from './shutdown.ts';

/** As commander gives them: an address that was not given is absent, and the server's own default holds. */
interface ServerOptions {
  host?: string;
  port: number;
  adminHost?: string;
  adminPort: number;
  publicHost?: string;
  publicPort?: number;
  exemptNetwork?: string[];
  proxyNetwork?: string[];
  frightTable?: Uint8Array;
  logLevel: LogLevel;
}

const EXAMPLES = `
Examples:
  packetman server
  packetman server --port 0 --admin-port 0     on free ports, which it logs
  packetman server --proxy-network 10.0.0.5    a bridge or load balancer on another machine, with PROXY headers
`;

export function addServerCommand(program: Command): void {
  const command = program.command('server');
  command
    .description('run the game server alone, for bots and for bridges elsewhere')
    .addOption(option('--host <address>', 'address to listen on'))
    .addOption(portOption('--port', 'TCP port of the game, 0 picks a free one', GAME_PORT))
    .addOption(option('--admin-host <address>', 'address of the admin HTTP'))
    .addOption(portOption('--admin-port', 'HTTP port of health and metrics', ADMIN_PORT))
    .addOption(option('--public-host <address>', 'address of the public HTTP'))
    .addOption(portOption('--public-port', 'HTTP port of the list of rooms, for everybody; none unless given'))
    .addOption(proxyNetworkOption())
    .addOption(exemptNetworkOption())
    .addOption(frightTableOption())
    .addOption(logLevelOption('info'))
    .addHelpText('after', EXAMPLES)
    .hook('preAction', () => {
      const { host, publicHost, publicPort } = command.opts<ServerOptions>();
      // On addresses of its own each may have the same port.
      const wrong = host === undefined ? samePort(command, ['port', 'adminPort', 'publicPort']) : null;
      if (wrong !== null) command.error(wrong);
      if (publicHost !== undefined && publicPort === undefined) {
        command.error('error: --public-host does nothing without --public-port');
      }
    })
    .action(runServer);
}

async function runServer({ logLevel, exemptNetwork, proxyNetwork, ...overrides }: ServerOptions): Promise<void> {
  beginHeartbeat();
  keepNewGenerationSmall();
  const { gameServerConfig } = await import('../game-server/config.ts');
  const { createLog } = await import('../game-server/ops/log.ts');
  const { startGameServer } = await import('../game-server/main.ts');
  const { closeLog, logFatal } = await import('#process');

  const config = gameServerConfig({
    ...overrides,
    ...(exemptNetwork && { exemptNetworks: exemptNetwork }),
    ...(proxyNetwork && { proxyNetworks: proxyNetwork }),
  });
  const log = createLog(logLevel);
  const server = await startGameServer(config, log);
  drainOnSignal({
    drain: () => server.drain(),
    fatal: (error) => logFatal(log, error),
    close: () => closeLog(log),
  });
  const { port, adminPort, publicPort } = server;
  reportListening({ port, adminPort, ...(publicPort !== null && { publicPort }) });
}
