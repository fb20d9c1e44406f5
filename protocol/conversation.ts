// Who may say what, when: the one table both ends follow.
//
//   connect ──► greeting ──hello──► lobby ──play, join, create──► seated
//                                     ▲                             │
//                                     └──────── leave, end ─────────┘

import type { ClientMessageType } from './messages.ts';

export type ConversationState = 'greeting' | 'lobby' | 'seated';

const ALLOWED: Readonly<Record<ConversationState, readonly ClientMessageType[]>> = {
  greeting: ['hello'],
  lobby: ['play', 'join', 'create', 'ping', 'leave', 'input'],
  seated: ['leave', 'input', 'ping'],
};

/**
 * Whether a client may send this message now. `leave` and `input` are allowed in the lobby too, where they do nothing:
 * the room may have ended while they were under way.
 */
export function isAllowed(state: ConversationState, type: ClientMessageType): boolean {
  return ALLOWED[state].includes(type);
}
