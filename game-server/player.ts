// What a room knows of the client behind a human or a bot. Its sessions are that; rooms know nothing of connections.

import type { ClientKind, ServerMessage, SnapshotRate } from '#protocol';
import type { Viewer } from './broadcast.ts';

/** Why somebody is not in a room any more. */
export type LeaveReason = (ServerMessage & { type: 'left' })['reason'];

export interface Player {
  readonly name: string;
  readonly kind: ClientKind;
  readonly rate: SnapshotRate;
  /** Whether it has a connection. */
  readonly isPresent: boolean;
  /** Where its snapshots go, another one with every connection; null while it has none. */
  readonly viewer: Viewer | null;
  /** By what a host's ban knows it again. */
  readonly banKeys: readonly string[];
  /** Whether it wants to read what this player says. */
  hears(name: string): boolean;
  /** A match as it stands: of the room just entered, or a new one. */
  joined(message: ServerMessage & { type: 'joined' }): void;
  send(frame: Buffer): void;
  /** The room has let go of it. */
  removed(reason: LeaveReason): void;
}
