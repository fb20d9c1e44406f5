// A match as a record that determines it: settings, and for each tick the inputs that were applied. It is plain data,
// ready for JSON. The caller reads and writes files; replay-recorder.ts makes replays, replay-cursor.ts plays them.

import { packFrightTable, unpackFrightTable } from '../actors/fright-table.ts';
import type { Match } from '../match.ts';
import { mazeFrom } from '../mazes/maze.ts';
import { mazeNamed } from '../mazes/mazes.ts';
import type { ModeRules } from '../modes/mode-rules.ts';
import { matchSettings, MODES } from '../modes/modes.ts';
import { RULES_VERSION } from '../rules-version.ts';
import { plainSettings, type MatchSettings, type PlainSettings } from '../settings.ts';
import { createMatch } from '../step.ts';

/** The version of the format. It rises when an older program would misread a newer replay. */
export const REPLAY_VERSION = 3;

/** As many inputs as a seat can make in a day of play at twelve a second. */
export const REPLAY_INPUTS_MAX = 1_000_000;

/** Changes of players that a replay holds. Later ones are left out: the match does not depend on them. */
export const SEAT_CHANGES_MAX = 2000;

/** Longer names of players are cut; those of modes, mazes and variants are shorter. */
export const NAME_LENGTH_MAX = 64;

/** More colours and marks than the protocol will name. */
export const LOOK_NUMBER_MAX = 255;

/** The text of a failure is cut to this length. */
export const FAILURE_LENGTH_MAX = 1000;

/** Who may steer a seat: the words of the protocol. */
export const SEAT_DRIVERS = ['empty', 'human', 'bot', 'ai'] as const;
export type SeatDriver = (typeof SEAT_DRIVERS)[number];

/** What can be said of a replay without playing it. */
export interface ReplayHead {
  readonly version: typeof REPLAY_VERSION;
  /** RULES_VERSION of the program that played the match. Other rules would lead to another match. */
  readonly rules: number;
  readonly settings: PlainSettings;
  /** The lines of the maze, if it is not one of ours. */
  readonly tiles?: readonly string[];
  readonly ticks: number;
  /** When the match ended, in milliseconds since 1970. */
  readonly playedAtMs?: number;
  /** Whether everybody may find it in a list of replays. */
  readonly listed?: boolean;
  readonly result?: ReplayResult;
  /** The error that the rules threw in the tick after the last one, if it ended the match. */
  readonly failure?: string;
}

/** The result as the players saw it, best seat first. */
export interface ReplayResult {
  readonly level: number;
  readonly score: number;
  /** Whether the last level was cleared. */
  readonly cleared: boolean;
  readonly seats: readonly { readonly name: string; readonly place: number; readonly score: number }[];
}

/** A match that can be played again. Data of any origin becomes one by `replayFrom` in replay-check.ts. */
export interface Replay extends ReplayHead {
  /** The turns of frightened ghosts as `packFrightTable` writes them, if they are not the built-in ones. */
  readonly frightTable?: readonly number[];
  /** The ticks with inputs, in order. */
  readonly log: readonly ReplayPiece[];
  /** Who had the seats, in order of time. */
  readonly players: readonly SeatChange[];
  /** In order of time. The last one is at the end, unless the match failed. */
  readonly checkpoints: readonly Checkpoint[];
}

/** A piece of the log (log-piece.ts) as JSON: a tick and its inputs, INPUT_NUMBERS for each. */
export type ReplayPiece = readonly [tick: number, inputs: readonly number[]];

/** How a seat looks: numbers of a colour and a mark, which the protocol names. Left out, or 0, where the seat has its own. */
export interface RecordedLook {
  readonly colour?: number;
  readonly mark?: number;
}

/** From the tick after this one on, a seat has this driver and look. `name` is '' for an empty seat. */
export interface SeatChange extends RecordedLook {
  readonly tick: number;
  readonly seat: number;
  readonly driver: SeatDriver;
  readonly name: string;
}

/** A match at a tick: its hash, and its words (match-words.ts), from which it can go on. */
export interface Checkpoint {
  readonly tick: number;
  readonly hash: number;
  readonly words: readonly number[];
}

/** The parts of a replay that follow from the match alone. */
export function factsOf({ settings, tick }: Match): Pick<Replay, 'version' | 'rules' | 'settings' | 'tiles' | 'ticks'> {
  const { maze } = settings;
  const isOurs = mazeNamed(maze.name)?.lines === maze.lines;
  return {
    version: REPLAY_VERSION,
    rules: RULES_VERSION,
    settings: plainSettings(settings),
    ...(isOurs ? {} : { tiles: maze.lines }),
    ticks: tick,
  };
}

/** The turns of frightened ghosts as a replay contains them. */
export function frightTableOf({ frightTable }: MatchSettings): Pick<Replay, 'frightTable'> {
  const words = packFrightTable(frightTable);
  return words.length === 0 ? {} : { frightTable: words };
}

/**
 * The match of a replay, at tick 0.
 * @param modes those that can be played
 * @throws RangeError for a replay of other rules, or of a match that these modes and mazes do not have
 */
export function matchOf(replay: Replay, modes: readonly ModeRules[] = MODES): Match {
  checkRules(replay.rules);
  const { settings, tiles, frightTable = [] } = replay;
  const maze = tiles === undefined ? settings.maze : mazeFrom(settings.maze, tiles);
  return createMatch(matchSettings({ ...settings, maze, frightTable: unpackFrightTable(frightTable) }, modes));
}

/** @throws RangeError for another version of the rules than this program's */
export function checkRules(rules: number): void {
  if (rules !== RULES_VERSION) throw new RangeError(`made by rules version ${rules}, this build has ${RULES_VERSION}`);
}
