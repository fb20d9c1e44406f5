// What kinds of settings there are. The rows are in the settings.ts of each program.

interface Described {
  /** What the setting does, in one sentence. */
  readonly about: string;
}

/** A whole number, or with the kind `number` one that may have a fraction. The range includes both ends. */
export interface NumberSetting extends Described {
  readonly kind: 'integer' | 'number';
  readonly default: number;
  readonly range: readonly [min: number, max: number];
  readonly unit: string;
}

/** An IP address or host name. An optional one may be null. */
export interface HostSetting extends Described {
  readonly kind: 'host' | 'optional-host';
  readonly default: string | null;
}

/** A short name of lower case letters, digits and hyphens, or null for one that the program makes. */
export interface NameSetting extends Described {
  readonly kind: 'name';
  readonly default: null;
  readonly lengthMax: number;
  /** What null is, as a few words. */
  readonly preset: string;
}

/** A TCP port; 0 picks a free one. An optional one may be null, which is none. */
export interface PortSetting extends Described {
  readonly kind: 'port' | 'optional-port';
  readonly default: number | null;
}

/** IP addresses and networks in CIDR notation. */
export interface NetworksSetting extends Described {
  readonly kind: 'networks';
  readonly default: readonly string[];
  /** In the singular, as it may be repeated. */
  readonly flag: string;
}

/** Origins of pages, `https://host` or `https://host:port`; `*` is all of them. */
export interface OriginsSetting extends Described {
  readonly kind: 'origins';
  readonly default: readonly string[];
  /** In the singular, as it may be repeated. */
  readonly flag: string;
}

/** Text that contains a password, or null. It is never logged. */
export interface SecretSetting extends Described {
  readonly kind: 'secret';
  readonly default: null;
  /** Its environment variable, whose name is not ours to choose. */
  readonly variable: string;
}

/** The path of a file with the turns of frightened ghosts, or null. */
export interface FrightTableSetting extends Described {
  readonly kind: 'fright-table';
  readonly default: null;
}

/** The path of a folder, or null for the one of the system. */
export interface FolderSetting extends Described {
  readonly kind: 'folder';
  readonly default: null;
  /** Which one null is, as a few words. */
  readonly preset: string;
}

/** The address of another program's HTTP server, or null. */
export interface UrlSetting extends Described {
  readonly kind: 'url';
  readonly default: null;
}

/** On, unless its flag `--no-NAME` switches it off. */
export interface SwitchSetting extends Described {
  readonly kind: 'switch';
  readonly default: true;
  /** What the flag does, in one sentence. */
  readonly off: string;
}

/** One of some words. */
export interface ChoiceSetting extends Described {
  readonly kind: 'choice';
  readonly default: string;
  readonly choices: readonly string[];
}

export type Setting =
  | NumberSetting
  | HostSetting
  | NameSetting
  | PortSetting
  | NetworksSetting
  | OriginsSetting
  | SecretSetting
  | FrightTableSetting
  | FolderSetting
  | UrlSetting
  | SwitchSetting
  | ChoiceSetting;

interface Values {
  integer: number;
  number: number;
  host: string;
  'optional-host': string | null;
  name: string | null;
  port: number;
  'optional-port': number | null;
  networks: readonly string[];
  origins: readonly string[];
  secret: string | null;
  'fright-table': string | null;
  folder: string | null;
  url: string | null;
  switch: boolean;
}

/** What a setting may be set to. */
export type ValueOf<Row extends Setting> = Row extends ChoiceSetting
  ? Row['choices'][number]
  : Values[Exclude<Row['kind'], 'choice'>];

/** More than one process can serve. */
const COUNT_MAX = 1_000_000;
const BYTES_MIN = 1024;
const BYTES_MAX = 1024 * 1024 * 1024;
/** An hour: a longer timeout is none. */
const MS_MAX = 3_600_000;
/** Ten seconds. */
const TICKS_MAX = 600;
/** A slower rate than one in a quarter of an hour is none. */
const PER_SECOND_MIN = 0.001;
const US_MAX = 1_000_000_000;

type Integer = NumberSetting & { readonly kind: 'integer' };

/** @param min 0 where none at all makes sense */
export function count(preset: number, unit: string, about: string, min = 1): Integer {
  return { kind: 'integer', default: preset, range: [min, COUNT_MAX], unit, about };
}

export function bytes(preset: number, about: string): Integer {
  return { kind: 'integer', default: preset, range: [BYTES_MIN, BYTES_MAX], unit: 'bytes', about };
}

export function milliseconds(preset: number, about: string, min = 1): Integer {
  return { kind: 'integer', default: preset, range: [min, MS_MAX], unit: 'ms', about };
}

export function microseconds(preset: number, about: string): Integer {
  return { kind: 'integer', default: preset, range: [1, US_MAX], unit: 'µs', about };
}

export function ticks(preset: number, about: string): Integer {
  return { kind: 'integer', default: preset, range: [1, TICKS_MAX], unit: 'ticks', about };
}

/** @param what happens so often */
export function perSecond(preset: number, what: string, about: string): NumberSetting & { readonly kind: 'number' } {
  return { kind: 'number', default: preset, range: [PER_SECOND_MIN, US_MAX], unit: `${what} per second`, about };
}

export function share(preset: number, about: string): NumberSetting & { readonly kind: 'number' } {
  return { kind: 'number', default: preset, range: [0, 1], unit: '', about };
}

export function host(preset: string, about: string): HostSetting & { readonly kind: 'host' } {
  return { kind: 'host', default: preset, about };
}

/** None unless it is given. */
export function optionalHost(about: string): HostSetting & { readonly kind: 'optional-host' } {
  return { kind: 'optional-host', default: null, about };
}

/** @param preset what the name is if none is given, as a few words */
export function name(lengthMax: number, preset: string, about: string): NameSetting {
  return { kind: 'name', default: null, lengthMax, preset, about };
}

export function port(preset: number, about: string): PortSetting & { readonly kind: 'port' } {
  return { kind: 'port', default: preset, about };
}

/** None unless it is given. */
export function optionalPort(about: string): PortSetting & { readonly kind: 'optional-port' } {
  return { kind: 'optional-port', default: null, about };
}

export function networks(preset: readonly string[], flag: string, about: string): NetworksSetting {
  return { kind: 'networks', default: preset, flag, about };
}

/** None unless they are given. */
export function origins(flag: string, about: string): OriginsSetting {
  return { kind: 'origins', default: [], flag, about };
}

export function secret(variable: string, about: string): SecretSetting {
  return { kind: 'secret', default: null, variable, about };
}

export function frightTable(about: string): FrightTableSetting {
  return { kind: 'fright-table', default: null, about };
}

/** @param preset which folder it is where none is given, as a few words */
export function folder(preset: string, about: string): FolderSetting {
  return { kind: 'folder', default: null, preset, about };
}

/** None unless it is given. */
export function url(about: string): UrlSetting {
  return { kind: 'url', default: null, about };
}

/** @param off what its flag `--no-NAME` does */
export function switchedOn(about: string, off: string): SwitchSetting {
  return { kind: 'switch', default: true, about, off };
}

export function choice<const Choice extends string>(
  preset: Choice,
  choices: readonly Choice[],
  about: string,
): ChoiceSetting & { readonly choices: readonly Choice[] } {
  return { kind: 'choice', default: preset, choices, about };
}
