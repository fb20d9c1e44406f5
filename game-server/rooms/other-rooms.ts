// The rooms of the other nodes of a cluster, as the lobby and its list need them. A server that is alone has none.

import type { ListedRoom } from '#protocol';

export interface OtherRoom {
  readonly room: ListedRoom;
  /** The key of the caller who has opened it; '' if it counts in nobody's limits. */
  readonly by: string;
}

export interface OtherRooms {
  /** Rises with each change. */
  readonly version: number;
  /** At most as many of each node as the list of rooms may have. */
  readonly listed: Iterable<OtherRoom>;
  /** Whether another node has a room with this code. */
  isUsed(code: string): boolean;
  /** How many rooms of other nodes a caller has opened, as far as they say. */
  heldBy(caller: string): number;
  /** What whoever knows its code may know of a room of another node; null if there is none, or its node does not say. */
  linked(code: string): Promise<object | null>;
  /** A code that no other node can use; null if there is none left, so that any may be tried that is not used. */
  takeCode(): string | null;
  /** A room was opened here. */
  opened(): void;
  tick(serverTick: number): void;
}

export const NO_OTHER_ROOMS: OtherRooms = {
  version: 0,
  listed: [],
  isUsed: () => false,
  heldBy: () => 0,
  linked: () => Promise.resolve(null),
  takeCode: () => null,
  opened() {},
  tick() {},
};
