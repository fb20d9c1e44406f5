// What a page's session takes and reports: the types around session.ts. Its states are those of a conversation, drawn in
// client/conversation.ts.

import type { ConversationState, EndReason, Entry, Favourite, RoomModel, SavedSession, Surroundings } from '#client';
import type { ServerMessage } from '#protocol';
import type { OnlineMatch } from './online-match.ts';

export type SessionState = ConversationState<OnlineMatch>;
export type OnlineRoom = RoomModel<OnlineMatch>;

/** What the server says beside the match, for the views. */
export type News = Extract<
  ServerMessage,
  {
    readonly type:
      | 'chat'
      | 'notice'
      | 'emote'
      | 'phrase'
      | 'left'
      | 'rooms'
      | 'listed'
      | 'unlisted'
      | 'queued'
      | 'identity'
      | 'renamed';
  }
>;

/** What a session needs of the page: tests give a virtual one. */
export interface PageSurroundings extends Surroundings {
  /** Keeps the session where a reload finds it; null forgets it. */
  save(session: SavedSession | null): void;
}

export interface SessionEvents {
  /** Called for every new state, and for every change of the room. */
  changed(state: SessionState): void;
  news(message: News): void;
  /** The server refused something, and all is as it was. `entry`: the request for a room that it answers, if it does. */
  refused(code: EndReason, entry: Entry | null): void;
  /** The server no longer had the session: a new one is in a room, the same (`from` is `to`) or another. */
  movedOn(from: string, to: string): void;
}

export interface SessionWish {
  readonly name: string;
  /** What the player wants to look like; by default nothing in particular. */
  readonly favourite?: Favourite;
  /** What to ask for in the lobby; null to stay there. */
  readonly entry: Entry | null;
  /** The session to go on with. */
  readonly saved?: SavedSession | null;
}
