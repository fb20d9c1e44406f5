// The API of kept replays as a small server of its own, for tests of the page: it has these replays, and no others.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Replay } from '#simulation';

export interface ReplayApi {
  readonly origin: string;
  close(): void;
}

/** @param replays by id; a text is sent as it is */
export async function startReplayApi(replays: Readonly<Record<string, Replay | string>>): Promise<ReplayApi> {
  const server = createServer((request, response) => {
    const [, , of, id] = new URL(request.url ?? '/', 'http://localhost').pathname.split('/');
    const found = of !== 'replays' ? undefined : id === undefined ? listOf(replays) : replays[id];
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(found === undefined ? 'not found' : typeof found === 'string' ? found : JSON.stringify(found));
  });
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close() {
      server.close().closeAllConnections();
    },
  };
}

function listOf(replays: Readonly<Record<string, Replay | string>>): string {
  const rows = Object.entries(replays).map(([id, replay]) => {
    if (typeof replay === 'string') return { id };
    const { rules, settings, ticks, result, playedAtMs = 0 } = replay;
    const { mode, variant, maze } = settings;
    const { score = 0, level = 1, cleared = false, seats: players = [] } = result ?? {};
    return {
      id,
      rules,
      mode,
      variant,
      maze,
      playedAtMs,
      seconds: Math.round(ticks / 60),
      score,
      level,
      cleared,
      players,
    };
  });
  return JSON.stringify(rows);
}
