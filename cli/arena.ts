// `packetman arena`: games of bots and the built-in AI, as fast as they think, with a report.
import { availableParallelism } from 'node:os';
import { InvalidArgumentError, type Command } from 'commander';
import type { ModeName } from '#simulation';
import { frightTableOption } from './fright-table.ts';
import { option, urlOf, wholeNumber } from './options.ts';
import { MODES } from './text-values.ts';

const GAMES_MAX = 1_000_000;
const SEATS_MAX = 64;
const THINK_MS_MAX = 10 * 60 * 1000;
const JOBS_MAX = 256;
const SEED_MAX = 2 ** 32 - 1;

const EXAMPLES = `
A contestant is ai:easy, ai:normal, ai:hard, or the command of a program. It is started for each game, with host, port and
room code behind its arguments, or where the command has {host}, {port} and {code}.

Examples:
  packetman arena                                  the built-in AI, a hundred matches of classic
  packetman arena --bots "node a.js" "python3 b.py" ai:hard --mode battle --games 300 --out DIR
`;

interface Options {
  readonly bots?: readonly string[];
  readonly mode: ModeName;
  readonly games: number;
  readonly seats?: number;
  readonly seed: number;
  readonly out?: string;
  readonly thinkMs: number;
  readonly jobs: number;
  readonly viewer?: string;
  readonly frightTable?: Uint8Array;
}

export function addArenaCommand(program: Command): void {
  const command = program.command('arena');
  command
    .description('let bots and the built-in AI play against each other, and rate them')
    .addOption(
      option('--bots <contestants...>', 'who takes part (default: the AI at each skill)').argParser(contestant),
    )
    .addOption(option('--mode <mode>', 'mode to play').choices(MODES).default('classic'))
    .addOption(option('--games <count>', 'games in all').argParser(wholeNumber(1, GAMES_MAX)).default(100))
    .addOption(
      option(
        '--seats <count>',
        'seats of a game (default: one for each contestant, as far as the mode has them)',
      ).argParser(wholeNumber(1, SEATS_MAX)),
    )
    .addOption(option('--seed <seed>', 'seed of all games').argParser(wholeNumber(0, SEED_MAX)).default(1))
    .addOption(option('--out <dir>', 'folder for results, report and replays (default: nothing is written)'))
    .addOption(
      option('--think-ms <ms>', 'longest time that a tick waits for the answer of a program')
        .argParser(wholeNumber(1, THINK_MS_MAX))
        .default(1000),
    )
    .addOption(
      option('--jobs <count>', 'games at once')
        .argParser(wholeNumber(1, JOBS_MAX))
        .default(availableParallelism(), 'one for each core'),
    )
    .addOption(
      option('--viewer <url>', 'page that plays the replays of the report').argParser(urlOf('http:', 'https:')),
    )
    .addOption(frightTableOption())
    .addHelpText('after', EXAMPLES)
    .action((options: Options) => run(command, options));
}

/** commander calls it with the contestants so far. In the environment variable each has a line. */
function contestant(text: string, previous: readonly string[] = []): string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new InvalidArgumentError('It must not be empty.');
  return [...previous, ...lines];
}

const ALL_SKILLS = ['ai:easy', 'ai:normal', 'ai:hard'];

async function run(command: Command, options: Options): Promise<void> {
  const { contestantsOf } = await import('../arena/contestant.ts');
  const { CONTESTANTS_MAX } = await import('../bots/arena/game-result.ts');
  const { runArena } = await import('../arena/run-arena.ts');
  const { createLog } = await import('#process');
  const { drainOnSignal } = await import('./shutdown.ts');
  const { mode, games, seed, thinkMs, jobs } = options;
  const { out = null, viewer = null, frightTable = null } = options;
  const contestants = orUsage(command, () => contestantsOf(options.bots ?? ALL_SKILLS));
  if (contestants.length > CONTESTANTS_MAX) command.error(`error: --bots has more than ${CONTESTANTS_MAX} contestants`);
  const seats = await seatsOf(command, options, contestants.length);
  const plan = { contestants, mode, seats, games, seed, thinkMs, frightTable };
  const columns = process.stdout.isTTY ? process.stdout.columns : null;
  const screen = {
    columns,
    write: (text: string) => void process.stdout.write(text),
    print: (line: string) => console.log(line),
  };
  const arena = runArena({ plan, jobs, folder: out, viewer }, createLog('arena', 'silent'), screen);
  drainOnSignal({
    async drain() {
      arena.stop();
      await arena.ended;
    },
  });
  await arena.ended;
}

/** As many seats as are asked for, or as there are contestants, if the mode has so many. */
async function seatsOf(command: Command, { mode, seats }: Options, contestants: number): Promise<number> {
  const { modeNamed } = await import('#simulation');
  const { least, most } = modeNamed(mode)!.seats;
  if (seats === undefined) return Math.min(Math.max(contestants, least), most);
  if (seats > most) command.error(`error: ${mode} has at most ${most} ${most === 1 ? 'seat' : 'seats'}`);
  if (seats < least) command.error(`error: ${mode} has at least ${least} seats`);
  return seats;
}

function orUsage<Value>(command: Command, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return command.error(`error: --bots: ${error.message}`);
    throw error;
  }
}
