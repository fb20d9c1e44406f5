// Flags that several sub-commands share, and how their values are read. The environment variable of a flag is
// variables.ts's business; the flag wins over it.
import { InvalidArgumentError, Option, type Command } from 'commander';
import { isHostPattern, isNetwork } from '#net';
import { LOG_RATE, SNAPSHOT_RATES, type StreamRate } from '#protocol';
import { variableOf } from './variables.ts';

export const GAME_PORT = 1980;
export const ADMIN_PORT = 1981;

/** Of bots and load clients, which play on after a restart of the server. */
export const GIVE_UP_HELP = 'end when the server no longer has the session, instead of playing on in a new one';

/** A day: longer runs are a service, not a command. */
export const SECONDS_MAX = 24 * 60 * 60;
const PORT_MAX = 65_535;
/** What `LOG_RATE` is called. */
const LOG = 'log';
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** What the variable of a flag without a value may say. */
const ON = ['1', 'true', 'yes', 'on'];
const OFF = ['0', 'false', 'no', 'off'];

/** An option whose value must not be blank: an empty host, for one, would mean all addresses of the machine. */
export function option(flags: string, description: string): Option {
  const made = new Option(flags, description);
  if (made.required || made.optional) made.argParser(notBlank);
  return made;
}

/** `--port <port>` and similar flags: 0 lets the system pick a free port. Without a preset the default is none. */
export function portOption(flag: string, description: string, preset?: number): Option {
  const made = option(`${flag} <port>`, description).argParser(wholeNumber(0, PORT_MAX));
  return preset === undefined ? made : made.default(preset);
}

/** The game server to which bots and load clients connect. Both commands read the same two variables. */
export function targetOptions(): Option[] {
  return [
    option('--host <host>', 'host name or address of the game server')
      .env(variableOf('target', 'host'))
      .default('localhost'),
    option('--port <port>', 'TCP port of the game server')
      .env(variableOf('target', 'port'))
      .argParser(wholeNumber(1, PORT_MAX))
      .default(GAME_PORT),
  ];
}

/** What clients ask the server for: a rate of snapshots, or the match log. */
export function rateOption(preset: StreamRate): Option {
  return option('--rate <rate>', `snapshots per second (${SNAPSHOT_RATES.join(', ')}), or "log" for the match log`)
    .argParser(parseRate)
    .default(preset, preset === LOG_RATE ? LOG : String(preset));
}

export function logLevelOption(preset: string): Option {
  return option('--log-level <level>', 'least important level that is logged, in JSON lines')
    .choices(LOG_LEVELS)
    .default(preset);
}

/**
 * For options that may be given more than once; in their environment variable commas separate the values.
 * commander calls it with the values so far.
 */
export function collect(value: string, previous: string[] = []): string[] {
  return [...previous, ...value.split(',').map((text) => notBlank(text).trim())];
}

/** Reads the variables of flags without a value: commander takes such a flag as given, whatever its variable says. */
export function readSwitches(command: Command): void {
  for (const each of command.options) {
    const name = each.attributeName();
    if (each.required || each.optional || each.envVar === undefined) continue;
    if (command.getOptionValueSource(name) !== 'env') continue;
    const given = process.env[each.envVar] ?? '';
    if (OFF.includes(given.toLowerCase())) command.setOptionValueWithSource(name, each.defaultValue, 'default');
    else if (!ON.includes(given.toLowerCase())) {
      const must = `It must be one of ${[...ON, ...OFF].join(', ')}.`;
      command.error(`error: option '${each.flags}' value '${given}' from env '${each.envVar}' is invalid. ${must}`);
    }
  }
}

function notBlank(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('It must not be empty.');
}

/** Reads a whole number. commander prints the error behind the name of the option. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

/** Reads a URL of one of these protocols, and returns it unchanged. */
export function urlOf(...protocols: readonly string[]): (text: string) => string {
  return (text) => {
    if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return text;
    throw new InvalidArgumentError(`It must be a URL that begins with ${protocols.join('// or ')}//.`);
  };
}

function parseRate(text: string): StreamRate {
  if (text === LOG) return LOG_RATE;
  const rate = SNAPSHOT_RATES.find((known) => String(known) === text);
  if (rate) return rate;
  throw new InvalidArgumentError(`It must be one of ${[LOG, ...SNAPSHOT_RATES].join(', ')}.`);
}

/** Proxies in front of the bridge, by network or `unix`. */
export function trustOption(): Option {
  return checkedOption(
    '--trust <network>',
    'proxy that is trusted to name the client: an address, a network or "unix"; may be repeated',
    (text) => text === 'unix' || isNetwork(text),
    'It must be an IP address, a network such as 10.0.0.0/8, or unix.',
  );
}

/** Names of the page, for browsers. */
export function hostNameOption(): Option {
  return checkedOption(
    '--host-name <name>',
    'name under which browsers reach the page, besides IP addresses and localhost: a.b, *.b or *; may be repeated',
    isHostPattern,
    'It must be a name without a port, *.name or *.',
  );
}

function checkedOption(
  flags: string,
  description: string,
  isRight: (text: string) => boolean,
  expected: string,
): Option {
  return option(flags, description).argParser((text: string, previous?: string[]) => {
    const values = collect(text, previous);
    if (values.every(isRight)) return values;
    throw new InvalidArgumentError(expected);
  });
}
