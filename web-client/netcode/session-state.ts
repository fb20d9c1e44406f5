// What a session can be in, what it is told and what it tells: the types around session.ts.
//
//                 ┌────────left────────┐
//                 ▼                    │
//   connecting ─► lobby ───joined───► room ───lost───► away ──dial, welcome, joined──► room
//       │           └──────lost──────────────────────►  │ └───dial, welcome──────────► lobby
//       └── refused, closed by us, tries used up: from anywhere ──► ended

import type { ClientMessage, ErrorCode, ServerMessage } from '#protocol';
import type { LineSurroundings } from './line.ts';
import type { OnlineRoom } from './online-room.ts';

/** Why a session is over: a code of the server, or what happened here. */
export type EndReason = ErrorCode | 'left' | 'unreachable' | 'lost';

export type SessionState =
  | { readonly name: 'connecting' }
  | { readonly name: 'lobby' }
  | { readonly name: 'room'; readonly room: OnlineRoom }
  /** The connection is gone; `room` is what was last seen. */
  | { readonly name: 'away'; readonly room: OnlineRoom | null }
  | { readonly name: 'ended'; readonly reason: EndReason };

/** What leads out of the lobby into a room. */
export type Ask = WithoutRate<Extract<ClientMessage, { readonly rate: unknown }>>;
type WithoutRate<Message> = Message extends unknown ? Omit<Message, 'rate'> : never;

/** What the server says beside the match, for those who show it. */
export type News = Extract<
  ServerMessage,
  { readonly type: 'chat' | 'notice' | 'left' | 'rooms' | 'listed' | 'unlisted' }
>;

/** What a page that is loaded anew needs to be where it was. */
export interface Stay {
  readonly token: string;
  readonly name: string;
  readonly code: string;
  /** The last input sequence used. */
  readonly sequence: number;
}

/** What a session needs of the world around it: tests give a virtual one. */
export interface Surroundings extends LineSurroundings {
  /** Keeps the stay where a reload finds it; null forgets it. */
  keep(stay: Stay | null): void;
}

export interface SessionEvents {
  /** With every new state, and when anything of the room is another. */
  changed(state: SessionState): void;
  news(message: News): void;
  /** The server refused something; we are where we were. `ask` is the wish to enter a room that this answers, if it does. */
  refused(code: ErrorCode, ask: Ask | null): void;
}

export interface SessionWish {
  readonly name: string;
  /** What to ask for once in the lobby; null to stay there. */
  readonly ask: Ask | null;
  /** The stay to go on with. */
  readonly stay?: Stay | null;
}
