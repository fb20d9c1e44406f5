// The server without sockets: all parts between a client's message and its effects. main.ts adds sockets, time and HTTP
// ports; tests run it in memory.

import { MODES, type ModeRules } from '#simulation';
import { Chat } from './chat/chat.ts';
import { LobbyChat } from './chat/lobby-chat.ts';
import type { Clock, Rng, ServerTicks } from './clock.ts';
import type { GameServerConfig } from './config.ts';
import { Callers } from './limits/callers.ts';
import { NO_JOURNAL, type Journal } from './journal/journal.ts';
import { Greetings } from './net/greeting.ts';
import { Outbox } from './net/outbox.ts';
import type { FailedMatches } from './ops/failed-matches.ts';
import type { Logger } from './ops/log.ts';
import { Metrics, type Connected, type Present } from './ops/metrics.ts';
import { Lobby } from './rooms/lobby.ts';
import { RoomList } from './rooms/room-list.ts';
import type { Room } from './rooms/room.ts';
import { Names } from './sessions/names.ts';
import { Requests } from './sessions/requests.ts';
import { Sessions } from './sessions/sessions.ts';
import { Ticker } from './ticker.ts';

/** Clock, random source, and other parts that a caller may replace. */
export interface Surroundings {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly modes?: readonly ModeRules[];
  /** Keeps the matches of rooms that fail; by default they are not kept. */
  readonly failedMatches?: FailedMatches;
  /** Keeps what frames show; by default nothing is kept. */
  readonly journal?: Journal;
}

export interface Core {
  readonly metrics: Metrics;
  readonly outbox: Outbox;
  readonly lobby: Lobby;
  readonly sessions: Sessions;
  /** Takes new connections. */
  readonly greetings: Greetings;
  /** The current totals, without connections. */
  readonly held: () => Omit<Present, keyof Connected>;
  /** Begins to tick. @param sweep is called every `sweepIntervalTicks`, to check deadlines. */
  startTicking(sweep: (nowMs: number) => void): Ticker<Room>;
}

export function createCore(
  config: GameServerConfig,
  log: Logger,
  { clock, rng, modes = MODES, failedMatches, journal = NO_JOURNAL }: Surroundings,
  connected: () => Connected,
): Core {
  const metrics = new Metrics(() => ({ ...held(), ...connected() }));
  const outbox = new Outbox(journal);
  const ticks: ServerTicks = { now: 0 };
  const callers = new Callers(config);
  const names = new Names(rng);
  const lobby = new Lobby({
    ...{ config, clock, ticks, rng, metrics, log },
    offer: { modes, frightTable: config.frightTable },
    failedMatches: failedMatches ?? null,
  });
  const roomList = new RoomList(lobby, clock);
  const lobbyChat = new LobbyChat();
  const parts = { config, clock, rng, metrics, outbox, log, callers, names, lobby, roomList };
  const sessions: Sessions = new Sessions({ ...parts, handle: (message, from) => requests.handle(message, from) });
  const chat = new Chat({ clock, lobbyChat, sessions });
  const requests = new Requests({ lobby, roomList, chat, sessions });
  const greetings = new Greetings({ ...parts, sessions });
  const held = () => ({
    rooms: lobby.roomCount,
    sessions: sessions.count,
    disconnected: sessions.disconnectedCount,
    names: names.count,
    tokens: sessions.tokenCount,
    readers: roomList.readerCount,
    callers: callers.count,
  });
  return {
    ...{ metrics, outbox, lobby, sessions, greetings, held },
    startTicking(sweep) {
      return new Ticker<Room>({
        ...{ clock, ticks, config, metrics, outbox },
        sweep(nowMs) {
          callers.sweep(nowMs);
          sweep(nowMs);
        },
        rooms: () => lobby.rooms,
        roomFailed: (room, error) => lobby.fail(room, error),
        ticked(serverTick) {
          sessions.tick(serverTick);
          lobby.tick(serverTick);
          roomList.tick(serverTick);
          lobbyChat.tick();
          journal.tick(serverTick, null);
        },
      });
    },
  };
}
