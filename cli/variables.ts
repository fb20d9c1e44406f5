// Environment variables. Each belongs to one program and is named after it and the flag it stands for:
// PACKETMAN_SERVER_PORT is `packetman server --port`. `target` stands for the server to which clients connect.
import { type Command, Command as CommanderCommand, type Option } from 'commander';

const PREFIX = 'PACKETMAN_';

/** The words that a variable may have after its prefix: every sub-command, and `target`. */
const PROGRAMS = [
  'start',
  'server',
  'api',
  'bridge',
  'bridge-replay',
  'bot',
  'play',
  'watch',
  'load',
  'arena',
  'lockstep',
  'replay',
  'slow-link',
  'target',
] as const;
export type ProgramName = (typeof PROGRAMS)[number];

/** `start` runs three other programs, which read their own variables. Clients also read those of their target. */
const READ_BY: Readonly<Record<string, readonly ProgramName[]>> = {
  start: ['start', 'server', 'api', 'bridge'],
  bot: ['bot', 'target'],
  play: ['play', 'target'],
  watch: ['watch', 'target'],
  load: ['load', 'target'],
};

/** Variables that stand for an argument instead of a flag. */
export const BRIDGE_LISTEN = 'PACKETMAN_BRIDGE_LISTEN';
export const BRIDGE_TARGET = 'PACKETMAN_BRIDGE_TARGET';
const OF_ARGUMENTS: readonly string[] = [BRIDGE_LISTEN, BRIDGE_TARGET];

/** Read by more than one program, and not as a flag: a key is no text for a command line. */
const SHARED: readonly string[] = [`${PREFIX}HANDOVER_KEY`];

/** Old names whose new name does not follow from a flag. */
const RENAMED: Readonly<Record<string, string>> = { [`${PREFIX}BRIDGE_PORT`]: BRIDGE_LISTEN };

/** Options whose variable is named after their own command. */
const named = new WeakSet<Option>();

/**
 * A sub-command whose options get the variables of its program, unless they have one already. `--help` names only
 * variables whose names do not follow from that of the flag.
 */
export class ProgramCommand extends CommanderCommand {
  constructor(name?: string) {
    super(name);
    this.configureHelp({ optionDescription: descriptionOf });
  }

  override createCommand(name?: string): ProgramCommand {
    return new ProgramCommand(name);
  }

  override addOption(option: Option): this {
    const variable = variableOf(this.name(), option.name());
    if (!option.hidden && option.envVar === undefined) option.env(variable);
    if (option.envVar === variable) named.add(option);
    return super.addOption(option);
  }
}

/** @param flag without its hyphens in front, such as `admin-port` */
export function variableOf(program: string, flag: string): string {
  return `${PREFIX}${program}_${flag}`.toUpperCase().replaceAll('-', '_');
}

/** One sentence for the help of a command, with its first flag as the example. */
export function variablesHelp(command: Command): string {
  const flag = command.options.find(({ envVar, long }) => envVar === variableOf(command.name(), long!.slice(2)))!.long!;
  return `Each flag has an environment variable, for example ${variableOf(command.name(), flag.slice(2))} for ${flag}. The flag wins.`;
}

function descriptionOf(option: Option): string {
  const { argChoices, defaultValue, defaultValueDescription, envVar } = option;
  const isShown = defaultValue !== undefined && (option.required || defaultValueDescription !== undefined);
  const extra = [
    argChoices === undefined ? '' : `one of: ${argChoices.join(', ')}`,
    isShown ? `default: ${defaultValueDescription ?? String(defaultValue)}` : '',
    !envVar || named.has(option) ? '' : `env: ${envVar}`,
  ].filter((text) => text !== '');
  return extra.length === 0 ? option.description : `${option.description} (${extra.join('; ')})`;
}

/** The part of an environment that a program started by `start` may see: everything that is not ours, its own, and what programs share. */
export function environmentOf(program: ProgramName, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isVisible = (name: string) => !name.startsWith(PREFIX) || SHARED.includes(name) || programOf(name) === program;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => isVisible(name)));
}

/**
 * Looks for variables that would be ignored silently: an old name of a flag of this command, and a name that begins
 * like a variable of this command but is none.
 *
 * @param commands all sub-commands, as `start` reads the variables of others
 * @returns one line about the first such variable, or null
 */
export function wrongVariable(command: Command, commands: readonly Command[]): string | null {
  const programs: readonly string[] = READ_BY[command.name()] ?? [command.name()];
  const readers = [command, ...commands.filter((each) => each !== command && programs.includes(each.name()))];
  const options = readers.flatMap((each) => each.options).filter((option) => option.envVar !== undefined);
  const known = new Set([...OF_ARGUMENTS, ...options.map(({ envVar }) => envVar!)]);
  for (const name of Object.keys(process.env)) {
    if (!name.startsWith(PREFIX) || known.has(name)) continue;
    const renamed = RENAMED[name] ?? options.find((option) => oldVariableOf(option) === name)?.envVar;
    const program = programOf(name);
    const isOurs = program !== null && programs.includes(program);
    if (renamed !== undefined && (isOurs || program === null)) {
      return `error: the variable ${name} is not read any more: set ${renamed} instead`;
    }
    if (isOurs) return `error: there is no variable ${name}: see packetman ${command.name()} --help`;
  }
  return null;
}

/** Until version 0.1 variables had no program in their names. */
function oldVariableOf(option: Option): string {
  return `${PREFIX}${option.name()}`.toUpperCase().replaceAll('-', '_');
}

/** The program to which a variable belongs, null for none: the longest that fits, as `bridge` begins `bridge-replay`. */
function programOf(variable: string): ProgramName | null {
  const fitting = PROGRAMS.filter((program) => variable.startsWith(variableOf(program, '')));
  return fitting.toSorted((a, b) => b.length - a.length)[0] ?? null;
}
