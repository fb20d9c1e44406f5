// Who gets to read what somebody says: a room, the lobby, or one person. How much they may say is chat-limits.ts.

import { readLine, type ClientMessage, type ErrorCode } from '#protocol';
import { frameOf } from '../net/frame.ts';
import type { Session } from '../sessions/session.ts';

/** Passes a line on. @returns what stands against it, or null. */
export function say(
  { scope, to, text }: ClientMessage & { type: 'chat' },
  from: Session,
  sessions: Iterable<Session> & { named(name: string): Session | null },
  nowMs: number,
): ErrorCode | null {
  const line = readLine(text);
  if (line === null) return 'bad-chat';
  if (!from.chatRate.take(nowMs) || !from.caller.lines.take(nowMs)) return 'chat-too-fast';
  const frame = (recipient: string) => frameOf({ type: 'chat', scope, from: from.name, to: recipient, text: line });
  switch (scope) {
    case 'room':
      // The room may have ended while the line was under way.
      if (from.room === null) return null;
      if (from.room.members.isSilenced(from)) return 'muted';
      send(frame(''), from, from.room.members);
      return null;
    case 'lobby':
      return from.parts.lobbyChat.say(frame(''), from, inLobby(sessions, from)) ? null : 'chat-too-fast';
    case 'whisper': {
      const recipient = sessions.named(to);
      if (recipient === null || !recipient.isPresent) return 'no-such-player';
      send(frame(recipient.name), from, new Set([from, recipient]));
      return null;
    }
  }
}

interface Listener {
  hears(name: string): boolean;
  send(frame: Buffer): void;
}

function send(frame: Buffer, from: Session, listeners: Iterable<Listener>): void {
  for (const listener of listeners) if (listener === from || listener.hears(from.name)) listener.send(frame);
}

/** Those who are in no room, and the one who speaks to them. */
function* inLobby(sessions: Iterable<Session>, from: Session): Generator<Session> {
  for (const session of sessions) if (session.room === null || session === from) yield session;
}
