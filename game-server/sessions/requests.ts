// What a message of a player leads to. Which may come when is the protocol's table.

import { isAllowed, LOG_RATE, type ClientMessage, type ErrorCode } from '#protocol';
import { say } from '../chat/chat.ts';
import type { Placing } from '../rooms/lobby.ts';
import { configure, kick, muteForRoom, pause, ready, sit, start } from '../rooms/room-commands.ts';
import type { Room } from '../rooms/room.ts';
import type { Session } from './session.ts';

type Said<Type extends ClientMessage['type']> = ClientMessage & { type: Type };

/** Does what a player asks for. @returns what stands against it, or null. */
export function handle(message: ClientMessage, session: Session): ErrorCode | null {
  if (!isAllowed(session.conversationState, message.type)) return 'not-allowed-now';
  switch (message.type) {
    case 'hello':
      return 'not-allowed-now';
    case 'play':
    case 'join':
    case 'create':
    case 'watch':
      return enter(message, session);
    case 'ping':
      session.seen(message.seenTick);
      session.answer({ type: 'pong', time: message.time, tick: session.room?.tickNow ?? 0 });
      return null;
    case 'chat':
      return say(message, session, session.sessions, session.parts.clock.now());
    case 'mute':
      return mute(message, session);
    case 'browse':
      if (message.on) session.parts.roomList.subscribe(session);
      else session.parts.roomList.unsubscribe(session);
      return null;
    default:
      // The room may have ended while the message was under way.
      return session.room === null ? null : handleInRoom(message, session, session.room);
  }
}

function handleInRoom(
  message: Said<'leave' | 'input' | 'sit' | 'ready' | 'start' | 'configure' | 'kick' | 'pause'>,
  session: Session,
  room: Room,
): ErrorCode | null {
  switch (message.type) {
    case 'leave':
      session.parts.lobby.leave(room, session);
      session.removed('asked');
      return null;
    case 'input':
      session.seen(message.seenTick);
      room.input(session, message);
      return null;
    case 'sit':
      return sit(room, session);
    case 'ready':
      return ready(room, session, message.ready);
    case 'start':
      return start(room, session);
    case 'configure':
      return configure(room, session, message);
    case 'kick':
      return kick(room, session, message, session.parts.clock.now());
    case 'pause':
      return pause(room, session, message.paused);
  }
}

function enter(message: Said<'play' | 'join' | 'create' | 'watch'>, session: Session): ErrorCode | null {
  if (message.rate === LOG_RATE) return 'no-log';
  session.rate = message.rate;
  const placing = place(message, session);
  if ('error' in placing) return placing.error;
  session.room = placing.room;
  return null;
}

function place(message: Said<'play' | 'join' | 'create' | 'watch'>, session: Session): Placing {
  const { lobby } = session.parts;
  switch (message.type) {
    case 'play':
      return lobby.play(session, message);
    case 'join':
      return lobby.join(session, message);
    case 'create':
      return lobby.create(session, message);
    case 'watch':
      return lobby.watch(session, message);
  }
}

function mute(message: Said<'mute'>, session: Session): ErrorCode | null {
  const { name, muted, forRoom } = message;
  if (forRoom) return session.room === null ? null : muteForRoom(session.room, session, message);
  if (muted && name !== '' && session.sessions.named(name) === null) return 'no-such-player';
  session.mutes.set(name, muted);
  return null;
}
