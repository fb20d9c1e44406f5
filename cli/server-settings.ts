// The settings of the game server: those of its table, and what depends on more than one of them.
import type { Command, Option } from 'commander';
import {
  contradictionIn,
  DEFAULT_SETTINGS,
  SERVER_SECTIONS,
  type ServerSettings,
  type SettingName,
} from '../game-server/settings.ts';
import { readFrightTable } from './fright-table.ts';
import {
  printedSettings,
  type ReadSettings,
  readProgramSettings,
  settingOptions,
  SettingsError,
  type SettingsTable,
} from './program-settings.ts';

const TABLE: SettingsTable<ServerSettings> = {
  program: 'server',
  sections: SERVER_SECTIONS,
  defaults: DEFAULT_SETTINGS,
};

export interface GivenSettings extends ReadSettings<ServerSettings> {
  /** The content of the file that `frightTable` names; undefined for the default. */
  readonly frightTable: Uint8Array | undefined;
}

/** The flags of all settings, with the variables of the server and grouped as in the documentation. */
export function serverOptions(): Option[] {
  return settingOptions(TABLE);
}

export function printedServerSettings(settings: ServerSettings): string {
  return printedSettings(settings, TABLE);
}

/**
 * The settings in force, checked.
 * @param file the settings file, undefined for none
 * @throws {SettingsError} at the first wrong value in the file, or at a relation between two settings that does not hold
 */
export function readServerSettings(command: Command, file: string | undefined): GivenSettings {
  const { settings, placeOf } = readProgramSettings(command, TABLE, file);
  const wrong = contradictionIn(settings);
  if (wrong !== null) {
    const [one, other] = wrong.names.map(
      (name: SettingName) => `${name} ${String(settings[name])} (${placeOf(name) ?? 'default'})`,
    );
    throw new SettingsError(`${one} must ${wrong.must} ${other}`);
  }
  return { settings, frightTable: tableOf(settings.frightTable, placeOf('frightTable')), placeOf };
}

function tableOf(path: string | null, place: string | null): Uint8Array | undefined {
  if (path === null) return undefined;
  try {
    return readFrightTable(path);
  } catch (error) {
    throw new SettingsError(`${place}: frightTable: ${(error as Error).message}`);
  }
}
