// The public HTTP listener, which the bridge passes /api on to: the rooms that can be joined, a room by its code, and the
// kept replays.
// Operators use admin.ts, on a port that the bridge does not reach.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { callerReader, closeNow, createSmallHttpServer, listenOn, PROGRAM_HEADERS, RequestLimits } from '#net';
import type { Clock } from '../clock.ts';
import type { GameServerConfig } from '../config.ts';
import type { Lobby } from '../rooms/lobby.ts';
import type { KeptReplays } from '../replays/kept-replays.ts';
import { ReplayRequests } from '../replays/replay-requests.ts';
import { linkedRoom } from '../rooms/room-messages.ts';
import { listedEverywhere } from '../rooms/room-list.ts';

const REQUEST_TIMEOUT_MS = 5000;
/** The maximum age of the list that is sent. */
const CACHE_MS = 1000;
const JSON_TYPE = 'application/json';
const RETRY_AFTER_SECONDS = 1;
const ROOMS_PATH = '/api/rooms';
const REPLAYS_PATH = '/api/replays';

export interface PublicHttpParts {
  readonly config: GameServerConfig;
  readonly clock: Clock;
  readonly lobby: Lobby;
  /** Null if no replays are kept. */
  readonly replays: KeptReplays | null;
}

export class PublicHttp {
  private readonly parts: PublicHttpParts;
  private readonly server: Server;
  private readonly limits: RequestLimits;
  private readonly callerOf: (request: IncomingMessage) => string;
  private readonly replays: ReplayRequests;
  private cached = { rooms: '', madeMs: -Infinity };

  constructor(parts: PublicHttpParts) {
    this.parts = parts;
    this.limits = new RequestLimits(parts.clock.now());
    this.callerOf = callerReader(parts.config.proxyNetworks);
    this.replays = new ReplayRequests(parts.replays);
    const limits = { connectionsMax: parts.config.publicConnectionsMax, requestTimeoutMs: REQUEST_TIMEOUT_MS };
    this.server = createSmallHttpServer(limits, (request, response) => this.respond(request, response));
  }

  /** @returns the port. @throws if it cannot be opened. */
  listen(host: string, port: number): Promise<number> {
    return listenOn(this.server, { host, port });
  }

  close(): Promise<void> {
    return closeNow(this.server);
  }

  private respond(request: IncomingMessage, response: ServerResponse): void {
    const { method, url = '/' } = request;
    if (method !== 'GET' && method !== 'HEAD') return answer(response, 405, 'only GET is served here\n');
    if (!this.limits.take(this.callerOf(request), this.parts.clock.now())) {
      response.setHeader('retry-after', RETRY_AFTER_SECONDS);
      return answer(response, 429, 'too many requests from this address\n');
    }
    const [path = '', query = ''] = url.split('?', 2);
    if (path === ROOMS_PATH) return answer(response, 200, this.rooms(), JSON_TYPE);
    if (path.startsWith(`${ROOMS_PATH}/`)) return void this.sendRoom(path.slice(ROOMS_PATH.length + 1), response);
    const found = this.replay(path, query, request, response);
    found.then(
      (isFound) => isFound || answer(response, 404, 'not found\n'),
      // One missing answer harms no client.
      () => response.destroy(),
    );
  }

  /** Answers requests for the list of replays or for one of them. @returns false if there is no such thing */
  private async replay(
    path: string,
    query: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean> {
    if (path.startsWith(`${REPLAYS_PATH}/`)) {
      return this.replays.send(path.slice(REPLAYS_PATH.length + 1), request, response);
    }
    if (path !== REPLAYS_PATH) return false;
    const page = await this.replays.page(new URLSearchParams(query).get('before'));
    if (page === null) return false;
    answer(response, 200, page, JSON_TYPE);
    return true;
  }

  /** A room by its code, of any node, also one that is not listed. */
  private async sendRoom(asked: string, response: ServerResponse): Promise<void> {
    const { lobby } = this.parts;
    const code = asked.toUpperCase();
    const room = lobby.room(code);
    const shown = room === null ? await lobby.others.linked(code) : linkedRoom(room);
    if (shown === null) answer(response, 404, JSON.stringify({ error: 'no-such-room' }), JSON_TYPE);
    else answer(response, 200, JSON.stringify(shown), JSON_TYPE);
  }

  /** JSON of the rooms that are listed, as they were at most a second ago. */
  private rooms(): string {
    const nowMs = this.parts.clock.now();
    if (nowMs - this.cached.madeMs < CACHE_MS) return this.cached.rooms;
    const listed = listedEverywhere(this.parts.lobby.rooms, this.parts.lobby.others);
    this.cached = { rooms: JSON.stringify(listed), madeMs: nowMs };
    return this.cached.rooms;
  }
}

function answer(response: ServerResponse, status: number, body: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { ...PROGRAM_HEADERS, 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
