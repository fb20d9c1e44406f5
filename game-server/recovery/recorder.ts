// Writes what a later process needs into the journal: sessions and rooms that have changed, the log of their matches, and
// all of them anew for a new segment. recovery.ts reads it.

import { LOG_INTERVAL_TICKS } from '#protocol';
import { RULES_VERSION, TICKS_PER_SECOND, writeInputs } from '#simulation';
import type { Clock, ServerTicks } from '../clock.ts';
import type { Journal, RoomSource } from '../journal/journal.ts';
import type { JournalRecord, RoomPiece } from '../journal/record.ts';
import type { Match } from '../match/match.ts';
import type { Player } from '../rooms/player.ts';
import type { Room, RoomRecords } from '../rooms/room.ts';
import type { SessionData } from '../sessions/session-data.ts';
import type { Session } from '../sessions/session.ts';
import type { SessionRecords } from '../sessions/sessions.ts';
import { checkpointState, type RoomState } from './states.ts';

/** Ticks between two pieces with a hash, which shows a log that no longer leads to the same match. */
const HASH_TICKS = TICKS_PER_SECOND - LOG_INTERVAL_TICKS;

/** All sessions and rooms of the server. */
export interface Recorded {
  readonly sessions: Iterable<Session> & { readonly lastId: number };
  readonly rooms: Iterable<Room>;
  dataOf(session: Session): SessionData;
  room(code: string): Room | null;
  /** The session that a player is. */
  sessionOf(player: Player): Session | null;
}

export class Recorder implements SessionRecords, RoomRecords, RoomSource {
  private readonly journal: Journal;
  private readonly clock: Clock;
  private readonly ticks: ServerTicks;
  private readonly recorded: () => Recorded;
  private readonly sessions = new Set<Session>();
  private readonly rooms = new Set<Room>();
  /** The match of each room that was recorded last. Another one, or its end, is recorded with a checkpoint. */
  private readonly matches = new WeakMap<Room, string>();
  /** Rooms that have still to get their checkpoint, and how many there are in all. */
  private turn: Room[] = [];
  private turnLength = 0;
  /** The log of the current tick. */
  private pieces: RoomPiece[] = [];
  private isStopped = false;

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

  sessionLetGo(session: Session): void {
    this.sessions.delete(session);
  }

  roomChanged(room: Room): void {
    this.rooms.add(room);
  }

  roomLetGo(room: Room): void {
    this.rooms.delete(room);
    this.matches.delete(room);
    // A record of it would make a stream of its own, which takes the room from its new owner.
    this.turn = this.turn.filter((each) => each !== room);
  }

  roomClosed(room: Room): void {
    this.rooms.delete(room);
    // A room that failed when it was opened was never recorded.
    const wasRecorded = this.matches.delete(room);
    if (wasRecorded && !this.isStopped) this.journal.append({ kind: 'room-closed', room: room.code });
  }

  /** Writes all changes, before a frame is sent that shows them. */
  commit(): Promise<void> | void {
    this.recordChanges();
    return this.journal.commit();
  }

  mustWait(): Promise<void> | null {
    return this.journal.mustWait?.() ?? null;
  }

  ticked(code: string, match: Match): void {
    if (!this.journal.isOn) return;
    const { tickNow: tick, inputsNow } = match;
    const isHashDue = tick >= match.hashedTick + HASH_TICKS;
    const isDue = isHashDue || tick >= match.journaledTick + this.journal.pieceTicks;
    if (inputsNow.length === 0 && !isDue) return;
    const hash = isHashDue ? match.hashNow : 0;
    if (isHashDue) match.hashedTick = tick;
    match.journaledTick = tick;
    const inputs: number[] = [];
    writeInputs(inputsNow, inputs);
    this.pieces.push({ room: code, tick, inputs, hash });
  }

  /** The server has ticked: writes all changes and the log of the tick. */
  tick(serverTick: number): void {
    this.recordChanges();
    if (this.journal.isOn && !this.isStopped) this.recordCheckpoints(serverTick % this.journal.checkpointTicks);
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
    void this.commit();
    this.isStopped = true;
    return this.journal.complete();
  }

  *restate(): Generator<JournalRecord> {
    yield* this.restateSessions();
    for (const room of this.recorded().rooms) {
      this.matches.set(room, matchOf(room));
      yield* this.recordsOf(room);
    }
  }

  *roomCodes(): Generator<string> {
    for (const { code } of this.recorded().rooms) yield code;
  }

  *restateSessions(): Generator<JournalRecord> {
    for (const session of this.recorded().sessions) yield this.recordOfSession(session);
  }

  *restateRoom(code: string): Generator<JournalRecord> {
    const { room: roomOf } = this.recorded();
    const room = roomOf(code);
    if (room === null) return;
    this.matches.set(room, matchOf(room));
    yield* this.recordsOf(room);
    yield* this.sessionsIn(room);
  }

  /** Records some running matches as they are now: in `checkpointTicks` ticks each of them, in about as many a tick. */
  private recordCheckpoints(tickOfTurn: number): void {
    if (tickOfTurn === 0) {
      this.turn = [...this.recorded().rooms];
      this.turnLength = this.turn.length;
    }
    const { checkpointTicks } = this.journal;
    const left = Math.floor((this.turnLength * (checkpointTicks - 1 - tickOfTurn)) / checkpointTicks);
    while (this.turn.length > left) {
      const room = this.turn.pop()!;
      // A room that has closed since is not running.
      if (!room.isRunning) continue;
      this.matches.set(room, matchOf(room));
      this.journal.append(this.recordOf(room));
      this.journal.append(checkpointOf(room));
      if (this.journal.restatesRooms) for (const record of this.sessionsIn(room)) this.journal.append(record);
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
      for (const session of this.sessions) this.journal.append(this.recordOfSession(session));
      // One that has closed may change all the same: its match is handed over later.
      for (const room of this.rooms) if (this.recorded().room(room.code) === room) this.recordRoom(room);
    }
    this.sessions.clear();
    this.rooms.clear();
  }

  private recordRoom(room: Room): void {
    const match = matchOf(room);
    if (this.matches.get(room) === match) return this.journal.append(this.recordOf(room));
    this.matches.set(room, match);
    for (const record of this.recordsOf(room)) this.journal.append(record);
    if (this.journal.restatesRooms) for (const record of this.sessionsIn(room)) this.journal.append(record);
  }

  /** Everything of a room except its members' sessions. */
  private *recordsOf(room: Room): Generator<JournalRecord> {
    yield this.recordOf(room);
    yield checkpointOf(room);
    // A replay of its match, if there is to be one, has been kept by now.
    if (isLogDone(room)) yield { kind: 'match-over', room: room.code };
  }

  private *sessionsIn(room: Room): Generator<JournalRecord> {
    const { sessionOf } = this.recorded();
    for (const player of room.members) {
      const session = sessionOf(player);
      if (session !== null) yield { ...this.recordOfSession(session), isRepeated: true };
    }
  }

  private recordOfSession(session: Session): JournalRecord & { kind: 'session' } {
    const state = this.recorded().dataOf(session);
    return { kind: 'session', session: session.id, state, room: session.room?.code ?? null };
  }

  private recordOf(room: Room): JournalRecord {
    const data = room.data(this.clock.now());
    const { lastId: lastSession } = this.recorded().sessions;
    const state: RoomState = { ...data, rulesVersion: RULES_VERSION, serverTick: this.ticks.now, lastSession };
    return { kind: 'room', room: room.code, state };
  }
}

/** Identifies the match of a room, before its end, after it, and when it has been kept; and whether some see it late. */
function matchOf(room: Room): string {
  return `${room.seed} ${room.isBetweenMatches} ${isLogDone(room)} ${room.match.late !== null}`;
}

/** Whether nobody needs the log of its match any more. */
function isLogDone({ isBetweenMatches, awaitsLog }: Room): boolean {
  return isBetweenMatches && !awaitsLog;
}

function checkpointOf(room: Room): JournalRecord {
  return { kind: 'checkpoint', room: room.code, match: room.seed, state: checkpointState(room.checkpoint) };
}
