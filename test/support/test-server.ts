// A real game server on free ports, on a clock of the test's own.

import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { TICKS_PER_SECOND } from '#simulation';
import { gameServerConfig, type GameServerConfig } from '../../game-server/config.ts';
import type { Surroundings } from '../../game-server/core.ts';
import { startGameServer, type GameServer } from '../../game-server/main.ts';
import { seededRng } from './seeded-rng.ts';
import { TcpPlayer } from './tcp-player.ts';
import { VirtualClock } from './virtual-clock.ts';

/** How often clients of `run` report the newest tick they have seen. */
const REPORT_TICKS = 20;

export interface LogLine {
  readonly msg: string;
  readonly code?: string;
  readonly address?: string;
  readonly name?: string;
  readonly warning?: string;
}

export interface TestServer extends GameServer {
  readonly clock: VirtualClock;
  /** What was logged, oldest first. */
  readonly logLines: LogLine[];
  /** A connected socket that has sent nothing. */
  connect(): Promise<TcpPlayer>;
  /** A client that has been welcomed under this name. */
  enter(name?: string): Promise<TcpPlayer>;
  /** Moves the clock on by so many ticks. */
  ticks(count: number): void;
  /** The same in small pieces, after each of which these clients report what they have seen. */
  run(count: number, ...players: TcpPlayer[]): Promise<void>;
  /** What the admin port answers. */
  admin(path: string): Promise<{ readonly status: number; readonly text: string }>;
}

/** Starts a server that ends with the test. Its clock stands still until it is moved. */
export async function startTestServer(
  overrides: Partial<GameServerConfig> = {},
  surroundings: Omit<Surroundings, 'clock' | 'rng'> = {},
): Promise<TestServer> {
  const clock = new VirtualClock();
  const logLines: LogLine[] = [];
  const log = pino({}, { write: (line) => logLines.push(JSON.parse(line) as LogLine) });
  const config = gameServerConfig({ host: '127.0.0.1', port: 0, adminPort: 0, ...overrides });
  const server = await startGameServer(config, log, { clock, rng: seededRng(7), ...surroundings });
  const players: TcpPlayer[] = [];
  const connect = async () => {
    const player = await TcpPlayer.connect(server.port);
    players.push(player);
    return player;
  };
  onTestFinished(async () => {
    for (const player of players) player.destroy();
    await server.drain();
  });
  const ticks = (count: number) => {
    const done = Math.floor((clock.now() * TICKS_PER_SECOND) / 1000);
    clock.advance(Math.ceil(((done + count) * 1000) / TICKS_PER_SECOND) - clock.now());
  };
  return {
    ...server,
    clock,
    logLines,
    connect,
    ticks,
    async run(count, ...players) {
      for (let left = count; left > 0; left -= REPORT_TICKS) {
        ticks(Math.min(left, REPORT_TICKS));
        for (const player of players) await player.ping();
      }
    },
    async enter(name = 'Ann') {
      const player = await connect();
      await player.hello(name);
      return player;
    },
    async admin(path) {
      const response = await fetch(`http://127.0.0.1:${server.adminPort}${path}`);
      return { status: response.status, text: await response.text() };
    },
  };
}
