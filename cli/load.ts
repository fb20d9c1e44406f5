// `packetman load`: many headless players at once, and a report of what they got and what it cost the server.
import { InvalidArgumentError, type Command } from 'commander';
import { parseExpectation, type Expectation } from '../bots/load-measures.ts';
import type { SnapshotRate } from '#protocol';
import { ADMIN_PORT, collect, option, rateOption, SECONDS_MAX, targetOptions, wholeNumber } from './options.ts';

const CLIENTS_MAX = 20_000;
const SEED_MAX = 2 ** 32 - 1;
const RAMP_MAX = 5000;
const CHURN_MAX = 1000;

interface LoadOptions {
  host: string;
  port: number;
  clients: number;
  seconds: number;
  rate: SnapshotRate;
  seed: number;
  adminUrl: string;
  mode?: string[];
  ramp: number;
  churn: number;
  slow: number;
  via?: string;
  expect?: Expectation[];
  findLimit: boolean;
  out?: string;
}

const EXAMPLES = `
Examples:
  packetman load --clients 500 --seconds 30
  packetman load --clients 1000 --expect "tick_lateness_p99<8ms" --expect "lost<=0" --out reports
  packetman load --clients 5000 --find-limit --expect "tick_lateness_p99<8ms" --seconds 10 --out reports
  packetman load --via ws://localhost:8080 --churn 5 --slow 10
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
    .addOption(option('--mode <mode>', 'mode to play; several are played in turn').argParser(collect))
    .addOption(option('--ramp <count>', 'clients that come a second').argParser(wholeNumber(1, RAMP_MAX)).default(500))
    .addOption(
      option('--churn <count>', 'clients a second that are cut off, or replaced')
        .argParser(wholeNumber(0, CHURN_MAX))
        .default(0),
    )
    .addOption(
      option('--slow <count>', 'clients that read only half of the time')
        .argParser(wholeNumber(0, CLIENTS_MAX))
        .default(0),
    )
    .addOption(option('--via <url>', 'a bridge to go through, such as ws://localhost:8080'))
    .addOption(option('--expect <what>', 'what must hold, such as "tick_lateness_p99<8ms"').argParser(parseExpected))
    .addOption(option('--find-limit', 'add clients until an expectation breaks, up to --clients').default(false))
    .addOption(option('--out <folder>', 'where to write report.json and report.html'))
    .addHelpText('after', EXAMPLES)
    .action(async ({ mode = ['coop'], expect = [], ...options }: LoadOptions) => {
      const { runLoad } = await import('../bots/load.ts');
      process.exitCode = await runLoad({ ...options, modes: mode, expect }, (line) => console.log(line));
    });
}

function parseExpected(text: string, previous: Expectation[] = []): Expectation[] {
  const parsed = text.split(',').map(parseExpectation);
  const wrong = parsed.find((each) => 'wrong' in each);
  if (wrong !== undefined) throw new InvalidArgumentError(wrong.wrong);
  return [...previous, ...parsed.filter((each) => 'name' in each)];
}
