// The server without its sockets and its timer: all that happens between a message and what it leads to, put together.
// main.ts gives it sockets, time and an admin port; tests drive it in memory.

import { Callers } from './limits/callers.ts';
import type { Rng, Clock } from './clock.ts';
import type { GameServerConfig } from './config.ts';
import { Greetings } from './net/greeting.ts';
import { Lobby } from './rooms/lobby.ts';
import { LobbyChat } from './chat/lobby-chat.ts';
import type { Logger } from './ops/log.ts';
import { Metrics, type Connected, type Present } from './ops/metrics.ts';
import { Names } from './sessions/names.ts';
import { RoomList } from './rooms/room-list.ts';
import type { Room } from './rooms/room.ts';
import { Sessions } from './sessions/sessions.ts';
import { Ticker } from './ticker.ts';

/** Time and chance, where they are not to be the system's. */
export interface Surroundings {
  readonly clock: Clock;
  readonly chance: Rng;
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
  const lobby = new Lobby({ config, clock, chance, metrics, log });
  const roomList = new RoomList(lobby, clock);
  const lobbyChat = new LobbyChat();
  const callers = new Callers(config);
  const names = new Names(chance);
  const parts = { config, clock, metrics, lobby, roomList, lobbyChat, callers, names, log };
  const sessions = new Sessions(parts, chance);
  const greetings = new Greetings(parts, sessions);
  const held = () => ({
    rooms: lobby.roomCount,
    sessions: sessions.count,
    absent: sessions.absentCount,
    names: names.count,
    tokens: sessions.tokenCount,
    readers: roomList.readerCount,
    callers: callers.count,
  });
  return {
    ...{ metrics, lobby, sessions, greetings, held },
    startTicking(sweep) {
      return new Ticker<Room>({
        ...{ clock, config, metrics },
        sweep(nowMs) {
          callers.sweep(nowMs);
          sweep(nowMs);
        },
        rooms: () => lobby.rooms,
        roomFailed(room, error) {
          metrics.roomsFailed++;
          log.error({ err: error, room: room.code, tick: room.world.tick }, 'room failed');
          lobby.fail(room);
        },
        ticked(serverTick) {
          sessions.tick(serverTick);
          lobby.tick(serverTick);
          roomList.tick(serverTick);
          lobbyChat.tick();
        },
      });
    },
  };
}
