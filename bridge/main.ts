/**
 * The bridge as a program of its own: puts the parts together, listens, reads its configuration again, drains. Flags are
 * read by the command line, and bytes are relayed in tunnel.ts.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { createLog, freeDescriptors, type Logger } from '#process';
import { addressText } from './target/address.ts';
import type { BridgeConfig } from './config.ts';
import { createCore } from './core.ts';
import type { MetricValues, SharedParts } from './processes/shared.ts';
import { answerBadRequests, answersUnderWay } from './http/bad-requests.ts';
import { openListeners, ProxiedPeers, type OnDrop } from './http/listeners.ts';
import { pageListener } from './http/pages.ts';
import { createTlsServer } from './http/tls.ts';
import { openAdmin } from './ops/admin.ts';
import { descriptorBudget } from './ops/descriptor-budget.ts';
import type { Route } from './routes/route-settings.ts';
import { withoutPassword } from './routes/token-source.ts';
import { ProcessStatus } from './status/process-status.ts';
import { HEADER_CHECK_EVERY_MS, HTTP_IDLE_MS } from './websocket/limits.ts';

export interface Bridge {
  /** The address it listens on, as the system sees it: `::` for every address. */
  readonly host: string;
  readonly port: number;
  /** Port of metrics and health, null without such a listener. */
  readonly adminPort: number | null;
  /** All metrics in the text format of Prometheus. */
  metricsText(): Promise<string>;
  /** The same, to be added up with those of other processes. */
  metricValues(): Promise<MetricValues>;
  /** Calls the listener with how many tunnels are open, whenever one opens or ends; a second listener replaces it. */
  onTunnels(listener: (count: number) => void): void;
  /**
   * Goes on with another configuration: tunnels stay as they are, new ones follow it. Where it listens, and whether
   * it speaks TLS, stays. Throws where a file that it names cannot be read, and then changes nothing.
   */
  reload(config: BridgeConfig): void;
  /**
   * Accepts nothing more, closes every tunnel with 1001 once the grace time of the configuration is over, and
   * resolves when all are gone, at the latest when those still open have been cut off. A second call only waits.
   * @param cutOffMs how long a tunnel may take to close
   */
  drain(cutOffMs?: number): Promise<void>;
}

/**
 * Listens as configured. Rejects when an address cannot be listened on, or a file cannot be read.
 * @param shared what this process counts and shows together with others of the same bridge
 */
export async function startBridge(
  config: BridgeConfig,
  log: Logger = createLog('bridge', 'info'),
  shared?: SharedParts,
): Promise<Bridge> {
  const free = freeDescriptors();
  const proxied = new ProxiedPeers();
  const { listen, admin: adminAddress } = config;
  const core = createCore(config, {
    log,
    proxiedPeerOf: proxied.of,
    shared,
    tunnelsMaxOf: (asked) => descriptorBudget(free, { ...asked, listen, admin: adminAddress }).tunnelsMax,
  });
  const { metrics, refusals, guesses, tunnels } = core;
  let current = config;
  /** Of the status page. */
  const statusKey = shared?.status.key ?? randomBytes(32);
  let processStatus: ProcessStatus | null = null;
  let pages = pagesOf(config);
  let drained: Promise<void> | null = null;
  const onDrop: OnDrop = (reason, client, error) => {
    metrics.connectionDropped(reason);
    refusals.dropped(reason, client, error);
  };

  const http = createServer(
    { headersTimeout: config.headerTimeoutMs, connectionsCheckingInterval: HEADER_CHECK_EVERY_MS },
    (request, response) => {
      if (core.isDraining()) response.setHeader('Connection', 'close');
      response.once('close', () => {
        if (response.headersSent) metrics.httpAnswered(response.statusCode);
        // Its answer said that the connection is kept: it would keep the drain waiting.
        if (core.isDraining() && !isAnswering(request.socket)) request.socket.destroySoon();
      });
      pages(request, response);
    },
  );
  const { isAnswering } = answersUnderWay(http);
  http.on('upgrade', core.upgradeListener(isAnswering));
  answerBadRequests(http, isAnswering, onDrop);
  http.setTimeout(HTTP_IDLE_MS);
  // It gets its connections from the listeners, but looks for late headers only after this.
  http.emit('listening');

  const tls = config.tls && createTlsServer(config.tls, config.headerTimeoutMs);
  const { httpConnectionsMax, adminConnectionsMax } = descriptorBudget(free, config);
  const connectionsMax = () => core.site().config.tunnelsMax + httpConnectionsMax;
  const listeners = await openListeners(listen, { config: () => current, http, tls, proxied, onDrop, connectionsMax });
  const metricsText = () => metrics.text();
  const adminParts = { connectionsMax: adminConnectionsMax, isReady: () => !core.isDraining(), metricsText };
  const admin = adminAddress && (await openAdmin(adminAddress, adminParts));
  const { host, port } = listeners;
  log.info({ host, port, listen: listen.map(addressText), routes: routeTexts(config) }, 'bridge listens');
  if (config.tls?.clientCa !== undefined && !config.tls.only)
    log.warn('plain connections need no certificate: --ssl-only refuses them');

  /** The pages of a configuration that the core uses already. */
  function pagesOf(settings: BridgeConfig): RequestListener {
    const { clientAddressOf, isOurHost } = core.site();
    if (settings.status === null) {
      processStatus?.stop();
      processStatus = null;
    } else processStatus ??= new ProcessStatus(tunnels, metrics);
    const source = processStatus && (shared?.status.of(processStatus) ?? processStatus);
    const status = source && { source, key: statusKey, log };
    return pageListener(settings, { clientAddressOf, isOurHost, guesses, refusals, status });
  }

  async function drain(cutOffMs: number): Promise<void> {
    const ended = listeners.close();
    http.closeIdleConnections();
    await core.drain(cutOffMs, { ended, cutOff: () => listeners.cutOff() });
    http.close();
    admin?.close();
    processStatus?.stop();
    log.info('bridge drained');
  }

  return {
    host,
    port,
    adminPort: admin && admin.port,
    metricsText,
    metricValues: () => metrics.registry.getMetricsAsJSON(),
    onTunnels: (listener) => void (tunnels.onCount = listener),
    reload(next) {
      const use = core.prepare(next);
      if (next.tls !== null) tls?.reload(next.tls);
      use();
      current = next;
      pages = pagesOf(next);
      log.info({ routes: routeTexts(next) }, 'configuration read again');
      const settings = unchangeable(config, next);
      if (settings.length > 0) log.warn({ settings }, 'these settings change only with a new start');
    },
    drain: (cutOffMs = 5_000) => (drained ??= drain(cutOffMs)),
  };
}

/** The settings that differ, and are looked at only once. */
function unchangeable(before: BridgeConfig, next: BridgeConfig): string[] {
  const fixed = ({ listen, admin, tls, headerTimeoutMs }: BridgeConfig) => ({
    listen,
    admin,
    tls: tls !== null,
    headerTimeoutMs,
  });
  const now = Object.entries(fixed(before));
  const wanted = Object.values(fixed(next));
  return now.filter(([, value], at) => !isDeepStrictEqual(value, wanted[at])).map(([name]) => name);
}

function routeTexts({ routes }: BridgeConfig): string[] {
  return routes.map((route) => `${route.name}: ${targetText(route)}`);
}

/** Where the bytes of a route go, or what its tokens are looked up in, without secrets. */
function targetText({ target, tokens, tokenRedis, tokenFolder, tokenSockets, tokenUrl, tokenKey }: Route): string {
  if (target !== undefined) return target.map(addressText).join(', ');
  if (tokenRedis !== undefined) return withoutPassword(tokenRedis);
  if (tokenUrl !== undefined) return new URL(tokenUrl).origin;
  return tokens ?? tokenFolder ?? tokenSockets ?? tokenKey ?? 'looked up';
}
