// The API and its database for a stack: in this process, on free ports, in a folder of its own that the game server shares.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiConfig } from '../../api/config.ts';
import { startApi } from '../../api/main.ts';
import { API_PATHS } from '../../cli/bridge-options.ts';
import type { GameServerConfig } from '../../game-server/config.ts';
import { createLog } from '../../game-server/ops/log.ts';

const HOST = '127.0.0.1';
/** What stays with the game server, as with `packetman start`. */
const PATHS_OF_GAME_SERVER = ['/api/rooms', '/api/replays'];

export interface OwnApi {
  /** What the game server needs to hand matches over, and to know accounts. */
  readonly server: Partial<GameServerConfig>;
  readonly url: string;
  /** The paths that a bridge passes on, and to whom. @param gameServer origin of its public port */
  passOn(gameServer: string): Record<string, string>;
  stop(): Promise<void>;
}

export async function startOwnApi(): Promise<OwnApi> {
  const data = mkdtempSync(join(tmpdir(), 'packetman-stack-'));
  const api = await startApi(apiConfig({ data, host: HOST, port: 0, adminPort: 0 }), createLog('silent'));
  await api.ready;
  const url = `http://${HOST}:${api.port}`;
  return {
    server: { data, journal: false, keepReplays: 0, publicPort: 0, apiUrl: `http://${HOST}:${api.adminPort}` },
    url,
    passOn: (gameServer) => ({
      ...Object.fromEntries(API_PATHS.map((path) => [path, url])),
      ...Object.fromEntries(PATHS_OF_GAME_SERVER.map((path) => [path, gameServer])),
    }),
    async stop() {
      await api.drain();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
