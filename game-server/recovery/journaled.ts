// What the records of a journal say in the end: the newest data of each session and room, and the log of each match.

import type { JournalRecord, RoomPiece } from '../journal/record.ts';
import type { SessionData } from '../sessions/session-data.ts';
import type { CheckpointState, RoomState } from './states.ts';

export interface JournaledRoom {
  readonly state: RoomState;
  /** The newest one of its match; null if none was read. */
  readonly checkpoint: CheckpointState | null;
  /** The log of its match since then, and since the room was recorded. */
  readonly pieces: RoomPiece[];
}

/** Takes the records in their order. Records of rooms and sessions that it does not know are of no use, and ignored. */
export class Journaled {
  readonly sessions = new Map<number, SessionData>();
  readonly rooms = new Map<string, JournaledRoom>();
  /** The last tick of the server that was read. */
  serverTick = 0;

  take(record: JournalRecord): void {
    switch (record.kind) {
      case 'session':
        this.sessions.set(record.session, record.state as SessionData);
        return;
      case 'session-ended':
        this.sessions.delete(record.session);
        return;
      case 'room':
        return this.takeRoom(record.room, record.state as RoomState);
      case 'room-closed':
        this.rooms.delete(record.room);
        return;
      case 'checkpoint': {
        const room = this.rooms.get(record.room);
        if (room?.state.playing.seed !== record.match) return;
        const checkpoint = record.state as CheckpointState;
        const since = Math.min(checkpoint.tick, room.state.playing.tick);
        const pieces = room.pieces.filter(({ tick }) => tick > since);
        this.rooms.set(record.room, { ...room, checkpoint, pieces });
        return;
      }
      case 'tick':
        this.serverTick = record.tick;
        for (const piece of record.pieces) this.rooms.get(piece.room)?.pieces.push(piece);
        return;
      case 'match-over':
    }
  }

  private takeRoom(code: string, state: RoomState): void {
    const known = this.rooms.get(code);
    const isSameMatch = known !== undefined && known.state.playing.seed === state.playing.seed;
    this.rooms.set(code, isSameMatch ? { ...known, state } : { state, checkpoint: null, pieces: [] });
  }
}
