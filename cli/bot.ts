// `packetman bot`: bots that play on a server over TCP, like anybody else's.
import type { Command } from 'commander';
import { NAME_LENGTH_MAX, type SnapshotRate } from '#protocol';
import { contradiction } from './contradiction.ts';
import { GIVE_UP_HELP, option, rateOption, SECONDS_MAX, targetOptions, wholeNumber } from './options.ts';
import { EXAMPLE_CODE, MODES, playerName, roomCode } from './text-values.ts';

const BOTS_MAX = 1000;

interface BotOptions {
  host: string;
  port: number;
  count: number;
  name: string;
  room?: string;
  mode: string;
  alone: boolean;
  giveUp: boolean;
  seconds?: number;
  rate: SnapshotRate;
}

const EXAMPLES = `
Examples:
  packetman bot --count 3                 three bots, wherever a place is free
  packetman bot --room ${EXAMPLE_CODE} --name Blue  one in a friend's room
  packetman bot --alone --mode classic    one in a room of its own
`;

export function addBotCommand(program: Command): void {
  const command = program.command('bot').description('let bots play on a server');
  for (const option of targetOptions()) command.addOption(option);
  command
    .addOption(option('--count <count>', 'how many').argParser(wholeNumber(1, BOTS_MAX)).default(1))
    .addOption(option('--name <name>', 'their name; several get a number').argParser(playerName).default('Bot'))
    .addOption(option('--room <code>', 'the room to join, instead of any with a free seat').argParser(roomCode))
    .addOption(option('--mode <mode>', 'what to play where no room is named').choices(MODES).default('coop'))
    .addOption(option('--alone', 'each in a room of its own, without built-in AI').default(false))
    .addOption(option('--give-up', GIVE_UP_HELP).default(false))
    .addOption(rateOption(20))
    .addOption(
      option('--seconds <count>', 'how long in all, else until stopped').argParser(wholeNumber(1, SECONDS_MAX)),
    )
    .addHelpText('after', EXAMPLES)
    .hook('preAction', () => {
      const wrong = contradiction(command, IDLE_BESIDE) ?? tooLongName(command.opts<BotOptions>());
      if (wrong !== null) command.error(wrong);
    })
    .action(async (options: BotOptions) => {
      const { runBots } = await import('../bots/main.ts');
      process.exitCode = await runBots(options, (line) => console.log(line));
    });
}

/** Options that do nothing beside another one. */
const IDLE_BESIDE = [
  ['room', 'mode'],
  ['room', 'alone'],
] as const;

/** Several bots have a number behind their name, which must fit as well. */
function tooLongName({ name, count }: BotOptions): string | null {
  const longest = count === 1 ? NAME_LENGTH_MAX : NAME_LENGTH_MAX - `-${count}`.length;
  if ([...name].length <= longest) return null;
  return `error: --name may have ${longest} characters with --count ${count}: each bot gets a number behind it`;
}
