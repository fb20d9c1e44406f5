// What a room knows of a player, human or bot. Sessions are players; rooms know nothing of connections.

import type { Identity } from '#handover';
import type { ClientKind, ServerMessage, StreamRate } from '#protocol';
import type { Viewer } from '../match/viewer-group.ts';
import type { Appearance } from './appearance.ts';
import type { Caller } from '../limits/callers.ts';

/** Why a player is not in a room any more. */
export type LeaveReason = (ServerMessage & { type: 'left' })['reason'];

/** The keys by which a ban recognizes a player. */
export interface BanKeys {
  readonly session: string;
  readonly addressAndName: string;
  /** Null if the server knows that other players share the address. */
  readonly address: string | null;
}

export interface Player {
  /** Identifies the player on this server, after a restart too. */
  readonly id: number;
  readonly name: string;
  readonly kind: ClientKind;
  /** Whose results its seats make; null for a session without a ticket. */
  readonly identity: Identity | null;
  /** That of a bot's program, as its token says; '' for others. */
  readonly version: string;
  /** What the player wants to look like. */
  readonly favourite: Appearance;
  /** The stream that the player has asked for. */
  readonly rate: StreamRate;
  /** Whether the client runs the rules of this server, which the match log needs. */
  readonly runsRules: boolean;
  readonly isConnected: boolean;
  /** Receives snapshots or the log; a new one for each connection, null while it is disconnected. */
  readonly viewer: Viewer | null;
  /** The address whose limits it counts in. */
  readonly caller: Caller;
  readonly banKeys: BanKeys;
  /** Whether it reads the lines of this player. */
  hears(name: string): boolean;
  /** @param frame a `joined`: a match as it stands at `tick`, of the room just entered, or a new one. */
  joined(frame: Buffer, tick: number): void;
  send(frame: Buffer): void;
  /** One of its earlier requests has now caused this many bytes. */
  caused(bytes: number): void;
  /** The room has removed it. */
  removed(reason: LeaveReason): void;
}
