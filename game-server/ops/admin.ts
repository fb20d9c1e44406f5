// HTTP for operators: health, metrics, rooms, and the figures a load test reads. Loopback only unless configured.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { CONTROL_PREFIX } from '#handover';
import { closeNow, createSmallHttpServer, listenOn, PROGRAM_HEADERS } from '#net';
import type { Lobby } from '../rooms/lobby.ts';
import { jsonAnswer, textAnswer, type Answer } from './answer.ts';
import type { Control } from './control.ts';
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
  /** Null if there is no key that could show who asks. */
  readonly control: Control | null;
  /** Whether new connections are accepted. */
  readonly isReady: () => boolean;
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
      answer = textAnswer(500, 'failed');
    }
    response.writeHead(answer.status, { ...PROGRAM_HEADERS, 'content-type': answer.type }).end(answer.body);
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const { method, url = '/' } = request;
    const { control } = this.parts;
    if (control !== null && url.startsWith(CONTROL_PREFIX)) return control.answer(request);
    if (method !== 'GET' && method !== 'HEAD') return textAnswer(405, 'only GET is served here');
    const [path] = url.split('?', 1);
    switch (path) {
      case '/healthz':
        return textAnswer(200, 'ok');
      case '/readyz':
        return this.parts.isReady() ? textAnswer(200, 'ok') : textAnswer(503, 'stopping');
      case '/metrics':
        return await this.scrape();
      case '/api/rooms':
        return jsonAnswer(this.rooms());
      case '/api/stats':
        return jsonAnswer(await this.stats());
      default:
        return textAnswer(404, 'not found');
    }
  }

  private async scrape(): Promise<Answer> {
    if (this.scrapes >= SCRAPES_MAX) return textAnswer(503, 'too many scrapes at once');
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
