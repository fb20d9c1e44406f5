// `packetman load`: many headless players at once, and a report of what they got and what it cost the server.
import type { Command } from 'commander';
import type { SnapshotRate } from '#protocol';
import { ADMIN_PORT, option, rateOption, SECONDS_MAX, targetOptions, wholeNumber } from './options.ts';

const CLIENTS_MAX = 20_000;
const SEED_MAX = 2 ** 32 - 1;

interface LoadOptions {
  host: string;
  port: number;
  clients: number;
  seconds: number;
  rate: SnapshotRate;
  seed: number;
  adminUrl: string;
}

const EXAMPLES = `
Examples:
  packetman load --clients 500 --seconds 30
  packetman load --host game.internal --admin-url http://game.internal:1981
`;

export function addLoadCommand(program: Command): void {
  const command = program.command('load').description('put a server under load, and report');
  for (const option of targetOptions()) command.addOption(option);
  command
    .addOption(option('--clients <count>', 'players at once').argParser(wholeNumber(1, CLIENTS_MAX)).default(100))
    .addOption(option('--seconds <count>', 'how long to measure').argParser(wholeNumber(1, SECONDS_MAX)).default(30))
    .addOption(rateOption(20))
    .addOption(option('--seed <number>', 'of where the players go').argParser(wholeNumber(0, SEED_MAX)).default(1))
    .addOption(
      option('--admin-url <url>', "the server's admin HTTP, for its side of the report").default(
        `http://127.0.0.1:${ADMIN_PORT}`,
      ),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (options: LoadOptions) => {
      const { runLoad } = await import('../bots/load.ts');
      process.exitCode = await runLoad(options, (line) => console.log(line));
    });
}
