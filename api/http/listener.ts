// One HTTP listener of the API: its connections are bounded, and it stops without breaking off answers under way.

import { once } from 'node:events';
import type { Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { createSmallHttpServer, listenOn } from '#net';
import type { App } from './app.ts';

export interface ListenerLimits {
  readonly connectionsMax: number;
  readonly requestTimeoutMs: number;
  /** Whether a request over loopback must name this machine. */
  readonly localNames?: boolean;
}

export class HttpListener {
  private readonly server: Server;

  constructor(app: App, limits: ListenerLimits) {
    const respond = getRequestListener(app.fetch, { hostname: 'localhost' });
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
