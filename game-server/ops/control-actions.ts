// What an operator does: ends a session, closes a room, sends a message to all. Each leaves a line in the log.

import {
  REASON_LENGTH_MAX,
  ROOMS_MOVED_MAX,
  type MovedRooms,
  type Announced,
  type ControlErrorCode,
  type ControlRefusal,
  type Kicked,
} from '#handover';
import { readLine } from '#protocol';
import type { OtherChat } from '../chat/other-chat.ts';
import type { Clock } from '../clock.ts';
import type { Delivery } from '../net/delivery.ts';
import { frameOf } from '../net/frame.ts';
import type { Outbox } from '../net/outbox.ts';
import type { Lobby } from '../rooms/lobby.ts';
import type { Session } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Logger } from './log.ts';

export interface ActionParts {
  readonly clock: Clock;
  readonly lobby: Lobby;
  readonly sessions: Sessions;
  /** What is sent waits for the journal. */
  readonly outbox: Outbox;
  /** Sends a line to all sessions, over several ticks. */
  readonly announcements: Delivery<Session>;
  /** Sends it to the sessions of other nodes. */
  readonly otherChat: OtherChat;
  /**
   * Moves some rooms to other nodes, those with most players first. Null for a server that is not one of several.
   * @param to the node that takes them, null for those with most room
   * @returns how many have moved
   */
  readonly moveRooms: ((count: number, to: string | null) => Promise<number>) | null;
  readonly log: Logger;
}

/** Of the name of a node. */
const NODE_LENGTH_MAX = 24;

type Body = Readonly<Record<string, unknown>>;

/** Ends a session by its id. */
export function kick({ session: id, reason }: Body, parts: ActionParts): Kicked | ControlRefusal {
  const shown = readReason(reason);
  if (typeof id !== 'number' || shown === null) return BAD_REASON;
  const session = sessionWithId(parts.sessions, id);
  if (session === null) return refusal('no-such-session', 'there is no session with this id');
  const { name, address } = session.report;
  holding(parts, () => session.endByOperator(shown));
  parts.log.info({ name, address, reason: shown }, 'an operator has ended a session');
  return { name, address };
}

/** Closes a room by its code. */
export function closeRoom({ code, reason }: Body, parts: ActionParts): object | ControlRefusal {
  const shown = readReason(reason);
  if (typeof code !== 'string' || shown === null) return BAD_REASON;
  const room = parts.lobby.room(code);
  if (room === null) return refusal('no-such-room', 'there is no room with this code');
  holding(parts, () => {
    if (shown !== '') for (const player of room.members) player.send(lineFrame(shown));
    parts.lobby.closeByOperator(room);
  });
  parts.log.info({ room: code, reason: shown }, 'an operator has closed a room');
  return {};
}

/** Sends a line to all connected sessions, of other nodes too. */
export function announce({ text }: Body, parts: ActionParts): Announced | ControlRefusal {
  const line = typeof text === 'string' ? readLine(text) : null;
  if (line === null) return refusal('bad-request', `text: 1 to ${REASON_LENGTH_MAX} characters`);
  if (parts.announcements.isFull) return refusal('too-fast', 'earlier messages are still under way');
  const readers = [...parts.sessions].filter(({ isConnected }) => isConnected);
  holding(parts, () => parts.announcements.add(lineFrame(line), readers));
  const sessions = readers.length + parts.otherChat.announce(line);
  parts.log.info({ text: line, sessions }, 'an operator has sent a message to all');
  return { sessions };
}

/** Hands rooms over to other nodes. Answers when they have moved, which takes some seconds for many of them. */
export async function moveRooms({ rooms, to = '' }: Body, parts: ActionParts): Promise<MovedRooms | ControlRefusal> {
  if (parts.moveRooms === null) return refusal('not-found', 'this server is not one of several');
  const isCount = typeof rooms === 'number' && Number.isInteger(rooms) && rooms >= 1 && rooms <= ROOMS_MOVED_MAX;
  if (!isCount || typeof to !== 'string' || to.length > NODE_LENGTH_MAX) {
    return refusal('bad-request', `rooms: 1 to ${ROOMS_MOVED_MAX}; to: the name of a node, or empty`);
  }
  const moved = await parts.moveRooms(rooms, to === '' ? null : to);
  parts.log.info({ rooms, to, moved }, 'an operator has moved rooms to other nodes');
  return { moved };
}

function sessionWithId(sessions: Iterable<Session>, id: number): Session | null {
  for (const session of sessions) if (session.id === id) return session;
  return null;
}

function holding({ outbox }: ActionParts, act: () => unknown): void {
  outbox.hold();
  act();
  outbox.release();
}

/** A reason as it is shown, '' for none; null if it is none. */
function readReason(reason: unknown): string | null {
  if (reason === undefined || reason === '') return '';
  return typeof reason === 'string' ? readLine(reason) : null;
}

function lineFrame(text: string): Buffer {
  return frameOf({ type: 'chat', scope: 'server', from: '', to: '', text });
}

const BAD_REASON = refusal('bad-request', `a reason has at most ${REASON_LENGTH_MAX} characters`);

function refusal(error: ControlErrorCode, text: string): ControlRefusal {
  return { error, text };
}
