// Composition root of the game server: config, parts, listen, drain. Reads top to bottom; signals and flags are the CLI's.

import { Admin } from './admin.ts';
import { systemChance, systemClock, type Chance, type Clock } from './clock.ts';
import type { GameServerConfig } from './config.ts';
import { Listener } from './listener.ts';
import { Lobby } from './lobby.ts';
import type { Logger } from './log.ts';
import { Metrics, type Present } from './metrics.ts';
import { Names } from './names.ts';
import type { Room } from './room.ts';
import { Sessions } from './sessions.ts';
import { Ticker } from './ticker.ts';

export interface GameServer {
  readonly port: number;
  readonly adminPort: number;
  /** For programs that run the server in their own process: tests, mostly. */
  readonly lobby: Lobby;
  /** Turns newcomers away, says bye to everybody, and stops when the last one has gone. */
  drain(): Promise<void>;
}

/** Time and chance, where they are not to be the system's. */
export interface Surroundings {
  readonly clock: Clock;
  readonly chance: Chance;
}

/** Listens and ticks. @throws when one of the ports cannot be had. */
export async function startGameServer(
  config: GameServerConfig,
  log: Logger,
  { clock, chance }: Surroundings = { clock: systemClock, chance: systemChance },
): Promise<GameServer> {
  const present = (): Present => ({
    rooms: lobby.roomCount,
    sessions: sessions.count,
    connections: sessions.connectionCount,
  });
  const metrics = new Metrics(present);
  const lobby = new Lobby(config.roomsMax, chance, metrics);
  const names = new Names(chance);
  const sessions = new Sessions({ config, clock, metrics, lobby, names, log });
  const listener = new Listener({ config, clock, metrics }, sessions, log);
  let isDraining = false;
  const admin = new Admin({ lobby, metrics, log, present, isReady: () => !isDraining });

  const port = await listener.listen();
  const adminPort = await admin.listen(config.adminHost, config.adminPort).catch(async (error: unknown) => {
    await listener.close();
    throw error;
  });
  const ticker = new Ticker<Room>({
    clock,
    config,
    metrics,
    rooms: () => lobby.rooms,
    roomFailed(room, error) {
      metrics.roomsFailed++;
      log.error({ err: error, room: room.code, tick: room.world.tick }, 'room failed');
      lobby.fail(room);
    },
    sweep(nowMs) {
      sessions.sweep(nowMs);
      listener.sweep(nowMs);
    },
  });
  log.info({ port, adminPort, config }, 'game server listening');

  return {
    port,
    adminPort,
    lobby,
    async drain() {
      isDraining = true;
      listener.refuseNewcomers();
      await sessions.drain('the server is shutting down');
      ticker.stop();
      await Promise.all([listener.close(), admin.close()]);
      log.info('game server stopped');
    },
  };
}
