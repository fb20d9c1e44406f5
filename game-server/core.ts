// The server without its sockets and its timer: all that happens between a message and what it leads to, put together.
// main.ts gives it sockets, time and an admin port; tests drive it in memory.

import { ChatLimits } from './chat-limits.ts';
import type { Chance, Clock } from './clock.ts';
import type { GameServerConfig } from './config.ts';
import { Greetings } from './greeting.ts';
import { Lobby } from './lobby.ts';
import type { Logger } from './log.ts';
import { Metrics, type Connected, type Present } from './metrics.ts';
import { Names } from './names.ts';
import { RoomList } from './room-list.ts';
import type { Room } from './room.ts';
import { Sessions } from './sessions.ts';
import { Ticker } from './ticker.ts';

/** Time and chance, where they are not to be the system's. */
export interface Surroundings {
  readonly clock: Clock;
  readonly chance: Chance;
}

export interface Core {
  readonly metrics: Metrics;
  readonly lobby: Lobby;
  readonly sessions: Sessions;
  /** Where connections begin. */
  readonly greetings: Greetings;
  /** What it holds, connections aside. */
  readonly held: () => Omit<Present, keyof Connected>;
  /** Begins to tick. @param sweep is called now and then, to look at what has a deadline. */
  startTicking(sweep: (nowMs: number) => void): Ticker<Room>;
}

export function createCore(
  config: GameServerConfig,
  log: Logger,
  { clock, chance }: Surroundings,
  connected: () => Connected,
): Core {
  const metrics = new Metrics(() => ({ ...held(), ...connected() }));
  const lobby = new Lobby(config.roomsMax, config.frightTable, chance, metrics);
  const roomList = new RoomList(lobby);
  const names = new Names(chance);
  const parts = { config, clock, metrics, lobby, roomList, names, log, chatLimits: new ChatLimits() };
  const sessions = new Sessions(parts, chance);
  const greetings = new Greetings(parts, sessions);
  const held = () => ({
    rooms: lobby.roomCount,
    sessions: sessions.count,
    absent: sessions.absentCount,
    names: names.count,
    tokens: sessions.tokenCount,
    readers: roomList.readerCount,
  });
  return {
    ...{ metrics, lobby, sessions, greetings, held },
    startTicking(sweep) {
      return new Ticker<Room>({
        ...{ clock, config, metrics, sweep },
        rooms: () => lobby.rooms,
        roomFailed(room, error) {
          metrics.roomsFailed++;
          log.error({ err: error, room: room.code, tick: room.world.tick }, 'room failed');
          lobby.fail(room);
        },
        ticked(serverTick) {
          sessions.tick(serverTick);
          roomList.tick(serverTick);
        },
      });
    },
  };
}
