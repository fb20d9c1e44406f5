// `packetman replay`: plays a match again, from a file or from the replays that a server keeps, and lists those.
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { conflictingFlags } from './conflicting-flags.ts';
import { option, urlOf, wholeNumber } from './options.ts';

const EXAMPLES = `
Examples:
  packetman replay                                          the replays that are kept on this machine
  packetman replay K7XQ2ABCDEFGHJ29                         how one of them went
  packetman replay K7XQ2ABCDEFGHJ29 --url https://game.example/   the same for one of another server
  packetman replay match.json --verify                      exit 1 at the first tick that differs, and name the fields
  packetman replay K7XQ2ABCDEFGHJ29 --out match.json.gz     keep it in a file of your own
  packetman replay match.json --ascii                       the maze as text: played in a terminal, else second by second
  packetman replay match.json --ascii --tick 600            the same at one tick
  packetman replay match.json --to-json                     inputs and events by name, for other programs
`;

/** Options that have no effect beside another one. */
const WITHOUT_EFFECT = [
  ['url', 'data'],
  ['toJson', 'ascii'],
  ['toJson', 'verify'],
  ['ascii', 'verify'],
] as const;
/** A day of play, as in replays. */
const REPLAY_TICKS_MAX = 24 * 60 * 60 * 60;

interface Options {
  readonly verify: boolean;
  readonly url?: string;
  readonly data?: string;
  readonly out?: string;
  readonly ascii: boolean;
  readonly tick?: number;
  readonly toJson: boolean;
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
    .addOption(option('--out <file>', 'write the replay into this file, gzipped if its name ends in .gz'))
    .addOption(option('--ascii', 'print the maze of the first seat as text').default(false))
    .addOption(option('--tick <tick>', 'print it at this tick only').argParser(wholeNumber(0, REPLAY_TICKS_MAX)))
    .addOption(option('--to-json', 'print settings, players, inputs and events as JSON').default(false))
    .addOption(option('--data <dir>', "data folder of the server (default: in the user's state folder)"))
    .addHelpText('after', EXAMPLES)
    .action(async (replay: string | undefined, options: Options) => {
      const { isReplayId } = await import('../game-server/replays/replay-files.ts');
      const isFile = replay !== undefined && (existsSync(replay) || !isReplayId(replay));
      const wrong = wrongUsage(command, replay, isFile);
      if (wrong !== null) command.error(wrong);
      const print = (line: string): void => console.log(line);
      if (replay === undefined) return list(options, print);
      process.exitCode = await show(replay, await sourceOf(replay, isFile, options), options, print);
    });
}

/** @returns what reads the replay, once */
async function sourceOf(replay: string, isFile: boolean, { url, data }: Options): Promise<() => Uint8Array> {
  const { readReplayFile, REPLAY_BYTES_MAX } = await import('../tools/replay.ts');
  if (isFile) return () => readReplayFile(replay);
  if (url !== undefined) {
    const { replayAt } = await import('./kept-replays.ts');
    const bytes = await replayAt(url, replay, REPLAY_BYTES_MAX);
    return () => bytes;
  }
  const { replayFile } = await import('../game-server/replays/replay-files.ts');
  const folder = await folderOf(data);
  const file = replayFile(folder, replay);
  if (!existsSync(file)) throw new Error(`no replay ${replay} in ${folder}`);
  return () => readReplayFile(file);
}

/** @returns the exit code */
async function show(
  name: string,
  read: () => Uint8Array,
  { verify, out, ascii, tick, toJson }: Options,
  print: (line: string) => void,
): Promise<number> {
  const { reasonOf, runReplayBytes } = await import('../tools/replay.ts');
  if (out === undefined && !ascii && !toJson) return runReplayBytes(name, read, verify, print);
  const { printJson, printText, writeOut } = await import('./replay-output.ts');
  try {
    const bytes = read();
    if (toJson) await printJson(bytes);
    else if (ascii) await printText(bytes, tick, print);
    if (out === undefined) return 0;
    await writeOut(out, bytes);
    return toJson || ascii ? 0 : runReplayBytes(name, () => bytes, verify, print);
  } catch (error) {
    process.stderr.write(`${name}: ${reasonOf(error)}\n`);
    return 1;
  }
}

/** @param data the data folder of the server that keeps the replays */
async function folderOf(data: string | undefined): Promise<string> {
  const { replayFolder } = await import('../game-server/replays/replay-files.ts');
  const { stateFolder } = await import('#process');
  const keptIn = data ?? stateFolder('packetman');
  if (keptIn === null) throw new Error('there is no state folder: --data says where replays are');
  return replayFolder(keptIn);
}

/** @param isFile whether the argument is a file, and not an id. @returns one line about flags without an effect, or null */
function wrongUsage(command: Command, replay: string | undefined, isFile: boolean): string | null {
  const isGiven = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
  const needsReplay = ['verify', 'out', 'ascii', 'tick', 'toJson'].find(
    (name) => replay === undefined && isGiven(name),
  );
  if (needsReplay !== undefined) return `error: ${flagOf(command, needsReplay)} does nothing without a replay`;
  if (isGiven('tick') && !isGiven('ascii')) return 'error: --tick needs --ascii';
  const idle = ['url', 'data'].find((name) => isFile && isGiven(name));
  if (idle !== undefined) return `error: --${idle} does nothing beside a file`;
  return conflictingFlags(command, WITHOUT_EFFECT);
}

function flagOf(command: Command, name: string): string {
  return command.options.find((each) => each.attributeName() === name)!.long!;
}

async function list({ url, data }: Options, print: (line: string) => void): Promise<void> {
  const { lineOf, replaysAt, replaysIn } = await import('./kept-replays.ts');
  const folder = url === undefined ? await folderOf(data) : '';
  const rows = url === undefined ? await replaysIn(folder) : await replaysAt(url);
  if (rows.length === 0) print(`no replays ${url === undefined ? `in ${folder}` : `at ${url}`}`);
  for (const row of rows) print(lineOf(row));
}
