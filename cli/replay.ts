// `packetman replay`: plays a match again, from a file or from the replays that a server keeps, and lists those.
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { conflictingFlags } from './conflicting-flags.ts';
import { option, urlOf } from './options.ts';

const EXAMPLES = `
Examples:
  packetman replay                                          the replays that are kept on this machine
  packetman replay K7XQ2ABCDEFGHJ29                         how one of them went
  packetman replay K7XQ2ABCDEFGHJ29 --url https://game.example/   the same for one of another server
  packetman replay match.json --verify                      exit 1 at the first tick that differs, and name the fields
`;

interface Options {
  readonly verify: boolean;
  readonly url?: string;
  readonly data?: string;
}

export function addReplayCommand(program: Command): void {
  const command = program
    .command('replay')
    .description('play a match again without a server, and print how it went; or list the replays that are kept')
    .argument('[replay]', 'a replay file or the id of a kept replay; without it the kept replays are listed')
    .addOption(option('--verify', 'compare the match with the checkpoints in the replay').default(false))
    .addOption(
      option('--url <url>', 'take replays from this server: its page, or its public port').argParser(
        urlOf('http:', 'https:'),
      ),
    )
    .addOption(option('--data <dir>', "data folder of the server (default: in the user's state folder)"))
    .addHelpText('after', EXAMPLES)
    .action(async (replay: string | undefined, { verify, url, data }: Options) => {
      const { isReplayId, replayFile, replayFolder } = await import('../game-server/replays/replay-files.ts');
      const { stateFolder } = await import('#process');
      const isFile = replay !== undefined && (existsSync(replay) || !isReplayId(replay));
      const wrong = wrongUsage(command, replay, isFile);
      if (wrong !== null) command.error(wrong);
      const print = (line: string): void => console.log(line);
      if (replay !== undefined && isFile) return void (process.exitCode = await playFile(replay, verify, print));

      const keptIn = data ?? stateFolder('packetman');
      if (url === undefined && keptIn === null)
        throw new Error('there is no state folder: --data says where replays are');
      const folder = url === undefined ? replayFolder(keptIn!) : '';
      if (replay === undefined) return list(url, folder, print);
      if (url !== undefined) return void (process.exitCode = await playFrom(url, replay, verify, print));
      const file = replayFile(folder, replay);
      if (!existsSync(file)) throw new Error(`no replay ${replay} in ${folder}`);
      process.exitCode = await playFile(file, verify, print);
    });
}

/** @param isFile whether the argument is a file, and not an id. @returns one line about flags without an effect, or null */
function wrongUsage(command: Command, replay: string | undefined, isFile: boolean): string | null {
  const isGiven = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
  if (replay === undefined && isGiven('verify')) return 'error: --verify does nothing without a replay';
  const idle = ['url', 'data'].find((name) => isFile && isGiven(name));
  if (idle !== undefined) return `error: --${idle} does nothing beside a file`;
  return conflictingFlags(command, [['url', 'data']]);
}

async function playFile(file: string, verify: boolean, print: (line: string) => void): Promise<number> {
  const { runReplay } = await import('../tools/replay.ts');
  return runReplay({ file, verify }, print);
}

async function playFrom(url: string, id: string, verify: boolean, print: (line: string) => void): Promise<number> {
  const { REPLAY_BYTES_MAX, runReplayBytes } = await import('../tools/replay.ts');
  const { replayAt } = await import('./kept-replays.ts');
  const bytes = await replayAt(url, id, REPLAY_BYTES_MAX);
  return runReplayBytes(id, () => bytes, verify, print);
}

async function list(url: string | undefined, folder: string, print: (line: string) => void): Promise<void> {
  const { lineOf, replaysAt, replaysIn } = await import('./kept-replays.ts');
  const rows = url === undefined ? await replaysIn(folder) : await replaysAt(url);
  if (rows.length === 0) print(`no replays ${url === undefined ? `in ${folder}` : `at ${url}`}`);
  for (const row of rows) print(lineOf(row));
}
