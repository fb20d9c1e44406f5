// A `room` of the real server, for tests that need no more than that.

import type { RoomState, ServerMessage } from '#protocol';
import { MemoryServer } from '../support/memory-server.ts';

/** What a player receives on making a room of `coop`, in another state. */
export function roomMessage(state: RoomState): ServerMessage & { type: 'room' } {
  const player = new MemoryServer().enter('Ann');
  player.create();
  return { ...player.last('room')!, state };
}
