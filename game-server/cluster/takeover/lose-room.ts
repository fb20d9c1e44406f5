// What a node does with a room that another node has taken: nothing of it stays, and no frame of it is shown any more.

import type { Core } from '../../core.ts';
import type { RoomStreams } from '../streams/room-streams.ts';

/**
 * Takes out a room and the sessions of its members, whose clients connect anew, to the node that has them. Players who have left
 * it stay, since their sessions may be this node's, but connect anew too if that was not recorded: their next frames show the room,
 * or a lobby in which the other node does not know them.
 * @returns how many members it had; null if it has closed here
 */
export function loseRoom(code: string, { lobby, sessions }: Core, streams: RoomStreams): number | null {
  sessions.cutOffLeavers(code);
  // Another room may have the code of one that has closed.
  const room = streams.epochOf(code) === null ? lobby.room(code) : null;
  if (room === null) return null;
  const names = Array.from(room.members, ({ name }) => name);
  lobby.takeOut(room);
  streams.letGo(code);
  for (const name of names) {
    const session = sessions.named(name);
    if (session !== null) sessions.letGo(session, null);
  }
  return names.length;
}
