// One HTTP listener of the API: its connections are bounded, and it stops without breaking off answers under way.

import { once } from 'node:events';
import type { Server } from 'node:http';
import { getRequestListener, RequestError } from '@hono/node-server';
import { createSmallHttpServer, listenOn, PROGRAM_HEADERS } from '#net';
import type { App } from './app.ts';
import { type ErrorBody, ERRORS } from './errors.ts';

export interface ListenerLimits {
  readonly connectionsMax: number;
  readonly requestTimeoutMs: number;
  /** Whether a request over loopback must name this machine. */
  readonly localNames?: boolean;
}

export class HttpListener {
  private readonly server: Server;

  constructor(app: App, limits: ListenerLimits) {
    const respond = getRequestListener(app.fetch, { hostname: 'localhost', errorHandler: answerUnreadable });
    this.server = createSmallHttpServer(limits, (request, response) => void respond(request, response));
  }

  /** @returns the port. @throws if it cannot be opened. */
  listen(host: string, port: number): Promise<number> {
    return listenOn(this.server, { host, port });
  }

  /** Accepts no new connection, and closes each when its answer is sent, or at the end of the grace time. */
  async drain(graceMs: number): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeIdleConnections();
    const deadline = setTimeout(() => this.server.closeAllConnections(), graceMs);
    await closed;
    clearTimeout(deadline);
  }
}

/** A request that is none for Hono: its Host is no host, or its target no path. Our own errors do not get here. */
function answerUnreadable(error: unknown): Response {
  const isTheirs = error instanceof RequestError;
  const code = isTheirs ? 'bad-request' : 'failed';
  const { status, text } = ERRORS[code];
  const body: ErrorBody = { error: code, text: isTheirs ? 'The address or the Host header cannot be read.' : text };
  return Response.json(body, { status, headers: PROGRAM_HEADERS });
}
