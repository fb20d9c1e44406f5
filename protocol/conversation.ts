// Which messages a client may send in which state.
//
//   connect ──► greeting ──hello──► lobby ──play, join, create──► seated
//                  │                 │ ▲ ▲                         │  ▲
//                  │               watch │ └── leave, end, kicked ─┘  │
//                  │                 ▼   └── leave, end ── watching ──┘
//                  │                          (sit)
//                  └── hello with a token ──► the state of that session

import type { ClientMessageType } from './messages.ts';

/** `room`: seated or watching. Both may send the same messages. */
export type ConversationState = 'greeting' | 'lobby' | 'room';

/**
 * Messages that have a meaning in a room only. They are allowed in the lobby too, and do nothing there, because the room
 * may have ended while the message was under way.
 */
const IN_ROOM: readonly ClientMessageType[] = [
  ...(['leave', 'input', 'sit', 'ready', 'start', 'configure', 'kick', 'pause'] as const),
  ...(['keyframe', 'follow', 'emote', 'phrase', 'handover', 'close'] as const),
];
const ALWAYS: readonly ClientMessageType[] = ['ping', 'chat', 'mute', 'browse', 'favourite', 'identify', 'rename'];

const ALLOWED: Readonly<Record<ConversationState, readonly ClientMessageType[]>> = {
  greeting: ['hello'],
  lobby: ['play', 'join', 'create', 'watch', ...IN_ROOM, ...ALWAYS],
  room: [...IN_ROOM, ...ALWAYS],
};

/** Where a client may send this message, for the error that refuses it elsewhere. */
export function whereAllowed(type: ClientMessageType): string {
  if (ALLOWED.greeting.includes(type)) return `${type} is allowed as the first message only`;
  return ALLOWED.room.includes(type)
    ? `${type} is allowed after hello`
    : `${type} is allowed in the lobby only: leave first`;
}

/** Whether a client may send this message now. */
export function isAllowed(state: ConversationState, type: ClientMessageType): boolean {
  return ALLOWED[state].includes(type);
}
