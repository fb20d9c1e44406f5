// `packetman server`: the game server alone.
import type { Command } from 'commander';
import { keepNewGenerationSmall } from './heap.ts';
import { option } from './options.ts';
import { SettingsError } from './program-settings.ts';
import { type GivenSettings, printedServerSettings, readServerSettings, serverOptions } from './server-settings.ts';
import { beginHeartbeat, drainOnSignal, reportListening } from './shutdown.ts';

interface ServerOptions {
  config?: string;
  printConfig?: true;
}

const MORE_HELP = `
A flag wins over its environment variable, the variable over the file of --config, and the file over the default.

Examples:
  packetman server
  packetman server --port 0 --admin-port 0     on free ports, which it logs
  packetman server --proxy-network 10.0.0.5    a bridge or load balancer on another machine, with PROXY headers
  packetman server --config server.json        all settings in a file: docs/server-settings.md
`;

export function addServerCommand(program: Command): void {
  const command = program
    .command('server')
    .description('run only the game server, to which bots and bridges connect over TCP')
    .addOption(option('--config <file>', 'JSON file of settings, read at the start'))
    .addOption(option('--print-config', 'print the settings in force, as such a file, and exit'));
  for (const each of serverOptions()) command.addOption(each);
  command.addHelpText('after', MORE_HELP).action(async ({ config, printConfig }: ServerOptions) => {
    const given = settingsOf(command, config);
    const isFlag = given.placeOf('publicHost') === '--public-host';
    if (isFlag && given.settings.publicPort === null) {
      command.error('error: --public-host does nothing without --public-port');
    }
    if (printConfig) process.stdout.write(printedServerSettings(given.settings));
    else await runServer(command, given);
  });
}

/** The settings in force; a wrong one ends the program as wrong usage. */
export function settingsOf(command: Command, file: string | undefined): GivenSettings {
  try {
    return readServerSettings(command, file);
  } catch (error) {
    if (error instanceof SettingsError) return command.error(`error: ${error.message}`);
    throw error;
  }
}

async function runServer(command: Command, { settings, frightTable }: GivenSettings): Promise<void> {
  beginHeartbeat();
  keepNewGenerationSmall();
  const { configOf } = await import('../game-server/config.ts');
  const { createLog } = await import('../game-server/ops/log.ts');
  const { FolderInUseError } = await import('../game-server/journal/folder-lock.ts');
  const { NodeStartError } = await import('../game-server/cluster/start-error.ts');
  const { startGameServer } = await import('../game-server/main.ts');
  const { closeLog, logFatal, stateFolder } = await import('#process');

  const log = createLog(settings.logLevel);
  const config = configOf({ ...settings, data: settings.data ?? stateFolder('packetman') }, frightTable);
  if (config.journal && config.data === null)
    log.warn('no journal: this user has no state folder, name one with --data');
  const server = await startGameServer(config, log).catch((error: unknown) => {
    // Nothing has started that would have to end first.
    if (error instanceof FolderInUseError || error instanceof NodeStartError) command.error(`error: ${error.message}`);
    throw error;
  });
  const drain = drainOnSignal({
    drain: () => server.drain(),
    fatal: (error) => logFatal(log, error),
    close: () => closeLog(log),
    hangup: () => log.info('SIGHUP: nothing is read again, settings change only with a new start'),
  });
  server.onDrainAsked(drain);
  const { port, adminPort, publicPort } = server;
  reportListening({ port, adminPort, ...(publicPort !== null && { publicPort }) });
}
