/** For those who run the bridge, on a listener of its own: `/metrics`, `/healthz` and `/readyz`. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer } from './answer.ts';
import type { TargetAddress } from './address.ts';

/** Scrapes and probes at once. */
const ADMIN_CONNECTIONS_MAX = 32;

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
  const server = createServer((request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(response, 405);
    if (request.url === '/healthz') return answer(response, 200, 'ok');
    if (request.url === '/readyz')
      return isReady() ? answer(response, 200, 'ready') : answer(response, 503, 'draining');
    if (request.url !== '/metrics') return answer(response, 404);
    metricsText().then(
      (text) => {
        response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
        response.end(text);
      },
      () => answer(response, 500),
    );
  });
  server.maxConnections = ADMIN_CONNECTIONS_MAX;
  server.listen(address);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
