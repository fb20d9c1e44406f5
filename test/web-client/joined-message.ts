// A `joined` of the real server, for tests that need no more than that.

import type { ServerMessage } from '#protocol';
import { MemoryServer } from '../support/memory-server.ts';

/** What a player receives on making a room of `coop`: seat 0, tick 0. */
export function joinedMessage(): ServerMessage & { type: 'joined' } {
  const player = new MemoryServer().enter('Ann');
  player.create();
  return player.last('joined')!;
}
