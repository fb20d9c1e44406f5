// `packetman replay`: plays a recorded match again.
import type { Command } from 'commander';
import type { ReplayOptions } from '../tools/replay.ts';
import { option } from './options.ts';

const EXAMPLES = `
Examples:
  packetman replay match.json            how the match went
  packetman replay match.json --verify   exit 1 at the first tick that differs, and name the fields
`;

export function addReplayCommand(program: Command): void {
  program
    .command('replay')
    .description('play a recorded match again without a server, and print how it went')
    .argument('<file>', 'replay file, in JSON')
    .addOption(option('--verify', 'compare the match with the checkpoints in the file').default(false))
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, options: Omit<ReplayOptions, 'file'>) => {
      const { runReplay } = await import('../tools/replay.ts');
      process.exitCode = runReplay({ file, ...options }, (line) => console.log(line));
    });
}
