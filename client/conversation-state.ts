// The states of a conversation, its options and its events: the types of conversation.ts, which draws the states.

import type { ClientKind, ErrorCode, NodeAddress, ServerMessage, SnapshotRate, StreamRate } from '#protocol';
import type { World } from '#simulation';
import type { Joined, MatchModel } from './match-model.ts';
import type { RoomModel } from './room-model.ts';
import type { AfterLoss, Entry } from './after-loss.ts';

/** Why a conversation has ended: a fatal code of the server, or what happened on this side. */
export type EndReason =
  | ErrorCode
  /** An error that this version does not know. */
  | 'unknown-error'
  /** We closed it. */
  | 'left'
  /** No program answers at the address. */
  | 'unreachable'
  /** The server accepted the connection, and did not answer. */
  | 'no-answer'
  /** The connection was lost, and no other could be made. */
  | 'connection-lost'
  /** The nodes of the server send us from one to the other. */
  | 'redirect-loop'
  /** The server sends something that is not this version of the protocol or of the rules. */
  | 'bad-server'
  /** The server has sent `bye`, or no longer has the session, and `afterLoss` is `give-up`. */
  | 'bye'
  | 'session-lost';

/** Our place among those who wait for a ranked match, and when we learned of it. */
export type Queued = ServerMessage & { readonly type: 'queued' } & { readonly atMs: number };

export type ConversationState<Match extends MatchModel = MatchModel> =
  /** Until the first `welcome`. */
  | { readonly name: 'connecting' }
  /** In no room. A request for one may wait for its answer. `queued`: how a wait for a ranked match stands. */
  | { readonly name: 'lobby'; readonly queued?: Queued }
  /** `joined` has arrived, `room` is still to come. `room`: the one that is shown until then, if there is one. */
  | { readonly name: 'entering'; readonly match: Match; readonly room: RoomModel<Match> | null }
  | { readonly name: 'room'; readonly room: RoomModel<Match> }
  /** There is no connection, and another one is tried. `room`: as last seen. */
  | { readonly name: 'disconnected'; readonly room: RoomModel<Match> | null }
  /** The session goes on over a new connection. The server has not said yet whether it is in a room. */
  | { readonly name: 'resuming'; readonly room: RoomModel<Match> | null }
  /** @property text one line for a log */
  | { readonly name: 'ended'; readonly reason: EndReason; readonly text: string };

/** What a program needs to resume its session after a restart. */
export interface SavedSession {
  readonly token: string;
  readonly name: string;
  /** The room, its mode, and whether it was only watched. */
  readonly code: string;
  readonly mode: string;
  readonly isWatching: boolean;
  /** The last input sequence used. */
  readonly sequence: number;
}

/** What a player wants to look like: numbers of `COLOURS` and `MARKS`, 0 for no favourite. */
export interface Favourite {
  readonly colour: number;
  readonly mark: number;
}

export const NO_FAVOURITE: Favourite = { colour: 0, mark: 0 };

export interface ConversationOptions<Match extends MatchModel> {
  /** 1..16 visible characters; the server may add a suffix. */
  readonly name: string;
  readonly kind: ClientKind;
  /** By default none. */
  readonly favourite?: Favourite;
  /** A bot's token, which says who it is in every session; by default none. */
  readonly ticket?: string;
  /** The request for a room in the lobby; null to stay in the lobby. */
  readonly entry: Entry | null;
  /** Snapshots a second, or `LOG_RATE` for the match log. */
  readonly rate: StreamRate;
  /** Snapshots a second where `rate` is `LOG_RATE`, and the server has other rules than this program or sends no log. */
  readonly snapshotRate: SnapshotRate;
  readonly afterLoss: AfterLoss;
  /** The session to go on with. */
  readonly saved: SavedSession | null;
  /** Makes the model of a match. @param world decoded from `joined`; the model owns it from now on */
  createMatch(joined: Joined, world: World): Match;
}

export interface ConversationEvents<Match extends MatchModel> {
  /** Called for every new state, and for every change of the room. */
  changed(state: ConversationState<Match>): void;
  /** Called for every message, after the models have it. */
  received(message: ServerMessage): void;
  /** The server refused a message, and nothing has changed. `entry`: the request for a room that it answers, if any. */
  refused(code: ErrorCode | 'unknown-error', text: string, entry: Entry | null): void;
  /**
   * A piece of the match log has led to another World than the server's, after this tick. A keyframe is requested, which
   * corrects it.
   */
  wrongHash(tick: number): void;
  /** There is no connection. @param text why, in one line @param afterMs milliseconds until the next attempt */
  retries?(text: string, afterMs: number): void;
  /**
   * The server has sent us to another node. The session goes on there: at once, or when that node has it, without a change
   * of the state.
   */
  redirected?(to: NodeAddress): void;
  /** The server no longer had the session. A new one is in a room: the same (`from` is `to`) or another one. */
  movedOn(from: string, to: string): void;
  /** What to keep for a restart of the program, null for nothing. Called with every change. */
  saved(session: SavedSession | null): void;
}
