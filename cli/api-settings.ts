// The settings of the API: those of its table.
import { type Command, CommanderError, type Option } from 'commander';
import { API_DEFAULTS, API_SECTIONS, type ApiSettings } from '../api/settings.ts';
import {
  printedSettings,
  type ReadSettings,
  readProgramSettings,
  settingOptions,
  SettingsError,
  type SettingsTable,
} from './program-settings.ts';
import { ProgramCommand } from './variables.ts';

const TABLE: SettingsTable<ApiSettings> = { program: 'api', sections: API_SECTIONS, defaults: API_DEFAULTS };

/** The flags of all settings, with the variables of the API and grouped as in the documentation. */
export function apiOptions(): Option[] {
  return settingOptions(TABLE);
}

export function printedApiSettings(settings: ApiSettings): string {
  return printedSettings(settings, TABLE);
}

/**
 * The settings that the API will have in an environment, without flags of its own.
 * @throws {SettingsError} at the first wrong value
 */
export function apiSettingsOfEnvironment(file: string | undefined): ReadSettings<ApiSettings> {
  const command = new ProgramCommand('api').exitOverride().configureOutput({ outputError: () => {} });
  for (const each of apiOptions()) command.addOption(each);
  try {
    command.parse([], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new SettingsError(error.message.replace(/^error: /, ''));
  }
  return readProgramSettings(command, TABLE, file);
}

/** The settings in force; a wrong one ends the program as wrong usage. */
export function apiSettingsOf(command: Command, file: string | undefined): ReadSettings<ApiSettings> {
  try {
    return readProgramSettings(command, TABLE, file);
  } catch (error) {
    if (error instanceof SettingsError) return command.error(`error: ${error.message}`);
    throw error;
  }
}
