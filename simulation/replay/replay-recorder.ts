// Records a match while it is played, so that a replay can be made of it.

import { LogReader, MatchLog, piecesOf } from '../log.ts';
import type { Match } from '../match.ts';
import { readInputs, type LogPiece } from '../log-piece.ts';
import { hashMatch, matchWordCount, packedMatch, setPackedMatch } from '../match-words.ts';
import { unpackWords } from '../packed-words.ts';
import type { Input } from '../step.ts';
import {
  factsOf,
  frightTableOf,
  REPLAY_INPUTS_MAX,
  SEAT_CHANGES_MAX,
  FAILURE_LENGTH_MAX,
  NAME_LENGTH_MAX,
  type RecordedLook,
  type Replay,
  type ReplayHead,
  type SeatChange,
  type SeatDriver,
} from './replay.ts';

/** Ticks between two checkpoints, at first. */
export const CHECKPOINT_TICKS = 600;

/** Checkpoints that are kept. Beyond it every other one is dropped, and from then on they are made half as often. */
export const CHECKPOINTS_MAX = 32;
/** Words of those in a file, and how many it has in any case: a match of `mega` with 64 seats has 119,000 words. */
const CHECKPOINT_WORDS_MAX = 500_000;
const CHECKPOINTS_MIN = 4;

/** Length of one part of the text, which takes a tenth of a millisecond to make. */
const PART_LENGTH = 8 * 1024;

/** Bytes of the checkpoints in a history, so that one of a long match with many seats stays small. */
const HISTORY_BYTES_MAX = 256 * 1024;
/** Of these one is old enough for those who see a match late. */
const HISTORY_CHECKPOINTS_MIN = 2;

interface Place {
  readonly tick: number;
  /** The words of the match, packed. */
  readonly packed: Uint8Array;
}

interface RecordedCheckpoint extends Place {
  readonly hash: number;
}

/** What the caller knows of a match that has ended. */
export type ReplayFacts = Pick<ReplayHead, 'playedAtMs' | 'listed' | 'result' | 'failure'>;

/** A recorded match in compact form. `replayText` makes a replay of it. */
export interface RecordedMatch {
  readonly head: ReplayHead;
  readonly frightTable: Pick<Replay, 'frightTable'>;
  /** As MatchLog has written it. */
  readonly log: Uint8Array;
  readonly players: readonly SeatChange[];
  readonly checkpoints: readonly RecordedCheckpoint[];
}

/** What was recorded of a match so far, as plain data. */
export interface RecordedHistory {
  /** As MatchLog has written it, from the start of the match. */
  readonly log: Uint8Array;
  /** The newest ones, oldest first. */
  readonly checkpoints: readonly RecordedCheckpoint[];
  /** Ticks between two of them. */
  readonly checkpointTicks: number;
}

/** A second match that is played some time behind the recorded one, as plain data. */
export interface RecordedLate {
  readonly checkpoint: RecordedCheckpoint;
  /** What was recorded after it, as MatchLog has written it. */
  readonly log: Uint8Array;
}

export class ReplayRecorder {
  private readonly match: Match;
  private readonly inputsMax: number;
  private readonly players: SeatChange[];
  /** By seat: the newest change. */
  private readonly newest: SeatChange[] = [];
  private log: MatchLog;
  /** Whether the log begins with the match. */
  private isWhole: boolean;
  private checkpoints: RecordedCheckpoint[] = [];
  private checkpointTicks = CHECKPOINT_TICKS;
  /** Where the match stood when the recorder began, unless at tick 0, and where a second one stood that was behind it. */
  private readonly first: Place[];

  /**
   * @param match at any tick. What came before is missing until `prepend` adds it.
   * @param inputsMax inputs that can be recorded. No replay can be made of a match with more.
   * @param players `seatChanges` of an earlier recorder of this match
   */
  constructor(match: Match, inputsMax: number = REPLAY_INPUTS_MAX, players: readonly SeatChange[] = []) {
    this.match = match;
    this.inputsMax = inputsMax;
    this.log = new MatchLog(inputsMax);
    this.isWhole = match.tick === 0;
    this.first = this.isWhole ? [] : [checkpointOf(match)];
    this.players = [...players];
    for (const change of players) this.newest[change.seat] = change;
  }

  /** Who had the seats so far. */
  get seatChanges(): readonly SeatChange[] {
    return this.players;
  }

  /** Adds the log from the start of the match up to the first tick that is recorded here. @param pieces in order */
  prepend(pieces: Iterable<LogPiece>): void {
    if (!this.log.isComplete) return;
    this.addBefore(pieces);
    this.isWhole = true;
  }

  /** Adds a place from which a second match can be played. @param place of this match, at a tick from which on it is recorded */
  addPlace({ tick, packed }: Place): void {
    this.first.push({ tick, packed });
  }

  private addBefore(pieces: Iterable<LogPiece>): void {
    const log = new MatchLog(this.inputsMax);
    addPieces(log, pieces);
    addPieces(log, piecesOf(this.log.bytes));
    this.log = log;
  }

  /**
   * What was recorded so far, for a process that goes on with the match at this tick. The bytes are valid until more is
   * recorded.
   * @returns null if there is no whole log
   */
  history(): RecordedHistory | null {
    if (!this.log.isComplete || !this.isWhole) return null;
    const kept: RecordedCheckpoint[] = [];
    let bytes = 0;
    for (const each of this.checkpoints.toReversed()) {
      bytes += each.packed.length;
      if (bytes > HISTORY_BYTES_MAX && kept.length >= HISTORY_CHECKPOINTS_MIN) break;
      kept.unshift(each);
    }
    const { log, checkpointTicks } = this;
    return { log: log.bytes, checkpoints: kept, checkpointTicks };
  }

  /**
   * What a process that goes on with the match needs of a second one that is some time behind it.
   * @param reader from `rewind`, with which the second match is played
   * @returns null for a match with too many inputs
   */
  late(match: Match, reader: LogReader): RecordedLate | null {
    if (!this.log.isComplete) return null;
    const log = new MatchLog(this.inputsMax);
    addPieces(log, reader.after(match.tick));
    return { checkpoint: checkpointOf(match), log: log.bytes };
  }

  /**
   * Adds what an earlier recorder of this match has recorded up to the tick at which this one began.
   * @throws RangeError for a log that none has written
   */
  goOnFrom({ log, checkpoints, checkpointTicks }: RecordedHistory): void {
    this.prepend(piecesOf(log));
    this.checkpoints.unshift(...checkpoints.slice(-CHECKPOINTS_MAX));
    this.checkpointTicks = checkpointTicks;
  }

  /**
   * Adds where a second match stood, and unless the log is whole what was recorded since then.
   * @throws RangeError for a log that none has written
   */
  goOnBehind({ checkpoint, log }: RecordedLate): void {
    if (!this.isWhole) this.addBefore(piecesOf(log));
    this.isWhole ||= checkpoint.tick === 0;
    this.addPlace(checkpoint);
  }

  /**
   * Notes the inputs of a tick before it is stepped, so that a tick whose rules throw can be played again.
   * @param tick later than that of the call before
   */
  noteInputs(inputs: readonly Input[], tick = this.match.tick + 1): void {
    this.log.add(tick, inputs);
  }

  /** Notes who has a seat from the next tick on, and how it looks. Nothing changes if both are as before. */
  noteSeat(seat: number, driver: SeatDriver, name: string, { colour = 0, mark = 0 }: RecordedLook = {}): void {
    const newest = this.newest[seat];
    if (newest === undefined ? driver === 'empty' : newest.driver === driver && newest.name === name) {
      if ((newest?.colour ?? 0) === colour && (newest?.mark ?? 0) === mark) return;
    }
    if (this.players.length === SEAT_CHANGES_MAX) return;
    const look = { ...(colour > 0 && { colour }), ...(mark > 0 && { mark }) };
    const change = { tick: this.match.tick, seat, driver, name: name.slice(0, NAME_LENGTH_MAX), ...look };
    this.newest[seat] = change;
    this.players.push(change);
  }

  /** Notes the state of the match after each tick. */
  ticked(): void {
    if (this.match.tick % this.checkpointTicks !== 0 || !this.log.isComplete) return;
    if (this.checkpoints.length === CHECKPOINTS_MAX) this.thinOut();
    if (this.match.tick % this.checkpointTicks === 0) this.checkpoints.push(checkpointOf(this.match));
  }

  /**
   * The match up to now. It takes over what was recorded, without a copy: nothing may be recorded afterwards.
   * @param facts with `failure`, the match ends before the tick that threw, and contains its inputs
   * @returns null if the match had too many inputs, or if the log of its first ticks is missing
   */
  finish(facts: ReplayFacts = {}): RecordedMatch | null {
    if (!this.log.isComplete || !this.isWhole) return null;
    const { match, players } = this;
    const { ticks, ...common } = factsOf(match);
    const hasFailed = facts.failure !== undefined;
    const lastTick = hasFailed ? Math.max(0, ticks - 1) : ticks;
    const before = this.sparse().filter(({ tick }) => (hasFailed ? tick <= lastTick : tick < lastTick));
    return {
      head: { ...common, ticks: lastTick, ...facts, ...cutFailure(facts) },
      frightTable: frightTableOf(match.settings),
      log: this.log.bytes,
      players,
      checkpoints: hasFailed ? before : [...before, checkpointOf(match)],
    };
  }

  /**
   * Puts another match, at tick 0, to where this one was at a tick or some time before.
   * @param match with the same settings
   * @returns what reads the inputs that follow; null if that time is not recorded, or if it could only be reached by playing
   * from the start for more than the time between two checkpoints
   */
  rewind(match: Match, tick: number): LogReader | null {
    let place: Place | undefined;
    for (const each of [...this.first, ...this.checkpoints]) {
      if (each.tick <= tick && each.tick >= (place?.tick ?? 0)) place = each;
    }
    if (!this.log.isComplete) return null;
    if (place === undefined && (!this.isWhole || tick > this.checkpointTicks)) return null;
    if (place !== undefined) setPackedMatch(match, place.packed);
    return new LogReader(() => this.log);
  }

  /** As many of the checkpoints, evenly, as a file has room for. */
  private sparse(): readonly RecordedCheckpoint[] {
    const affordable = Math.floor(CHECKPOINT_WORDS_MAX / matchWordCount(this.match.settings));
    const countMax = Math.max(CHECKPOINTS_MIN, affordable);
    let { checkpoints, checkpointTicks: spacing } = this;
    while (checkpoints.length > countMax) {
      spacing *= 2;
      const space = spacing;
      checkpoints = checkpoints.filter(({ tick }) => tick % space === 0);
    }
    return checkpoints;
  }

  private thinOut(): void {
    this.checkpointTicks *= 2;
    this.checkpoints = this.checkpoints.filter(({ tick }) => tick % this.checkpointTicks === 0);
  }
}

function addPieces(log: MatchLog, pieces: Iterable<LogPiece>): void {
  for (const { tick, inputs: numbers } of pieces) {
    const inputs: Input[] = [];
    readInputs(numbers, inputs);
    log.add(tick, inputs);
  }
}

function cutFailure({ failure }: ReplayFacts): ReplayFacts {
  return failure === undefined ? {} : { failure: failure.slice(0, FAILURE_LENGTH_MAX) };
}

function checkpointOf(match: Match): RecordedCheckpoint {
  return { tick: match.tick, hash: hashMatch(match), packed: packedMatch(match) };
}

/**
 * A replay as text: JSON in parts of some kilobytes, so that a server can make it between other work. The first line is the
 * head; with a closing brace it is an object by itself, which `replayHead` in replay-head.ts reads.
 */
export function* replayText({ head, frightTable, log, players, checkpoints }: RecordedMatch): Generator<string> {
  let text = JSON.stringify(head).slice(0, -1);
  for (const [name, value] of Object.entries({ ...frightTable, players })) {
    text += `,\n${JSON.stringify(name)}:${JSON.stringify(value)}`;
  }
  text += ',\n"checkpoints":[';
  let separator = '';
  for (const { tick, hash, packed } of checkpoints) {
    text += separator + JSON.stringify({ tick, hash, words: Array.from(unpackWords(packed)) });
    separator = ',';
    if (text.length < PART_LENGTH) continue;
    yield text;
    text = '';
  }
  text += '],\n"log":[';
  separator = '';
  for (const { tick, inputs } of piecesOf(log)) {
    text += `${separator}[${tick},[${inputs.join(',')}]]`;
    separator = ',';
    if (text.length < PART_LENGTH) continue;
    yield text;
    text = '';
  }
  yield `${text}]}\n`;
}

/** The replay of a recorded match as one object. */
export function replayOf(recorded: RecordedMatch): Replay {
  return JSON.parse([...replayText(recorded)].join('')) as Replay;
}
