// `packetman arena`: seeded matches of the built-in AI, as fast as the machine allows.
import type { Command } from 'commander';
import type { AiSkill, ModeName } from '#simulation';
import type { ArenaOptions } from '../bots/arena/arena.ts';
import { frightTableOption } from './fright-table.ts';
import { option, wholeNumber } from './options.ts';
import { MODES, SKILLS } from './text-values.ts';

const GAMES_MAX = 100_000;
const SEATS_MAX = 64;

const EXAMPLES = `
Examples:
  packetman arena                                  a hundred matches of classic at each skill
  packetman arena --skill hard --mode coop --seats 4
`;

export function addArenaCommand(program: Command): void {
  const command = program.command('arena');
  command
    .description('run seeded matches of the built-in AI without a server, and print its results')
    .addOption(option('--games <count>', 'matches at each skill').argParser(wholeNumber(1, GAMES_MAX)).default(100))
    .addOption(option('--skill <skill>', 'play only this skill (default: all)').choices(SKILLS))
    .addOption(option('--mode <mode>', 'mode to play').choices(MODES).default('classic'))
    .addOption(
      option(
        '--seats <count>',
        'seats of a match (default: one, or those of quick play where one cannot play alone)',
      ).argParser(wholeNumber(1, SEATS_MAX)),
    )
    .addOption(
      option('--seed <seed>', 'seed of the first match')
        .argParser(wholeNumber(0, 2 ** 31))
        .default(1),
    )
    .addOption(frightTableOption())
    .addHelpText('after', EXAMPLES)
    .hook('preAction', async () => {
      const { mode, seats } = command.opts<{ mode: ModeName; seats?: number }>();
      if (seats === undefined) return;
      const { modeNamed } = await import('#simulation');
      const { least, most } = modeNamed(mode)!.seats;
      if (seats > most) command.error(`error: ${mode} has at most ${most} ${most === 1 ? 'seat' : 'seats'}`);
      if (seats < least) command.error(`error: ${mode} has at least ${least} seats`);
    })
    .action(async ({ skill, ...options }: Omit<ArenaOptions, 'skills'> & { skill?: AiSkill }) => {
      const { runArena } = await import('../bots/arena/arena.ts');
      runArena({ ...options, skills: skill === undefined ? SKILLS : [skill] }, (line) => console.log(line));
    });
}
