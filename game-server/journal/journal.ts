// The journal as the other parts of the server see it: they append records, and read at a start what is there.

import { LOG_INTERVAL_TICKS } from '#protocol';
import { TICKS_PER_SECOND } from '#simulation';
import type { JournalRecord, RoomPiece } from './record.ts';

/** A piece in a file costs nothing beside those of other rooms. Nothing may be shown that is a second ahead. */
export const FILE_PIECE_TICKS = TICKS_PER_SECOND - LOG_INTERVAL_TICKS;

/** A journal in files replays ten seconds of each match in a few milliseconds. */
export const FILE_CHECKPOINT_TICKS = 10 * TICKS_PER_SECOND;

export interface Journal {
  /** Whether records are written at the moment. While they are not, checkpoints need not be made. */
  readonly isOn: boolean;
  /** Ticks between two checkpoints of a running match: what a later process has to run again of it. */
  readonly checkpointTicks: number;
  /** Ticks after which a running match has a piece even without inputs; LOG_INTERVAL_TICKS more may be shown. */
  readonly pieceTicks: number;
  /** Whether everything of a room comes with each of its checkpoints: its members' sessions and its record. */
  readonly restatesRooms: boolean;
  /** Takes a record that is written with the next `commit` or `tick`. It never throws. */
  append(record: JournalRecord): void;
  /**
   * Writes all pending records in one append. Called before a message that shows them is sent. It never throws.
   * @returns a promise if that message must wait until it is fulfilled; it is never rejected
   */
  commit(): Promise<void> | void;
  /**
   * Asked before each message is sent: the system may stop the process at any point, and another one may own what is
   * shown when it goes on. Missing where nobody else can.
   * @returns null if it may be sent now; or a promise for which all messages must wait. It is never rejected.
   */
  mustWait?(): Promise<void> | null;
  /**
   * The same at each tick of the server, with the record of that tick: after all rooms have taken their inputs, before
   * anything of the tick is sent. Here the journal also looks after its files.
   *
   * @param pieces of all rooms that have one, null when no match runs: then nothing is written for the tick itself
   */
  tick(serverTick: number, pieces: readonly RoomPiece[] | null): void;
  /**
   * The process is about to end: writes everything that a later one needs and that is not written yet.
   * @returns whether a later process finds everything
   */
  complete(): boolean;
}

/** Keeps nothing. */
export const NO_JOURNAL: Journal = {
  ...{ isOn: false, checkpointTicks: FILE_CHECKPOINT_TICKS, pieceTicks: FILE_PIECE_TICKS, restatesRooms: false },
  ...{ append() {}, commit() {}, tick() {}, complete: () => false },
};

/** Where the journal gets everything that is open, for a new segment file. */
export interface JournalSource {
  /**
   * For each session its record, for each room its record and, where it has a match, a checkpoint. Records are asked for
   * one by one, between two ticks each: a record says what is true when it is taken.
   */
  restate(): Iterable<JournalRecord>;
}

/** The same by its parts, for a journal that has a part for each room. */
export interface RoomSource extends JournalSource {
  /** Of all open rooms. */
  roomCodes(): Iterable<string>;
  /** Of all sessions. */
  restateSessions(): Iterable<JournalRecord>;
  /** Of one room: the records of its members' sessions, its own, and a checkpoint. Nothing if there is no such room. */
  restateRoom(code: string): Iterable<JournalRecord>;
}

/** What an earlier process has left. */
export interface JournalContents {
  /**
   * The records from which the state follows, oldest first. What is known of a room or session is its newest record,
   * unless it has closed or ended since. A match is its newest checkpoint and the ticks after it. Pieces of a room
   * without a checkpoint can precede its first one, and mean nothing.
   */
  records(): Iterable<JournalRecord>;
  /**
   * All records since the oldest file from which these follow without a hole: for the logs of matches that began earlier.
   * It takes turns with the rest of the program, and no file is deleted meanwhile.
   */
  history(): AsyncIterable<JournalRecord>;
}
