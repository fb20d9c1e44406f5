// The settings of the API: those of its table.
import type { Command, Option } from 'commander';
import { API_DEFAULTS, API_SECTIONS, type ApiSettings } from '../api/settings.ts';
import {
  type ReadSettings,
  readProgramSettings,
  settingOptions,
  SettingsError,
  type SettingsTable,
} from './program-settings.ts';

const TABLE: SettingsTable<ApiSettings> = { program: 'api', sections: API_SECTIONS, defaults: API_DEFAULTS };

/** The flags of all settings, with the variables of the API and grouped as in the documentation. */
export function apiOptions(): Option[] {
  return settingOptions(TABLE);
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
