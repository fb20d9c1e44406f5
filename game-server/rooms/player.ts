// What a room knows of a player, human or bot. Sessions are players; rooms know nothing of connections.

import type { ClientKind, ServerMessage, SnapshotRate } from '#protocol';
import type { Viewer } from '../match/viewer-group.ts';
import type { Caller } from '../limits/callers.ts';

/** Why a player is not in a room any more. */
export type LeaveReason = (ServerMessage & { type: 'left' })['reason'];

/** By what a host's ban knows a player again. */
export interface BanKeys {
  readonly session: string;
  readonly addressAndName: string;
  /** Null where the server knows that others call from the same address. */
  readonly address: string | null;
}

export interface Player {
  readonly name: string;
  readonly kind: ClientKind;
  readonly rate: SnapshotRate;
  readonly isConnected: boolean;
  /** Where its snapshots go, another one with every connection; null while it is disconnected. */
  readonly viewer: Viewer | null;
  /** For whose limits it counts. */
  readonly caller: Caller;
  readonly banKeys: BanKeys;
  /** Whether it wants to read what this player says. */
  hears(name: string): boolean;
  /** @param frame a `joined`: a match as it stands at `tick`, of the room just entered, or a new one. */
  joined(frame: Buffer, tick: number): void;
  send(frame: Buffer): void;
  /** Something that it asked for has led to so many bytes later. */
  caused(bytes: number): void;
  /** The room has removed it. */
  removed(reason: LeaveReason): void;
}
