/** `/metrics`, `/healthz` and `/readyz` for the operator, on a listener of their own. */
import { createSmallHttpServer, listenOn, PROGRAM_HEADERS } from '#net';
import { answer } from '../http/answer.ts';
import type { TargetAddress } from '../target/address.ts';

/** A probe always gets a connection: past the maximum the oldest one is closed. */
const REQUEST_TIMEOUT_MS = 5000;
/** Scrapes at a time: each works out all metrics. */
const SCRAPES_MAX = 4;

export interface AdminParts {
  /** Scrapes and probes at once. */
  readonly connectionsMax: number;
  readonly isReady: () => boolean;
  readonly metricsText: () => Promise<string>;
}

export interface Admin {
  readonly port: number;
  close(): void;
}

/** Listens. Rejects when the address cannot be listened on. */
export async function openAdmin(
  address: TargetAddress,
  { connectionsMax, isReady, metricsText }: AdminParts,
): Promise<Admin> {
  let scrapes = 0;
  const limits = { connectionsMax, requestTimeoutMs: REQUEST_TIMEOUT_MS, localNames: true };
  const server = createSmallHttpServer(limits, (request, response) => {
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
        response.writeHead(200, { ...PROGRAM_HEADERS, 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
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
