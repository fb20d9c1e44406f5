// `packetman ratings`: the ratings of all games in the results of arenas.
import type { Command } from 'commander';
import { option } from './options.ts';

const EXAMPLES = `
Examples:
  packetman ratings runs/today/results.json
  packetman ratings runs/*/results.json            arenas together: a game that is in two of them counts once
`;

export function addRatingsCommand(program: Command): void {
  program
    .command('ratings')
    .description('rate the bots of one or more arenas again, by mode, from their results')
    .argument('<results...>', 'results.json files, as `packetman arena --out` writes them')
    .addOption(option('--json', 'print the ratings as JSON, with exact numbers').default(false))
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], { json }: { readonly json: boolean }) => {
      const { rateContests } = await import('#ratings');
      const { contestsOf, RESULTS_BYTES_MAX } = await import('../bots/arena/report/read-results.ts');
      const { poolLines } = await import('../bots/arena/report/table.ts');
      const { readBoundedFile } = await import('../tools/bounded-file.ts');
      const contests = files.flatMap((file) => {
        try {
          return contestsOf(readBoundedFile(file, RESULTS_BYTES_MAX).toString('utf8'));
        } catch (error) {
          const { message } = error as Error;
          throw new Error(`${file}: ${message.replaceAll(/[\p{C}\s]+/gu, ' ').slice(0, MESSAGE_LENGTH_MAX)}`, {
            cause: error,
          });
        }
      });
      const pools = rateContests(contests);
      if (json) return console.log(JSON.stringify(pools, null, 2));
      if (pools.length === 0) console.log('no games');
      for (const pool of pools) for (const line of poolLines(pool)) console.log(line);
    });
}

/** Parsers quote the file. */
const MESSAGE_LENGTH_MAX = 200;
