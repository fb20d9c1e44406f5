// The core of the real server on a clock of the test's own, with connections over sockets in memory.

import type { Socket } from 'node:net';
import { pino } from 'pino';
import type { Clock, Rng } from '../../game-server/clock.ts';
import { gameServerConfig, type GameServerConfig } from '../../game-server/config.ts';
import { createCore, type Core, type Surroundings } from '../../game-server/core.ts';
import { Connection, type ConnectionParts } from '../../game-server/net/connection.ts';
import type { Room } from '../../game-server/rooms/room.ts';
import type { Ticker } from '../../game-server/ticker.ts';

export class MemoryCore {
  readonly core: Core;
  private readonly parts: ConnectionParts;
  private readonly ticker: Ticker<Room>;
  private readonly connections = new Set<Connection>();
  private accepted = 0;

  /** Starts to tick. */
  constructor(
    clock: Clock,
    rng: Rng,
    overrides: Partial<GameServerConfig> = {},
    others: Omit<Surroundings, 'clock' | 'rng'> = {},
  ) {
    const config = gameServerConfig(overrides);
    this.core = createCore(config, pino({ enabled: false }), { clock, rng, ...others }, () => ({
      connections: this.connections.size,
      queuedBytes: 0,
    }));
    const { metrics, outbox, stalls } = this.core;
    this.parts = { config, clock, metrics, outbox, stalls };
    this.ticker = this.core.startTicking((nowMs) => {
      for (const connection of this.connections) connection.sweep(nowMs);
    });
  }

  /** Takes the server's end of a socket as a connection on which nothing was sent yet. */
  accept(socket: Socket, address = '127.0.0.1'): Connection {
    const connection = new Connection(socket, ++this.accepted, address, this.parts);
    this.connections.add(connection);
    socket.once('close', () => this.connections.delete(connection));
    this.core.greetings.begin(connection);
    return connection;
  }

  /** Runs no more ticks. */
  stopTicking(): void {
    this.ticker.stop();
  }
}
