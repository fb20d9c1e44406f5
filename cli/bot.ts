// `packetman bot`: bots that play on a server over TCP, like anybody else's.
import type { Command } from 'commander';
import type { SnapshotRate } from '#protocol';
import { option, rateOption, SECONDS_MAX, targetOptions, wholeNumber } from './options.ts';

const BOTS_MAX = 1000;

interface BotOptions {
  host: string;
  port: number;
  count: number;
  name: string;
  room?: string;
  mode: string;
  alone: boolean;
  seconds?: number;
  rate: SnapshotRate;
}

const EXAMPLES = `
Examples:
  packetman bot --count 3                 three bots, wherever a place is free
  packetman bot --room ABCD --name Blue   one in a friend's room
`;

export function addBotCommand(program: Command): void {
  const command = program.command('bot').description('let bots play on a server');
  for (const option of targetOptions()) command.addOption(option);
  command
    .addOption(option('--count <count>', 'how many').argParser(wholeNumber(1, BOTS_MAX)).default(1))
    .addOption(option('--name <name>', 'their name; several get a number').default('Bot'))
    .addOption(option('--room <code>', 'the room to join, instead of any with a free seat'))
    .addOption(option('--mode <mode>', 'what to play where no room is named').default('coop'))
    .addOption(option('--alone', 'each in a room of its own, without built-in AI').default(false))
    .addOption(rateOption(20))
    .addOption(option('--seconds <count>', 'how long, else until stopped').argParser(wholeNumber(1, SECONDS_MAX)))
    .addHelpText('after', EXAMPLES)
    .action(async (options: BotOptions) => {
      const { runBots } = await import('../bots/main.ts');
      process.exitCode = await runBots(options, (line) => console.log(line));
    });
}
