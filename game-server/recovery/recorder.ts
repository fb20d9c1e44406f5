// Writes what a later process needs into the journal: sessions and rooms that have changed, the log of their matches, and
// all of them anew for a new segment. recovery.ts reads it.

import { RULES_VERSION, TICKS_PER_SECOND, writeInputs } from '#simulation';
import type { Clock, ServerTicks } from '../clock.ts';
import type { Journal, JournalSource } from '../journal/journal.ts';
import type { JournalRecord, RoomPiece } from '../journal/record.ts';
import type { Match } from '../match/match.ts';
import type { Room, RoomRecords } from '../rooms/room.ts';
import type { SessionData } from '../sessions/session.ts';
import type { Session } from '../sessions/session.ts';
import type { SessionRecords } from '../sessions/sessions.ts';
import { checkpointState, type RoomState } from './states.ts';

/** Ticks between two hashes of a match in the journal. They show a log that no longer leads to the same match. */
const HASH_TICKS = TICKS_PER_SECOND;

/** Ticks in which each running match gets a checkpoint, so that a later process has little to run again. */
const CHECKPOINT_TICKS = 10 * TICKS_PER_SECOND;

/** All sessions and rooms of the server. */
export interface Recorded {
  readonly sessions: Iterable<Session>;
  readonly rooms: Iterable<Room>;
  readonly roomCount: number;
  dataOf(session: Session): SessionData;
}

export class Recorder implements SessionRecords, RoomRecords, JournalSource {
  private readonly journal: Journal;
  private readonly clock: Clock;
  private readonly ticks: ServerTicks;
  private readonly recorded: () => Recorded;
  private readonly sessions = new Set<Session>();
  private readonly rooms = new Set<Room>();
  /** The match that was recorded last of each room: the next one begins with a checkpoint. */
  private readonly seeds = new WeakMap<Room, number>();
  /** The log of the current tick. */
  private pieces: RoomPiece[] = [];
  private isStopped = false;
  /** The room whose turn it is to get a checkpoint, and what part of a turn has passed. */
  private turn: Iterator<Room> | null = null;
  private turnsDue = 0;

  /** @param recorded is called when all is to be recorded anew */
  constructor(journal: Journal, clock: Clock, ticks: ServerTicks, recorded: () => Recorded) {
    this.journal = journal;
    this.clock = clock;
    this.ticks = ticks;
    this.recorded = recorded;
  }

  sessionChanged(session: Session): void {
    this.sessions.add(session);
  }

  sessionEnded(session: Session): void {
    this.sessions.delete(session);
    if (!this.isStopped) this.journal.append({ kind: 'session-ended', session: session.id });
  }

  roomChanged(room: Room): void {
    this.rooms.add(room);
  }

  roomClosed(room: Room): void {
    this.rooms.delete(room);
    if (!this.isStopped) this.journal.append({ kind: 'room-closed', room: room.code });
  }

  /** Writes all changes, before a frame is sent that shows them. */
  commit(): void {
    this.recordChanges();
    this.journal.commit();
  }

  ticked(code: string, match: Match): void {
    if (!this.journal.isOn) return;
    const { tickNow: tick, inputsNow } = match;
    const hash = tick % HASH_TICKS === 0 ? match.hashNow : 0;
    if (inputsNow.length === 0 && hash === 0) return;
    const inputs: number[] = [];
    writeInputs(inputsNow, inputs);
    this.pieces.push({ room: code, tick, inputs, hash });
  }

  /** The server has ticked: writes all changes and the log of the tick. */
  tick(serverTick: number): void {
    this.recordChanges();
    if (this.journal.isOn && !this.isStopped) this.recordInTurn();
    const { pieces } = this;
    if (pieces.length > 0) this.pieces = [];
    if (!this.isStopped) this.journal.tick(serverTick, pieces.length > 0 || this.isAnyRunning ? pieces : null);
  }

  /**
   * Writes all changes, and nothing from now on: what happens while the process ends is no part of what a later one goes
   * on with.
   * @returns whether a later process finds everything
   */
  stop(): boolean {
    this.commit();
    this.isStopped = true;
    return this.journal.isOn;
  }

  *restate(): Generator<JournalRecord> {
    const { sessions, rooms, dataOf } = this.recorded();
    for (const session of sessions) yield { kind: 'session', session: session.id, state: dataOf(session) };
    for (const room of rooms) {
      yield this.recordOf(room);
      yield checkpointOf(room);
    }
  }

  /** Gives rooms checkpoints, one after the other, so that the work is even. */
  private recordInTurn(): void {
    const { rooms, roomCount } = this.recorded();
    this.turnsDue += roomCount / CHECKPOINT_TICKS;
    for (; this.turnsDue >= 1; this.turnsDue--) {
      this.turn ??= rooms[Symbol.iterator]();
      const next = this.turn.next();
      if (next.done === true) this.turn = null;
      else if (next.value.isRunning) this.journal.append(checkpointOf(next.value));
    }
  }

  private get isAnyRunning(): boolean {
    for (const room of this.recorded().rooms) if (room.isRunning) return true;
    return false;
  }

  private recordChanges(): void {
    if (this.sessions.size === 0 && this.rooms.size === 0) return;
    // A journal that is off asks for everything when it is on again.
    if (this.journal.isOn && !this.isStopped) {
      const { dataOf } = this.recorded();
      for (const session of this.sessions) {
        this.journal.append({ kind: 'session', session: session.id, state: dataOf(session) });
      }
      for (const room of this.rooms) this.recordRoom(room);
    }
    this.sessions.clear();
    this.rooms.clear();
  }

  private recordRoom(room: Room): void {
    this.journal.append(this.recordOf(room));
    if (this.seeds.get(room) === room.seed) return;
    this.seeds.set(room, room.seed);
    this.journal.append(checkpointOf(room));
  }

  private recordOf(room: Room): JournalRecord {
    const data = room.data(this.clock.now());
    const state: RoomState = { ...data, rulesVersion: RULES_VERSION, serverTick: this.ticks.now };
    return { kind: 'room', room: room.code, state };
  }
}

function checkpointOf(room: Room): JournalRecord {
  return { kind: 'checkpoint', room: room.code, match: room.seed, state: checkpointState(room.checkpoint) };
}
