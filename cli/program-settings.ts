// The settings of a program from all places where they can be given: a flag wins over its variable, that over the file of
// --config, and that over the default. Which settings there are is a table of the program: game-server/settings.ts and
// api/settings.ts.
import type { Command, Option } from 'commander';
import { readSettingsFile } from '#process';
import type { Setting } from '#process/setting-kinds';
import { option } from './options.ts';
import { allowed, givenValue, parseValue, schemaOf } from './setting-values.ts';
import { type ProgramName, variableOf } from './variables.ts';

/** All settings of a program. */
export interface SettingsTable<Settings extends object> {
  readonly program: ProgramName;
  /** The rows, each section under its heading. */
  readonly sections: Readonly<Record<string, Readonly<Record<string, Setting>>>>;
  readonly defaults: Settings;
}

/** Units that stand for the value in `--help`; others are in the name of the flag. */
const UNITS_SHOWN = ['ms', 'µs', 'bytes', 'ticks'];

/** What a wrong value looks like in an error, at most. */
const SHOWN_LENGTH_MAX = 60;

/** A setting that cannot be used. The message is one line: the place, the setting, and what is allowed. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

export interface ReadSettings<Settings extends object> {
  readonly settings: Settings;
  /** Where the setting was given: its flag, its variable, or the path of the file; null for the default. */
  placeOf(name: keyof Settings): string | null;
}

/** The flag of a setting, without its hyphens: the setting's name, or that of one of its values. */
export function flagOf(name: string, setting: Setting): string {
  if (isList(setting)) return setting.flag;
  const flag = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return setting.kind === 'switch' ? `no-${flag}` : flag;
}

/** The environment variable of a setting. */
export function variableOfSetting(program: string, name: string, setting: Setting): string {
  return setting.kind === 'secret' ? setting.variable : variableOf(program, flagOf(name, setting));
}

/** The flags of all settings, with the variables of the program and grouped as in its documentation. */
export function settingOptions({ program, sections }: SettingsTable<object>): Option[] {
  return Object.entries(sections).flatMap(([heading, section]) =>
    Object.entries(section).map(([name, setting]) =>
      settingOption(name, setting)
        .env(variableOfSetting(program, name, setting))
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
  return isList(setting) || setting.default === null ? made : made.default(setting.default);
}

function placeholderOf(setting: Setting): string {
  switch (setting.kind) {
    case 'integer':
    case 'number':
      return UNITS_SHOWN.includes(setting.unit) ? setting.unit : 'number';
    case 'networks':
      return 'cidr';
    case 'origins':
      return 'origin';
    case 'secret':
    case 'url':
      return 'url';
    case 'fright-table':
      return 'file';
    case 'folder':
      return 'dir';
    case 'choice':
      return 'word';
    case 'host':
    case 'optional-host':
      return 'address';
    case 'name':
      return 'name';
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
  if (setting.kind === 'origins') return `${about}; may be repeated (default: none)`;
  if (setting.kind === 'port') return `${about}, 0 picks a free one`;
  if (setting.kind === 'optional-port' || setting.kind === 'url') return `${about} (default: none)`;
  if (setting.kind === 'folder' || setting.kind === 'name') return `${about} (default: ${setting.preset})`;
  return about;
}

/** The settings in force as a settings file, for anybody to see: without those that contain a password. */
export function printedSettings<Settings extends object>(settings: Settings, table: SettingsTable<Settings>): string {
  const rows = Object.assign({}, ...Object.values(table.sections)) as Record<string, Setting>;
  const shown = Object.entries(settings).filter(([name, value]) => rows[name]?.kind !== 'secret' || value === null);
  return `${JSON.stringify(Object.fromEntries(shown), null, 2)}\n`;
}

/**
 * The settings in force, each of them checked. A command can have the flags of some settings only.
 * @param file the settings file, undefined for none
 * @throws {SettingsError} at the first wrong value in the file
 */
export function readProgramSettings<Settings extends object>(
  command: Command,
  { sections, defaults }: SettingsTable<Settings>,
  file: string | undefined,
): ReadSettings<Settings> {
  const rows = Object.assign({}, ...Object.values(sections)) as Record<string, Setting>;
  const inFile = file === undefined ? {} : readFile(file, rows);
  const places = new Map<PropertyKey, string>();
  const settings = { ...defaults } as Record<string, unknown>;
  for (const [name, setting] of Object.entries(rows)) {
    const flag = command.options.find((each) => each.long === `--${flagOf(name, setting)}`);
    const source = flag && command.getOptionValueSource(flag.attributeName());
    if (flag !== undefined && (source === 'cli' || source === 'env')) {
      settings[name] = givenValue(setting, command.getOptionValue(flag.attributeName()));
      places.set(name, source === 'cli' ? flag.long! : flag.envVar!);
    } else if (Object.hasOwn(inFile, name)) {
      settings[name] = inFile[name];
      places.set(name, file!);
    }
  }
  return { settings: settings as Settings, placeOf: (name) => places.get(name) ?? null };
}

function readFile(path: string, rows: Readonly<Record<string, Setting>>): Readonly<Record<string, unknown>> {
  let settings: Record<string, unknown>;
  try {
    settings = readSettingsFile(path);
  } catch (error) {
    throw new SettingsError((error as Error).message);
  }
  for (const [name, value] of Object.entries(settings)) {
    const setting = Object.hasOwn(rows, name) ? rows[name] : undefined;
    if (setting === undefined) throw new SettingsError(`${path}: ${name}: there is no such setting`);
    if (schemaOf(setting).safeParse(value).success) continue;
    const each = isList(setting) ? 'a list, each of it ' : '';
    throw new SettingsError(`${path}: ${name}: it must be ${each}${allowed(setting)}, not ${shown(value)}`);
  }
  return settings;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}...` : text;
}

function isList(setting: Setting): setting is Extract<Setting, { flag: string }> {
  return setting.kind === 'networks' || setting.kind === 'origins';
}
