/** For those who run the bridge, on a listener of its own: `/metrics`, `/healthz` and `/readyz`. */
import { createSmallHttpServer, listenOn, PROGRAM_HEADERS } from '#net';
import { answer } from './answer.ts';
import type { TargetAddress } from './address.ts';

/** Connections held at a time. Probes get through whatever the others do: past it the oldest is closed. */
const LIMITS = { connectionsMax: 32, requestTimeoutMs: 5000 };
/** Scrapes at a time: each works out all metrics. */
const SCRAPES_MAX = 4;

export interface AdminParts {
  readonly isReady: () => boolean;
  readonly metricsText: () => Promise<string>;
}

export interface Admin {
  readonly port: number;
  close(): void;
}

/** Listens. Rejects when the address cannot be listened on. */
export async function openAdmin(address: TargetAddress, { isReady, metricsText }: AdminParts): Promise<Admin> {
  let scrapes = 0;
  const server = createSmallHttpServer(LIMITS, (request, response) => {
    for (const [name, value] of Object.entries(PROGRAM_HEADERS)) response.setHeader(name, value);
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(response, 405);
    if (request.url === '/healthz') return answer(response, 200, 'ok');
    if (request.url === '/readyz')
      return isReady() ? answer(response, 200, 'ready') : answer(response, 503, 'draining');
    if (request.url !== '/metrics') return answer(response, 404);
    if (scrapes >= SCRAPES_MAX) return answer(response, 503);
    scrapes += 1;
    response.once('close', () => (scrapes -= 1));
    metricsText().then(
      (text) => {
        response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
        response.end(text);
      },
      () => answer(response, 500),
    );
  });
  const port = await listenOn(server, address);
  return {
    port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
