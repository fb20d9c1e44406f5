// `packetman play` and `packetman watch`: a client in the terminal.
import type { Command } from 'commander';
import type { Entry } from '#client';
import type { AiSkill, ModeName } from '#simulation';
import { conflictingFlags } from './conflicting-flags.ts';
import { option, targetOptions } from './options.ts';
import { EXAMPLE_CODE, MODES, password, playerName, roomCode, SKILLS } from './text-values.ts';

const PLAY_EXAMPLES = `
Examples:
  packetman play                          a match of coop, wherever a seat is free
  packetman play --mode versus --name Ada
  packetman play --room ${EXAMPLE_CODE}             with friends, in their room
  packetman play --create --mode battle   a room of your own: g starts the match

Keys: arrows, WASD or HJKL steer. Enter is "ready", p pauses, q leaves.
NO_COLOR=1 draws with characters alone. Over ssh a small window needs the fewest bytes.
`;

const WATCH_EXAMPLES = `
Examples:
  packetman watch                         the match that most people watch
  packetman watch ${EXAMPLE_CODE} --host game.example

Keys: n and b follow the next and the previous player, t takes a seat, q leaves.
`;

interface Target {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly password: string;
}

interface PlayOptions extends Target {
  readonly mode: ModeName;
  readonly room?: string;
  readonly create: boolean;
  readonly skill: AiSkill;
}

export function addPlayCommand(program: Command): void {
  const command = program.command('play').description('play in this terminal, over TCP');
  addTarget(command);
  command
    .addOption(option('--mode <mode>', 'mode to play, unless --room is given').choices(MODES).default('coop'))
    .addOption(
      option('--room <code>', 'code of the room to join (default: any room with a free seat)').argParser(roomCode),
    )
    .addOption(option('--create', 'open a room of your own, whose match you start').default(false))
    .addOption(
      option('--skill <skill>', 'skill of the built-in AI in a room of your own').choices(SKILLS).default('normal'),
    )
    .addHelpText('after', PLAY_EXAMPLES)
    .hook('preAction', () => {
      const wrong = conflictingFlags(command, WITHOUT_EFFECT) ?? idleFlag(command);
      if (wrong !== null) command.error(wrong);
    })
    .action(async (options: PlayOptions) => run(options, await entryOf(options)));
}

export function addWatchCommand(program: Command): void {
  const command = program.command('watch').description('watch a match in this terminal, over TCP');
  command.argument('[code]', 'code of the room (default: the match that most people watch)', roomCode);
  addTarget(command);
  command
    .addHelpText('after', WATCH_EXAMPLES)
    .action((code: string | undefined, options: Target) =>
      run(options, { type: 'watch', code: code ?? '', password: options.password }),
    );
}

function addTarget(command: Command): void {
  for (const each of targetOptions()) command.addOption(each);
  command
    .addOption(option('--name <name>', 'your name').argParser(playerName).default('Player'))
    .addOption(option('--password <password>', 'password of the room').argParser(password).default('', 'none'));
}

async function run({ host, port, name }: Target, entry: Entry): Promise<void> {
  const { runTerminalClient } = await import('../terminal-client/main.ts');
  const print = (line: string): void => void process.stderr.write(`${line}\n`);
  process.exitCode = await runTerminalClient({ host, port, name, entry }, print);
}

async function entryOf({ mode, room, create, password: given, skill }: PlayOptions): Promise<Entry> {
  if (room !== undefined) return { type: 'join', code: room, password: given };
  if (!create) return { type: 'play', mode };
  const { DEFAULT_SETTINGS } = await import('#client');
  const { modeNamed } = await import('#simulation');
  const { room: policy } = modeNamed(mode)!;
  const settings = { ...DEFAULT_SETTINGS, mode, skill, seatCount: policy.quickPlaySeats, fill: policy.hasAiSeats };
  return { type: 'create', settings, password: given };
}

/** Options that have no effect beside another one. */
const WITHOUT_EFFECT = [
  ['room', 'mode'],
  ['room', 'create'],
  ['room', 'skill'],
] as const;

/** Flags that need a room, or a room of one's own. */
function idleFlag(command: Command): string | null {
  const { room, create } = command.opts<PlayOptions>();
  const isGiven = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
  if (isGiven('password') && room === undefined && !create) return 'error: --password needs --room or --create';
  if (isGiven('skill') && !create) return 'error: --skill needs --create';
  return null;
}
