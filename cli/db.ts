// `packetman db`: the database of the API from the command line.
import type { Command } from 'commander';
import type { Place } from '../api/store/open-store.ts';
import { apiOptions, apiSettingsOf } from './api-settings.ts';
import { option } from './options.ts';
import { variableOf } from './variables.ts';

/** The settings of the API that say which database it is. */
const OF_THE_DATABASE = ['--data', '--database-url'];

const MORE_HELP = `
The database is that of "packetman api" with the same flags, variables (PACKETMAN_API_DATA, DATABASE_URL) and file of settings.

Examples:
  packetman db backup packetman.backup             also while the API runs
  packetman db restore packetman.backup            into an empty database: stop the API first
  DATABASE_URL=postgresql://packetman@db.example/packetman packetman db restore packetman.backup
`;

export function addDbCommand(program: Command): void {
  const db = program
    .command('db')
    .description('back up, restore or migrate the database of the API')
    .addHelpText('after', MORE_HELP);
  addAction(db, 'migrate', 'bring the schema up to date, as the API does when it starts').action(
    run(async (place) => {
      const { migrateStore } = await import('../api/store/open-store.ts');
      const { from, to } = await migrateStore(place);
      return from === to ? `the schema is up to date: ${to}` : `the schema was ${from} and is ${to}`;
    }),
  );
  addAction(db, 'backup', 'write all rows to a file, as they are at this moment', '<file>').action(
    run(async (place, file) => {
      const { withUnlimitedStore } = await import('../api/store/open-store.ts');
      const { backUp } = await import('../api/store/backup.ts');
      return `${await withUnlimitedStore(place, (store) => backUp(store, file))} rows written to ${file}`;
    }),
  );
  addAction(db, 'restore', 'read all rows from a backup, into a database of either kind', '<file>')
    .addOption(option('--replace', 'remove the rows that are in the database'))
    .action(
      run(async (place, file, { replace = false }) => {
        const { withUnlimitedStore } = await import('../api/store/open-store.ts');
        const { restore } = await import('../api/store/restore.ts');
        return `${await withUnlimitedStore(place, (store) => restore(store, file, { replace }))} rows restored`;
      }),
    );
}

interface DbOptions {
  config?: string;
  replace?: true;
}

function addAction(db: Command, name: string, description: string, argument?: string): Command {
  const command = db.command(argument === undefined ? name : `${name} ${argument}`).description(description);
  command.addOption(option('--config <file>', 'JSON file of settings of the API').env(variableOf('api', 'config')));
  for (const each of apiOptions())
    if (OF_THE_DATABASE.includes(each.long!)) command.addOption(each.helpGroup('Options:'));
  return command;
}

/** Runs an action on the database of the settings, and prints its one line. What the user can mend is exit code 2. */
function run(action: (place: Place, file: string, options: DbOptions) => Promise<string>) {
  return async function (this: Command): Promise<void> {
    const [file = ''] = this.args;
    const options = this.opts<DbOptions>();
    const { settings } = apiSettingsOf(this, options.config);
    const { databaseFile } = await import('../api/config.ts');
    const { stateFolder } = await import('#process');
    const data = settings.data ?? stateFolder('packetman');
    if (data === null) return this.error('error: this user has no state folder, name one with --data');
    const place = { file: databaseFile({ data }), databaseUrl: settings.databaseUrl };
    try {
      process.stdout.write(`${await action(place, file, options)}\n`);
    } catch (error) {
      const { areSettingsWrong, isDatabaseDown, reasonOf } = await import('../api/store/database-down.ts');
      const { StoreError } = await import('../api/store/store.ts');
      const isNamed = error instanceof StoreError || isDatabaseDown(error) || areSettingsWrong(error);
      if (isNamed || isOfFile(error)) this.error(`error: ${reasonOf(error)}`);
      throw error;
    }
  };
}

/** Of the file of the backup: it is not there, is no gzip, or cannot be written. */
function isOfFile(error: unknown): boolean {
  const { code = '' } = error as { code?: string };
  return /^(E[A-Z]+|Z_[A-Z_]+)$/.test(code);
}
