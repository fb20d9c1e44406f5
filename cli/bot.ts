// `packetman bot`: bots that play on a game server over TCP.
import type { Command } from 'commander';
import { LOG_RATE, NAME_LENGTH_MAX, type StreamRate } from '#protocol';
import type { AiSkill, RecordedMatch } from '#simulation';
import { conflictingFlags } from './conflicting-flags.ts';
import { GIVE_UP_HELP, option, rateOption, SECONDS_MAX, targetOptions, wholeNumber } from './options.ts';
import { EXAMPLE_CODE, MODES, password, playerName, roomCode, SKILLS } from './text-values.ts';

const BOTS_MAX = 1000;
/** What a bot's token looks like. Only the server can say whether it is one. */
const TOKEN = /^bot-[\w-]{1,246}$/;
/** Where bots play against each other. */
const LADDER_MODES = ['versus', 'battle', 'mega'];

interface BotOptions {
  host: string;
  port: number;
  count: number;
  name: string;
  tokenFile?: string;
  room?: string;
  password?: string;
  brain: string;
  skill: AiSkill;
  record?: string;
  mode: string;
  alone: boolean;
  ladder: boolean;
  giveUp: boolean;
  seconds?: number;
  rate: StreamRate;
}

const EXAMPLES = `
Examples:
  packetman bot --count 3                 three bots, each in any room with a free seat
  packetman bot --room ${EXAMPLE_CODE} --name Blue  one in a friend's room
  packetman bot --alone --mode classic    one in a room of its own
  packetman bot --ladder --mode battle --token-file robo.token  ranked matches
  packetman bot --skill easy --count 2    two that make mistakes
  packetman bot --brain ./mine.mjs --record replays
`;

export function addBotCommand(program: Command): void {
  const command = program.command('bot').description('connect bots to a game server, where they join a room and play');
  for (const option of targetOptions()) command.addOption(option);
  command
    .addOption(option('--count <count>', 'number of bots').argParser(wholeNumber(1, BOTS_MAX)).default(1))
    .addOption(
      option('--name <name>', 'name of the bot; several get a number behind it').argParser(playerName).default('Bot'),
    )
    .addOption(
      option(
        '--token-file <file>',
        'file with the token of a bot that its owner has made: it plays under its own name',
      ),
    )
    .addOption(
      option('--room <code>', 'code of the room to join (default: any room with a free seat)').argParser(roomCode),
    )
    .addOption(option('--password <password>', 'password of that room').argParser(password))
    .addOption(option('--mode <mode>', 'mode to play, unless --room is given').choices(MODES).default('coop'))
    .addOption(
      option('--alone', 'each bot opens a room of its own, without built-in AI where it can play alone').default(false),
    )
    .addOption(option('--ladder', 'play ranked matches of bots, one after another').default(false))
    .addOption(
      option(
        '--brain <brain>',
        'what steers: chaser (the built-in AI), walker (at random), or a module that exports createBrain',
      ).default('chaser'),
    )
    .addOption(option('--skill <skill>', 'skill of the built-in AI').choices(SKILLS).default('hard'))
    .addOption(option('--record <dir>', 'write a replay of each match that was played from its start into this folder'))
    .addOption(option('--give-up', GIVE_UP_HELP).default(false))
    .addOption(rateOption(LOG_RATE))
    .addOption(
      option('--seconds <seconds>', 'time to play (default: until stopped)').argParser(wholeNumber(1, SECONDS_MAX)),
    )
    .addHelpText('after', EXAMPLES)
    .hook('preAction', () => {
      const wrong =
        conflictingFlags(command, WITHOUT_EFFECT) ?? wrongFlag(command) ?? tooLongName(command.opts<BotOptions>());
      if (wrong !== null) command.error(wrong);
    })
    .action(async (options: BotOptions) => {
      const { runBots } = await import('../bots/main.ts');
      const { brainNamed } = await import('../bots/brains/named-brain.ts');
      const createBrain = await brainNamed(options.brain);
      const keepReplay = options.record === undefined ? undefined : await replayKeeper(options.record);
      const token = options.tokenFile === undefined ? undefined : await tokenIn(options.tokenFile, command);
      process.exitCode = await runBots({ ...options, createBrain, keepReplay, token }, (line) => console.log(line));
    });
}

/** Options that have no effect beside another one. */
const WITHOUT_EFFECT = [
  ['room', 'mode'],
  ['room', 'alone'],
  ['room', 'ladder'],
  ['alone', 'ladder'],
] as const;

function wrongFlag(command: Command): string | null {
  const { room, rate, brain, ladder, mode, count, tokenFile } = command.opts<BotOptions>();
  const isGiven = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
  if (isGiven('password') && room === undefined) return 'error: --password needs --room';
  if (isGiven('record') && rate !== LOG_RATE) return 'error: --record needs the match log, which --rate leaves out';
  if (ladder && !LADDER_MODES.includes(mode)) return `error: --ladder needs --mode ${LADDER_MODES.join(', ')}`;
  if (tokenFile !== undefined && count > 1) return 'error: --token-file is for one bot: leave --count out';
  if (ladder && tokenFile === undefined) return 'error: --ladder needs --token-file';
  if (isGiven('skill') && brain === 'walker') return 'error: --skill does nothing beside --brain walker';
  return null;
}

/** The token in a file. It is a secret, so it is no argument, which other users of the machine could see. */
async function tokenIn(file: string, command: Command): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(file, 'utf8').catch((error: unknown) =>
    command.error(`error: ${(error as Error).message}`),
  );
  const token = text.trim();
  if (!TOKEN.test(token)) command.error(`error: --token-file ${file}: not a bot's token`);
  return token;
}

/** Writes replays as servers do. */
async function replayKeeper(folder: string): Promise<(match: RecordedMatch) => Promise<string>> {
  const { randomInt } = await import('node:crypto');
  const { newReplayId, replayFile, writeReplay } = await import('../game-server/replays/replay-files.ts');
  return async (match) => {
    const id = newReplayId((below) => randomInt(below));
    await writeReplay(folder, id, match);
    return replayFile(folder, id);
  };
}

/** Several bots have a number behind their name, which must fit as well. */
function tooLongName({ name, count }: BotOptions): string | null {
  const longest = count === 1 ? NAME_LENGTH_MAX : NAME_LENGTH_MAX - `-${count}`.length;
  if ([...name].length <= longest) return null;
  return `error: --name may have ${longest} characters with --count ${count}: each bot gets a number behind it`;
}
