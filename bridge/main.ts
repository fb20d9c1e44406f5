/**
 * Composition root: puts the parts together, listens, reads its configuration again, drains. Flags are read by the
 * command line, and bytes are relayed in tunnel.ts.
 */
import { createServer } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { HourlyWarnings } from '#net';
import { createLog, DescriptorWatch, freeDescriptors, logLinesDropped, type Logger } from '#process';
import { addressText } from './target/address.ts';
import { openAdmin } from './ops/admin.ts';
import type { BridgeConfig } from './config.ts';
import { descriptorBudget } from './ops/descriptor-budget.ts';
import { answerBadRequests, answersUnderWay } from './http/bad-requests.ts';
import { openListeners, ProxiedPeers, type OnDrop } from './http/listeners.ts';
import { HEADER_CHECK_EVERY_MS, HTTP_IDLE_MS, HandshakeLimits } from './websocket/limits.ts';
import { createMetrics } from './ops/metrics.ts';
import { Recordings } from './ops/recorder.ts';
import { RefusalLog } from './ops/refusal-log.ts';
import { SecretGuesses } from './routes/secret-guesses.ts';
import { Tunnels } from './websocket/tunnels.ts';
import { buildSite, type Site, type SiteParts } from './site.ts';
import { createTlsServer } from './http/tls.ts';
import { upgradeListener } from './websocket/upgrade.ts';

const WARNINGS = {
  untrustedProxy:
    'a request names another caller in X-Forwarded-For or Forwarded, and its peer is not trusted: if that is your proxy, name it with --trust, or all its callers are one address',
} as const;

export interface Bridge {
  /** The address it listens on, as the system sees it: `::` for every address. */
  readonly host: string;
  readonly port: number;
  /** Port of metrics and health, null without such a listener. */
  readonly adminPort: number | null;
  /** All metrics in the text format of Prometheus. */
  metricsText(): Promise<string>;
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

/** Listens as configured. Rejects when an address cannot be listened on, or a file cannot be read. */
export async function startBridge(config: BridgeConfig, log: Logger = createLog('bridge', 'info')): Promise<Bridge> {
  const proxied = new ProxiedPeers();
  let drained: Promise<void> | null = null;
  const isDraining = () => drained !== null;
  const free = freeDescriptors();
  const descriptors = new DescriptorWatch(log);
  const metrics = createMetrics(() => tunnels, {
    linesDropped: () => logLinesDropped(log),
    exhausted: () => descriptors.exhausted,
  });
  const recordings = new Recordings(log, metrics.recordingCut);
  const refusals = new RefusalLog(log);
  const guesses = new SecretGuesses(() => metrics.wrongSecret());
  const onDrop: OnDrop = (reason, client, error) => {
    metrics.connectionDropped(reason);
    refusals.dropped(reason, client, error);
  };
  const warnings = new HourlyWarnings(WARNINGS, log, () => performance.now());
  const onUntrustedProxy = (address: string) => warnings.warn('untrustedProxy', address);
  const siteParts: SiteParts = { proxiedPeerOf: proxied.of, guesses, refusals, onUntrustedProxy, recordings };
  let site = siteOf(config);
  const tunnels = new Tunnels(metrics, log);
  const limits = new HandshakeLimits();

  const http = createServer(
    { headersTimeout: config.headerTimeoutMs, connectionsCheckingInterval: HEADER_CHECK_EVERY_MS },
    (request, response) => {
      if (isDraining()) response.setHeader('Connection', 'close');
      response.once('close', () => response.headersSent && metrics.httpAnswered(response.statusCode));
      site.pages(request, response);
    },
  );
  const isAnswering = answersUnderWay(http);
  const upgradeParts = { site: () => site, isDraining, isAnswering, limits, guesses, tunnels, metrics, refusals };
  http.on('upgrade', upgradeListener(upgradeParts));
  answerBadRequests(http, isAnswering, onDrop);
  http.setTimeout(HTTP_IDLE_MS);
  // It gets its connections from the listeners, but looks for late headers only after this.
  http.emit('listening');

  const tls = config.tls && createTlsServer(config.tls, config.headerTimeoutMs);
  const { httpConnectionsMax, adminConnectionsMax } = descriptorBudget(free, config);
  const connectionsMax = () => site.config.sessionsMax + httpConnectionsMax;
  const listenerParts = { config: () => site.config, http, tls, proxied, onDrop, connectionsMax };
  const listeners = await openListeners(config.listen, listenerParts);
  const isReady = () => !isDraining();
  const metricsText = () => metrics.text();
  const adminParts = { connectionsMax: adminConnectionsMax, isReady, metricsText };
  const admin = config.admin && (await openAdmin(config.admin, adminParts));
  const { host, port } = listeners;
  log.info({ host, port, listen: config.listen.map(addressText), routes: routeTexts(config) }, 'bridge listens');

  /** The site of a configuration, with no more tunnels than there can be descriptors for. */
  function siteOf(asked: BridgeConfig): Site {
    const { sessionsMax } = descriptorBudget(free, asked);
    if (sessionsMax < asked.sessionsMax) log.warn({ sessionsMax }, 'fewer tunnels: the limit of open files');
    return buildSite({ ...asked, sessionsMax }, siteParts);
  }

  async function drain(cutOffMs: number): Promise<void> {
    const closed = listeners.close();
    http.closeIdleConnections();
    await endsWithin(tunnels.allEnded(), site.config.drainGraceMs);
    tunnels.closeAll('going-away');
    const deadline = setTimeout(() => {
      tunnels.destroyAll();
      listeners.cutOff();
    }, cutOffMs);
    await Promise.all([closed, tunnels.allEnded()]);
    clearTimeout(deadline);
    await recordings.finished();
    http.close();
    admin?.close();
    descriptors.stop();
    metrics.stop();
    log.info('bridge drained');
  }

  return {
    host,
    port,
    adminPort: admin && admin.port,
    metricsText,
    onTunnels: (listener) => void (tunnels.onCount = listener),
    reload(next) {
      const nextSite = siteOf(next);
      if (next.tls !== null) tls?.reload(next.tls);
      site = nextSite;
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
  return routes.map(({ name, target, tokens }) => `${name}: ${target?.map(addressText).join(', ') ?? tokens}`);
}

async function endsWithin(ended: Promise<void>, graceMs: number): Promise<void> {
  if (graceMs === 0) return;
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([ended, new Promise((resolve) => (timer = setTimeout(resolve, graceMs)))]);
  clearTimeout(timer);
}
