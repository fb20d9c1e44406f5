// `packetman api`: the HTTP API and its database alone.
import type { Command } from 'commander';
import type { ApiSettings } from '../api/settings.ts';
import { apiOptions, apiSettingsOf, printedApiSettings } from './api-settings.ts';
import { option } from './options.ts';
import { beginHeartbeat, drainOnSignal, reportListening } from './shutdown.ts';

interface ApiOptions {
  config?: string;
  printConfig?: true;
  newDeskToken?: string;
  removeDeskToken?: string;
}

const MORE_HELP = `
A flag wins over its environment variable, the variable over the file of --config, and the file over the default.

Examples:
  packetman api
  packetman api --data /var/lib/packetman          the database is the file api.sqlite there
  DATABASE_URL=postgresql://packetman@db.example/packetman packetman api
  packetman api --new-desk-token ann               a token for the operator's desk, /monitor
  packetman api --config api.json                  all settings in a file: docs/api-settings.md
`;

export function addApiCommand(program: Command): void {
  const command = program
    .command('api')
    .description('run only the HTTP API: accounts, records, and the database that they are in')
    .addOption(option('--config <file>', 'JSON file of settings, read at the start'))
    .addOption(option('--print-config', 'print the settings in force, as such a file, and exit'))
    .addOption(
      option('--new-desk-token <name>', "print a new token of this operator's, which replaces an older one, and exit"),
    )
    .addOption(option('--remove-desk-token <name>', "remove this operator's token, end the logins with it, and exit"));
  for (const each of apiOptions()) command.addOption(each);
  command.addHelpText('after', MORE_HELP).action(async (options: ApiOptions) => {
    const { config, printConfig } = options;
    const { settings } = apiSettingsOf(command, config);
    if (printConfig) process.stdout.write(printedApiSettings(settings));
    else if (options.newDeskToken !== undefined || options.removeDeskToken !== undefined) {
      await changeDeskTokens(command, settings, options);
    } else await runApi(command, settings);
  });
}

/** Works beside an API that runs: it reads the tokens anew at each attempt to sign in. */
async function changeDeskTokens(
  command: Command,
  settings: ApiSettings,
  { newDeskToken, removeDeskToken }: ApiOptions,
): Promise<void> {
  const { DeskTokens } = await import('../api/desk/desk-tokens.ts');
  const { stateFolder } = await import('#process');
  try {
    const tokens = new DeskTokens(dataFolder(command, settings, stateFolder), null);
    if (newDeskToken !== undefined) process.stdout.write(`${tokens.make(newDeskToken)}\n`);
    if (removeDeskToken !== undefined && !tokens.remove(removeDeskToken)) {
      command.error(`error: there is no token of ${removeDeskToken}`);
    }
  } catch (error) {
    command.error(`error: ${(error as Error).message}`);
  }
}

function dataFolder(command: Command, { data }: ApiSettings, stateFolder: (name: string) => string | null): string {
  return (
    data ?? stateFolder('packetman') ?? command.error('error: this user has no state folder, name one with --data')
  );
}

async function runApi(command: Command, settings: ApiSettings): Promise<void> {
  beginHeartbeat();
  const { apiConfig } = await import('../api/config.ts');
  const { DeskTokens } = await import('../api/desk/desk-tokens.ts');
  const { startApi } = await import('../api/main.ts');
  const { StoreError } = await import('../api/store/store.ts');
  const { closeLog, createLog, logFatal, stateFolder } = await import('#process');
  const { RedisUrlError } = await import('#redis/redis-url');

  const data = dataFolder(command, settings, stateFolder);
  const { logLevel, ...others } = settings;
  const log = createLog('api', logLevel);
  const api = await startApi(apiConfig({ ...others, data }), log).catch((error: unknown) => {
    // Nothing has started that would have to end first.
    if (error instanceof StoreError) command.error(`error: ${error.message}`);
    if (error instanceof RedisUrlError) command.error(`error: REDIS_URL: ${error.message}`);
    throw error;
  });
  const token = new DeskTokens(data, settings.deskToken).begin();
  if (token !== null) process.stderr.write(deskHint(token));
  drainOnSignal({
    drain: () => api.drain(),
    fatal: (error) => logFatal(log, error),
    close: () => closeLog(log),
    hangup: () => log.info('SIGHUP: nothing is read again, settings change only with a new start'),
  });
  reportListening({ port: api.port, adminPort: api.adminPort });
}

/** Printed once, and never logged. */
function deskHint(token: string): string {
  return `\n  The operator's desk is at /monitor. Its token, shown only now:\n\n      ${token}\n\n`;
}
