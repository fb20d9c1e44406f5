// `packetman lockstep`: games whose clock waits for their players, for clients such as learning programs.
import { fstatSync } from 'node:fs';
import type { Command } from 'commander';
import type { AiSkill, ModeName } from '#simulation';
import { frightTableOption } from './fright-table.ts';
import { option, portOption, wholeNumber } from './options.ts';
import { MODES, SKILLS } from './text-values.ts';

const SEATS_MAX = 64;
/** Each game has a port and a World. */
const GAMES_MAX = 256;
const THINK_MS_MAX = 24 * 60 * 60 * 1000;
const SEED_MAX = 2 ** 32 - 1;
/** A match that lasts longer than this by its own clock ends: half an hour, or as many ticks as are asked for. */
const MATCH_TICKS = 30 * 60 * 60;
const MATCH_TICKS_MAX = 24 * 60 * 60 * 60;

const EXAMPLES = `
It prints one line of JSON, and ends at Ctrl-C, or when the pipe that is its standard input is closed.

Examples:
  packetman lockstep                                       one game of coop for one client
  packetman lockstep --games 8 --mode versus --seats 2 --players 1 --fill hard
`;

interface Options {
  readonly host: string;
  readonly port: number;
  readonly games: number;
  readonly mode: ModeName;
  readonly seats?: number;
  readonly players?: number;
  readonly fill: AiSkill;
  readonly seed: number;
  readonly thinkMs?: number;
  readonly ticks: number;
  readonly frightTable?: Uint8Array;
}

export function addLockstepCommand(program: Command): void {
  const command = program.command('lockstep');
  command
    .description('serve games whose clock waits for the answers of their players, as learning programs need them')
    .addOption(option('--host <host>', 'address to listen on').default('127.0.0.1'))
    .addOption(portOption('--port', 'port of the first game, the others follow; 0 for any', 0))
    .addOption(option('--games <count>', 'games at once').argParser(wholeNumber(1, GAMES_MAX)).default(1))
    .addOption(option('--mode <mode>', 'mode to play').choices(MODES).default('coop'))
    .addOption(
      option('--seats <count>', 'seats of a game (default: as few as the mode has)').argParser(
        wholeNumber(1, SEATS_MAX),
      ),
    )
    .addOption(
      option('--players <count>', 'seats for clients, the first ones; the AI has the others (default: all)').argParser(
        wholeNumber(1, SEATS_MAX),
      ),
    )
    .addOption(option('--fill <skill>', 'skill of the AI').choices(SKILLS).default('normal'))
    .addOption(option('--seed <seed>', 'seed of all matches').argParser(wholeNumber(0, SEED_MAX)).default(1))
    .addOption(
      option('--think-ms <ms>', 'longest time that a tick waits for answers (default: without limit)').argParser(
        wholeNumber(1, THINK_MS_MAX),
      ),
    )
    .addOption(
      option('--ticks <count>', 'ticks after which a match ends')
        .argParser(wholeNumber(1, MATCH_TICKS_MAX))
        .default(MATCH_TICKS),
    )
    .addOption(frightTableOption())
    .addHelpText('after', EXAMPLES)
    .hook('preAction', async () => {
      const { mode, seats, players } = command.opts<Options>();
      const { modeNamed } = await import('#simulation');
      const { least, most } = modeNamed(mode)!.seats;
      if (seats !== undefined && (seats < least || seats > most)) {
        command.error(`error: ${mode} has ${least === most ? least : `${least} to ${most}`} seats`);
      }
      if (players !== undefined && players > (seats ?? least)) command.error('error: --players has more than --seats');
    })
    .action(run);
}

async function run({ seats: asked, players: askedPlayers, ticks, ...options }: Options): Promise<void> {
  const { defaultFrightTable, modeNamed } = await import('#simulation');
  const { createLog } = await import('#process');
  const { serveLockstep } = await import('../game-server/lockstep/serve.ts');
  const { drainOnSignal } = await import('./shutdown.ts');
  const seats = asked ?? modeNamed(options.mode)!.seats.least;
  const players = askedPlayers ?? seats;
  const frightTable = options.frightTable ?? defaultFrightTable;
  const log = createLog('lockstep', 'silent');
  const { thinkMs = null } = options;
  const server = await serveLockstep({ ...options, frightTable, seats, players, thinkMs, matchTicksMax: ticks }, log);
  const stop = drainOnSignal({ drain: () => server.close() });
  if (isPipe()) process.stdin.on('end', stop).resume();
  const { host, mode, seed } = options;
  console.log(JSON.stringify({ host, games: server.games, mode, seats, players, seed }));
}

/** Whether whoever has started this program holds the other end of its standard input. */
function isPipe(): boolean {
  try {
    const stats = fstatSync(0);
    return stats.isFIFO() || stats.isSocket();
  } catch {
    return false;
  }
}
