// Who may say what, when: the one table both ends follow.
//
//   connect ──► greeting ──hello──► lobby ──play, join, create──► seated
//                  │                 │ ▲ ▲                         │  ▲
//                  │               watch │ └── leave, end, kicked ─┘  │
//                  │                 ▼   └── leave, end ── watching ──┘
//                  │                          (sit)
//                  └── hello with a token ──► wherever that stay was

import type { ClientMessageType } from './messages.ts';

/** Seated or watching, a client may say the same. */
export type ConversationState = 'greeting' | 'lobby' | 'room';

/**
 * What makes sense in a room only may also come in the lobby, where it does nothing: the room may have ended while it
 * was under way.
 */
const IN_ROOM: readonly ClientMessageType[] = ['leave', 'input', 'sit', 'ready', 'start', 'configure', 'kick', 'pause'];
const ALWAYS: readonly ClientMessageType[] = ['ping', 'chat', 'mute', 'browse'];

const ALLOWED: Readonly<Record<ConversationState, readonly ClientMessageType[]>> = {
  greeting: ['hello'],
  lobby: ['play', 'join', 'create', 'watch', ...IN_ROOM, ...ALWAYS],
  room: [...IN_ROOM, ...ALWAYS],
};

/** Whether a client may send this message now. */
export function isAllowed(state: ConversationState, type: ClientMessageType): boolean {
  return ALLOWED[state].includes(type);
}
