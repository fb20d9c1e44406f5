// The settings of the game server from all places where they can be given: a flag wins over its variable, that over the
// file of --config, and that over the default. Which settings there are is game-server/settings.ts.
import type { Command, Option } from 'commander';
import { readSettingsFile } from '#process';
import type { Setting } from '#process/setting-kinds';
import {
  contradictionIn,
  DEFAULT_SETTINGS,
  SERVER_SECTIONS,
  SERVER_SETTINGS,
  type ServerSettings,
  type SettingName,
} from '../game-server/settings.ts';
import { readFrightTable } from './fright-table.ts';
import { option } from './options.ts';
import { allowed, givenValue, parseValue, schemaOf } from './setting-values.ts';
import { variableOf } from './variables.ts';

/** Units that stand for the value in `--help`; others are in the name of the flag. */
const UNITS_SHOWN = ['ms', 'µs', 'bytes', 'ticks'];

/** What a wrong value looks like in an error, at most. */
const SHOWN_LENGTH_MAX = 60;

/** A setting that cannot be used. The message is one line: the place, the setting, and what is allowed. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

export interface GivenSettings {
  readonly settings: ServerSettings;
  /** The content of the file that `frightTable` names; undefined for the default. */
  readonly frightTable: Uint8Array | undefined;
  /** Where the setting was given: its flag, its variable, or the path of the file; null for the default. */
  placeOf(name: SettingName): string | null;
}

/** The flag of a setting, without its hyphens: the setting's name, or that of one of its values. */
export function flagOf(name: string, setting: Setting): string {
  if (setting.kind === 'networks') return setting.flag;
  const flag = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return setting.kind === 'switch' ? `no-${flag}` : flag;
}

/** The flags of all settings, with the variables of the server and grouped as in the documentation. */
export function serverOptions(): Option[] {
  return Object.entries(SERVER_SECTIONS).flatMap(([heading, section]) =>
    Object.entries(section).map(([name, setting]) =>
      settingOption(name, setting)
        .env(variableOf('server', flagOf(name, setting)))
        .helpGroup(`${heading}:`),
    ),
  );
}

function settingOption(name: string, setting: Setting): Option {
  if (setting.kind === 'switch') {
    return option(`--${flagOf(name, setting)}`, descriptionOf(setting)).default(setting.default);
  }
  const made = option(`--${flagOf(name, setting)} <${placeholderOf(setting)}>`, descriptionOf(setting));
  if (setting.kind === 'choice') return made.choices(setting.choices).default(setting.default);
  made.argParser((text: string, previous: unknown) => parseValue(setting, text, previous));
  // commander would add to the default list; null is what is not given.
  return setting.kind === 'networks' || setting.default === null ? made : made.default(setting.default);
}

function placeholderOf(setting: Setting): string {
  switch (setting.kind) {
    case 'integer':
    case 'number':
      return UNITS_SHOWN.includes(setting.unit) ? setting.unit : 'number';
    case 'networks':
      return 'cidr';
    case 'fright-table':
      return 'file';
    case 'folder':
      return 'dir';
    case 'choice':
      return 'word';
    case 'host':
      return 'address';
    default:
      return 'port';
  }
}

/** The sentence of the row as other flags are described, and what its flag takes beside one value. */
function descriptionOf(setting: Setting): string {
  const about = (setting.kind === 'switch' ? setting.off : setting.about)
    .replaceAll('`', '')
    .replace(/\.$/, '')
    .replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase())
    .replaceAll(/\. ([A-Z:])/g, (_, letter: string) => `; ${letter.toLowerCase()}`);
  if (setting.kind === 'networks') return `${about}; may be repeated, "none" for no network (default: loopback)`;
  if (setting.kind === 'port') return `${about}, 0 picks a free one`;
  if (setting.kind === 'optional-port') return `${about} (default: none)`;
  if (setting.kind === 'folder') return `${about} (default: ${setting.preset})`;
  return about;
}

/**
 * The settings in force, checked.
 * @param file the settings file, undefined for none
 * @throws {SettingsError} at the first wrong value in the file, or at a relation between two settings that does not hold
 */
export function readServerSettings(command: Command, file: string | undefined): GivenSettings {
  const inFile = file === undefined ? {} : readFile(file);
  const places = new Map<SettingName, string>();
  const settings: Record<string, unknown> = { ...DEFAULT_SETTINGS };
  for (const [key, setting] of Object.entries(SERVER_SETTINGS)) {
    const name = key as SettingName;
    const flag = command.options.find((each) => each.long === `--${flagOf(name, setting)}`)!;
    const source = command.getOptionValueSource(flag.attributeName());
    if (source === 'cli' || source === 'env') {
      settings[name] = givenValue(setting, command.getOptionValue(flag.attributeName()));
      places.set(name, source === 'cli' ? flag.long! : flag.envVar!);
    } else if (Object.hasOwn(inFile, name)) {
      settings[name] = inFile[name];
      places.set(name, file!);
    }
  }
  const inForce = settings as unknown as ServerSettings;
  const placeOf = (name: SettingName) => places.get(name) ?? null;
  const wrong = contradictionIn(inForce);
  if (wrong !== null) {
    const [one, other] = wrong.names.map((name) => `${name} ${String(inForce[name])} (${placeOf(name) ?? 'default'})`);
    throw new SettingsError(`${one} must ${wrong.must} ${other}`);
  }
  return { settings: inForce, frightTable: tableOf(inForce.frightTable, placeOf('frightTable')), placeOf };
}

function readFile(path: string): Readonly<Record<string, unknown>> {
  let settings: Record<string, unknown>;
  try {
    settings = readSettingsFile(path);
  } catch (error) {
    throw new SettingsError((error as Error).message);
  }
  for (const [name, value] of Object.entries(settings)) {
    if (!Object.hasOwn(SERVER_SETTINGS, name)) throw new SettingsError(`${path}: ${name}: there is no such setting`);
    const setting = SERVER_SETTINGS[name as SettingName];
    if (schemaOf(setting).safeParse(value).success) continue;
    const each = setting.kind === 'networks' ? 'a list, each of it ' : '';
    throw new SettingsError(`${path}: ${name}: it must be ${each}${allowed(setting)}, not ${shown(value)}`);
  }
  return settings;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}...` : text;
}

function tableOf(path: string | null, place: string | null): Uint8Array | undefined {
  if (path === null) return undefined;
  try {
    return readFrightTable(path);
  } catch (error) {
    throw new SettingsError(`${place}: frightTable: ${(error as Error).message}`);
  }
}
