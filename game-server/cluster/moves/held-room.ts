// A room that stands still while it moves: nothing of it is shown, and nothing is read from its members. It goes on here,
// or goes without a trace when another node has it.
//
//     holding ──goOn()──► as before
//        └──────letGo()──► gone; what members still send on their old connections goes to the other node

import { errorMessage, type ClientMessage, type Refusal, type ServerMessage } from '#protocol';
import { frameOf } from '../../net/frame.ts';
import type { Connection, ConnectionOwner } from '../../net/connection.ts';
import type { Clock } from '../../clock.ts';
import type { Lobby } from '../../rooms/lobby.ts';
import type { Room } from '../../rooms/room.ts';
import type { Session } from '../../sessions/session.ts';
import type { Sessions } from '../../sessions/sessions.ts';

/** How long an old connection stays open at most, after the room has left. */
const LATE_MS_MAX = 2000;
/** Messages of one connection that are sent on. */
const LATE_MESSAGES_MAX = 64;

export interface HeldRoomParts {
  readonly clock: Clock;
  readonly lobby: Lobby;
  readonly sessions: Sessions;
}

export class HeldRoom {
  readonly room: Room;
  private readonly parts: HeldRoomParts;
  private readonly members: readonly Session[];

  /** Stands still from now on. */
  constructor(room: Room, members: readonly Session[], parts: HeldRoomParts) {
    this.room = room;
    this.members = members;
    this.parts = parts;
    parts.lobby.takeOut(room);
    room.standStill();
    for (const session of members) session.stopReading();
  }

  goOn(): void {
    this.parts.lobby.putBack(this.room);
    this.room.goOn();
    for (const session of this.members) session.readOn();
  }

  /**
   * Another node has the room.
   * @param to leads the client of a member there
   * @param send sends that node what a member has said on the old connection
   */
  letGo(to: ServerMessage, send: (session: number, message: ClientMessage) => void): void {
    const { clock, sessions } = this.parts;
    for (const session of this.members) {
      if (session.hasEnded) continue;
      const connection = session.follows ? session.giveConnection() : null;
      sessions.letGo(session, errorMessage('server-stopping', 0));
      if (connection === null) continue;
      const { id } = session;
      const say = (message: ClientMessage) => send(id, message);
      connection.handOver(new OldConnection(connection, clock.now() + LATE_MS_MAX, frameOf(to), say));
      connection.resume();
    }
  }
}

/** The connection of a client that is about to close it, since it has another one to the other node. */
class OldConnection implements ConnectionOwner {
  private readonly connection: Connection;
  private readonly untilMs: number;
  private readonly last: Buffer;
  private readonly send: (message: ClientMessage) => void;
  private sent = 0;

  /** @param last what a client gets that has not closed it by then */
  constructor(connection: Connection, untilMs: number, last: Buffer, send: (message: ClientMessage) => void) {
    this.connection = connection;
    this.untilMs = untilMs;
    this.last = last;
    this.send = send;
  }

  received(message: ClientMessage): void {
    // The other node answers pings of its own connection.
    if (message.type === 'ping' || ++this.sent > LATE_MESSAGES_MAX) return;
    this.send(message);
  }

  mistaken(): void {}

  faulted(): void {
    this.connection.close(this.last);
  }

  closed(): void {}

  overdue(nowMs: number): Refusal | null {
    return nowMs > this.untilMs ? 'server-stopping' : null;
  }
}
