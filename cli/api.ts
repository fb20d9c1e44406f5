// `packetman api`: the HTTP API and its database alone.
import type { Command } from 'commander';
import type { ApiSettings } from '../api/settings.ts';
import { apiOptions, apiSettingsOf } from './api-settings.ts';
import { option } from './options.ts';
import { beginHeartbeat, drainOnSignal, reportListening } from './shutdown.ts';

interface ApiOptions {
  config?: string;
  printConfig?: true;
}

const MORE_HELP = `
A flag wins over its environment variable, the variable over the file of --config, and the file over the default.

Examples:
  packetman api
  packetman api --data /var/lib/packetman          the database is the file api.sqlite there
  DATABASE_URL=postgresql://packetman@db.example/packetman packetman api
  packetman api --config api.json                  all settings in a file: docs/api-settings.md
`;

export function addApiCommand(program: Command): void {
  const command = program
    .command('api')
    .description('run only the HTTP API: accounts, records, and the database that they are in')
    .addOption(option('--config <file>', 'JSON file of settings, read at the start'))
    .addOption(option('--print-config', 'print the settings in force, as such a file, and exit'));
  for (const each of apiOptions()) command.addOption(each);
  command.addHelpText('after', MORE_HELP).action(async ({ config, printConfig }: ApiOptions) => {
    const { settings } = apiSettingsOf(command, config);
    if (printConfig) process.stdout.write(`${JSON.stringify(settings, null, 2)}\n`);
    else await runApi(command, settings);
  });
}

async function runApi(command: Command, settings: ApiSettings): Promise<void> {
  beginHeartbeat();
  const { apiConfig } = await import('../api/config.ts');
  const { startApi } = await import('../api/main.ts');
  const { StoreError } = await import('../api/store/store.ts');
  const { closeLog, createLog, logFatal, stateFolder } = await import('#process');

  const data = settings.data ?? stateFolder('packetman');
  if (data === null) command.error('error: this user has no state folder, name one with --data');
  const { logLevel, ...others } = settings;
  const log = createLog('api', logLevel);
  const api = await startApi(apiConfig({ ...others, data }), log).catch((error: unknown) => {
    // Nothing has started that would have to end first.
    if (error instanceof StoreError) command.error(`error: ${error.message}`);
    throw error;
  });
  drainOnSignal({
    drain: () => api.drain(),
    fatal: (error) => logFatal(log, error),
    close: () => closeLog(log),
    hangup: () => log.info('SIGHUP: nothing is read again, settings change only with a new start'),
  });
  reportListening({ port: api.port, adminPort: api.adminPort });
}
