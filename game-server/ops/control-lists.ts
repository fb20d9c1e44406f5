// The lists of the control requests: rooms and sessions in pages, each in the order of its key, so that a page stays right
// while others come and go.

import {
  CONTROL_PAGE_MAX,
  type ControlRoom,
  type ControlRooms,
  type ControlSessions,
  type RoomWithMembers,
} from '#handover';
import type { Room } from '../rooms/room.ts';
import { listedRoom } from '../rooms/room-messages.ts';
import type { Session } from '../sessions/session.ts';

export interface Page {
  readonly limit: number;
  /** The key of the last row of the page before, '' for the first page. */
  readonly after: string;
}

/** A room has fewer members than this. */
const FIRST_PAGE: Page = { limit: CONTROL_PAGE_MAX, after: '' };

/** What a session must have. Empty texts ask for nothing. */
export interface SessionSearch {
  /** A part of its name or address, whatever the case. */
  readonly search: string;
  /** The code of its room. */
  readonly room: string;
}

export function controlRooms(rooms: Iterable<Room>, { limit, after }: Page): ControlRooms {
  const all = [...rooms];
  const rest = all.filter(({ code }) => code > after).sort((one, other) => (one.code < other.code ? -1 : 1));
  const page = rest.slice(0, limit);
  return {
    rooms: page.map(controlRoom),
    total: all.length,
    after: rest.length > limit ? page.at(-1)!.code : null,
  };
}

export function controlRoom(room: Room): ControlRoom {
  return {
    ...listedRoom(room),
    listed: room.rules.settings.listed,
    maze: room.rules.settings.maze,
    openedBy: room.openedBy.key,
    tick: room.tickNow,
    members: room.members.count,
  };
}

/** The members of a room are found by their session's room: a room knows no more of a player than it needs. */
export function roomWithMembers(room: Room, sessions: Iterable<Session>): RoomWithMembers {
  const { sessions: members } = controlSessions(sessions, { search: '', room: room.code }, FIRST_PAGE);
  return { room: controlRoom(room), seats: room.seats.wire, members };
}

export function controlSessions(
  sessions: Iterable<Session>,
  { search, room }: SessionSearch,
  { limit, after }: Page,
): ControlSessions {
  const wanted = search.toLowerCase();
  const afterId = Number(after);
  let total = 0;
  const rest: Session[] = [];
  for (const session of sessions) {
    if (room !== '' && session.room?.code !== room) continue;
    if (wanted !== '' && !session.isFoundBy(wanted)) continue;
    total++;
    if (session.id > afterId) rest.push(session);
  }
  // Ids rise with each new session, so this is nearly sorted already.
  rest.sort((one, other) => one.id - other.id);
  const page = rest.slice(0, limit);
  return {
    sessions: page.map(({ report }) => report),
    total,
    after: rest.length > limit ? page.at(-1)!.id : null,
  };
}
