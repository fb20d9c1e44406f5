// What of a room another process must find as it was.

import type { Room, RoomData } from '../../game-server/rooms/room.ts';
import { unpackWords } from '../../simulation/packed-words.ts';

/** What of a room must not change: all but connections, counters, and the state that waits for its players. */
export function lastingDataOf(room: Room): object {
  const { packed } = room.checkpoint;
  const { members, playing, openedBy: _, ...data }: RoomData = room.data(0);
  const seats = playing.seats.map((seat) => (seat.driver === 'player' ? { id: seat.id, isReady: seat.isReady } : seat));
  const isMatch = ['match', 'restored', 'paused'].includes(playing.state.name);
  return {
    ...data,
    members: { ...members, kicked: members.kicked.map(([key]) => key) },
    rules: playing.rules,
    seed: playing.seed,
    seats,
    state: isMatch ? 'match' : playing.state.name,
    words: [...unpackWords(packed)],
  };
}
