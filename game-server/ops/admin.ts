// HTTP for operators: health, metrics, rooms, and the figures a load test reads. Loopback only unless configured.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { closeNow, createSmallHttpServer, listenOn, PROGRAM_HEADERS } from '#net';
import type { Lobby } from '../rooms/lobby.ts';
import type { Logger } from './log.ts';
import { listedRoom } from '../rooms/room-messages.ts';
import { cpuSeconds, residentBytes, type Metrics, type Present } from './metrics.ts';

/** Scrapes at a time: each computes all metrics. */
const SCRAPES_MAX = 4;
const REQUEST_TIMEOUT_MS = 5000;

export interface AdminParts {
  readonly lobby: Lobby;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly present: () => Present;
  /** Open connections. Beyond it the oldest is closed, so that health checks always get an answer. */
  readonly connectionsMax: number;
  /** Whether new connections are accepted. */
  readonly isReady: () => boolean;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

export class Admin {
  private readonly server: Server;
  private readonly parts: AdminParts;
  private scrapes = 0;

  /** @param requestTimeoutMs how long a request may take to arrive, and how often this is checked. */
  constructor(parts: AdminParts, requestTimeoutMs = REQUEST_TIMEOUT_MS) {
    this.parts = parts;
    const limits = { connectionsMax: parts.connectionsMax, requestTimeoutMs, localNames: true };
    this.server = createSmallHttpServer(limits, (request, response) => void this.respond(request, response));
  }

  /** @returns the port. @throws if it cannot be opened. */
  listen(host: string, port: number): Promise<number> {
    return listenOn(this.server, { host, port });
  }

  close(): Promise<void> {
    return closeNow(this.server);
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let answer: Answer;
    try {
      answer = await this.answer(request);
    } catch (error) {
      this.parts.log.error({ err: error, url: request.url }, 'admin request failed');
      answer = text(500, 'failed');
    }
    response.writeHead(answer.status, { ...PROGRAM_HEADERS, 'content-type': answer.type }).end(answer.body);
  }

  private async answer({ method, url = '/' }: IncomingMessage): Promise<Answer> {
    if (method !== 'GET' && method !== 'HEAD') return text(405, 'only GET is served here');
    const [path] = url.split('?', 1);
    switch (path) {
      case '/healthz':
        return text(200, 'ok');
      case '/readyz':
        return this.parts.isReady() ? text(200, 'ok') : text(503, 'stopping');
      case '/metrics':
        return await this.scrape();
      case '/api/rooms':
        return json(this.rooms());
      case '/api/stats':
        return json(await this.stats());
      default:
        return text(404, 'not found');
    }
  }

  private async scrape(): Promise<Answer> {
    if (this.scrapes >= SCRAPES_MAX) return text(503, 'too many scrapes at once');
    this.scrapes++;
    try {
      return { status: 200, type: this.parts.metrics.contentType, body: await this.parts.metrics.text() };
    } finally {
      this.scrapes--;
    }
  }

  /** All rooms, including unlisted ones. */
  private rooms(): object[] {
    return Array.from(this.parts.lobby.rooms, (room) => ({
      ...listedRoom(room),
      listed: room.rules.settings.listed,
      seats: room.seats.wire,
    }));
  }

  /** Counters and current totals. Reading them changes nothing for other readers. */
  private async stats(): Promise<object> {
    const { metrics, present } = this.parts;
    return {
      ...(await metrics.counters()),
      ...present(),
      cpuSeconds: cpuSeconds(),
      rssBytes: residentBytes(),
      uptimeSeconds: process.uptime(),
    };
  }
}

function text(status: number, body: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: `${body}\n` };
}

function json(value: object): Answer {
  return { status: 200, type: 'application/json', body: JSON.stringify(value) };
}
