/**
 * Composition root: puts the parts together, listens, drains. Flags are read by the command line, and bytes are
 * relayed in tunnel.ts.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino, type Logger } from 'pino';
import { clientAddressReader } from './client-address.ts';
import type { BridgeConfig } from './config.ts';
import { HEADER_CHECK_EVERY_MS, HTTP_CONNECTIONS_MAX, HTTP_IDLE_MS } from './limits.ts';
import { createMetrics } from './metrics.ts';
import { routes } from './routes.ts';
import type { Tunnel } from './tunnel.ts';
import { upgradeListener } from './upgrade.ts';

export interface Bridge {
  /** The address it listens on, as the system sees it: `::` for every address. */
  readonly host: string;
  readonly port: number;
  /** All metrics in the text format of Prometheus. */
  metricsText(): Promise<string>;
  /**
   * Accepts nothing more, closes every session with 1001 and resolves when all are gone, at the latest when those
   * still open after the grace time have been cut off. A second call only waits for the first.
   */
  drain(graceMs?: number): Promise<void>;
}

/** Listens as configured. Rejects when the address cannot be listened on. */
export async function startBridge(config: BridgeConfig, log: Logger = pino({ name: 'bridge' })): Promise<Bridge> {
  const tunnels = new Set<Tunnel>();
  const metrics = createMetrics(() => tunnels.size);
  const clientAddressOf = clientAddressReader(config.trust);
  let drained: Promise<void> | null = null;
  const isDraining = () => drained !== null;

  const server = createServer(
    { headersTimeout: config.headerTimeoutMs, connectionsCheckingInterval: HEADER_CHECK_EVERY_MS },
    routes({ config, clientAddressOf, isDraining }),
  );
  server.on('upgrade', upgradeListener({ config, clientAddressOf, isDraining, tunnels, metrics, log }));
  server.maxConnections = config.sessionsMax + HTTP_CONNECTIONS_MAX;
  server.setTimeout(HTTP_IDLE_MS);
  server.listen(config.listen);
  await once(server, 'listening');
  const { address: host, port } = server.address() as AddressInfo;
  log.info({ host, port, target: config.target }, 'bridge listens');

  async function drain(graceMs: number): Promise<void> {
    const closed = once(server, 'close');
    server.close();
    for (const tunnel of tunnels) tunnel.close('going-away');
    const deadline = setTimeout(() => {
      for (const tunnel of tunnels) tunnel.destroy();
      server.closeAllConnections();
    }, graceMs);
    await Promise.all([closed, ...Array.from(tunnels, (tunnel) => tunnel.ended)]);
    clearTimeout(deadline);
    log.info('bridge drained');
  }

  return {
    host,
    port,
    metricsText: () => metrics.text(),
    drain: (graceMs = 5_000) => (drained ??= drain(graceMs)),
  };
}
