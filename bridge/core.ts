/**
 * All that is between the `upgrade` event of an HTTP server and the tunnels: main.ts has a server of its own for it,
 * attach.ts the server of another program.
 */
import { HourlyWarnings } from '#net';
import { DescriptorWatch, logLinesDropped, type Logger } from '#process';
import type { TunnelConfig } from './config.ts';
import type { ProxiedPeerOf } from './http/client-address.ts';
import { createMetrics, type BridgeMetrics } from './ops/metrics.ts';
import { Recordings } from './ops/recorder.ts';
import { RefusalLog } from './ops/refusal-log.ts';
import { addTargetMetrics } from './ops/target-metrics.ts';
import type { SharedCounts } from './processes/shared.ts';
import { LookUps } from './routes/look-up.ts';
import type { OnWrongLines } from './routes/token-files.ts';
import { TokenRedisConnections } from './routes/token-redis.ts';
import { type GuessCounts, SecretGuesses } from './routes/secret-guesses.ts';
import { waitingGuesses } from './routes/waiting-guesses.ts';
import { buildSite, type Site } from './site.ts';
import { Targets } from './target/targets.ts';
import { HandshakeLimits } from './websocket/limits.ts';
import { Tunnels } from './websocket/tunnels.ts';
import { upgradeListener, type UpgradeParts } from './websocket/upgrade.ts';

/** Of the wrong lines of a token file, those that a log line names. */
const WRONG_LINES_MAX = 20;

const WARNINGS = {
  untrustedProxy:
    'a request names another caller in X-Forwarded-For or Forwarded, and its peer is not trusted: if that is your proxy, name it with --trust, or all its callers are one address',
} as const;

export interface CoreParts {
  readonly log: Logger;
  readonly proxiedPeerOf: ProxiedPeerOf;
  /** How many tunnels the limit of open files allows. */
  readonly tunnelsMaxOf: (config: TunnelConfig) => number;
  /** What this process shares with others of the same bridge; left out where it is alone. */
  readonly shared?: SharedCounts | undefined;
}

export interface BridgeCore {
  readonly metrics: BridgeMetrics;
  readonly refusals: RefusalLog;
  readonly guesses: GuessCounts;
  readonly tunnels: Tunnels;
  /** The site of this moment. */
  site(): Site;
  isDraining(): boolean;
  /** Reads the files that another configuration names. @returns what makes it count for new tunnels @throws where one cannot be read */
  prepare(config: TunnelConfig): () => void;
  /** A listener of the `upgrade` event. */
  upgradeListener(isAnswering: UpgradeParts['isAnswering']): ReturnType<typeof upgradeListener>;
  /**
   * Refuses handshakes from now on, gives tunnels the grace time of the configuration, and closes those that are left.
   * @param cutOffMs how long these may take to close
   * @param others ends together with the tunnels, and may be cut off with them
   */
  drain(cutOffMs: number, others?: { readonly ended: Promise<void>; cutOff(): void }): Promise<void>;
}

/** Throws where a file that the configuration names cannot be read. */
export function createCore(config: TunnelConfig, { log, proxiedPeerOf, tunnelsMaxOf, shared }: CoreParts): BridgeCore {
  const descriptors = new DescriptorWatch(log);
  const metrics = createMetrics(() => tunnels, {
    linesDropped: () => logLinesDropped(log),
    exhausted: () => descriptors.exhausted,
  });
  const recordings = new Recordings(log, metrics.recordingCut);
  const refusals = new RefusalLog(log);
  const onWrong = () => metrics.wrongSecret();
  const guesses = waitingGuesses(shared?.guesses(onWrong) ?? new SecretGuesses(onWrong));
  const warnings = new HourlyWarnings(WARNINGS, log, () => performance.now());
  const onUntrustedProxy = (address: string) => warnings.warn('untrustedProxy', address);
  const onWrongLines: OnWrongLines = (file, lines) =>
    log.warn(
      { file, lines: lines.slice(0, WRONG_LINES_MAX), count: lines.length },
      'lines of a token file are no "token: host:port", and passed over',
    );
  const tunnels = new Tunnels(metrics, log);
  const limits = shared?.places ?? new HandshakeLimits();
  const lookUps = new LookUps();
  const tokenRedis = new TokenRedisConnections(log);
  const targets = new Targets(log);
  targets.onRefused = ({ route, text }, error) => refusals.targetFailed(route, text, error);
  addTargetMetrics(metrics.registry, targets);
  let draining = false;
  let site = siteOf(config);
  targets.use(config.routes, site.targetTls);
  const isDraining = () => draining;

  function siteOf(asked: TunnelConfig): Site {
    const tunnelsMax = Math.min(asked.tunnelsMax, tunnelsMaxOf(asked));
    if (tunnelsMax < asked.tunnelsMax) log.warn({ tunnelsMax }, 'fewer tunnels: the limit of open files');
    return buildSite(
      { ...asked, tunnelsMax },
      { proxiedPeerOf, onUntrustedProxy, onWrongLines, recordings, tokenRedis },
    );
  }

  return {
    metrics,
    refusals,
    guesses,
    tunnels,
    site: () => site,
    isDraining,
    prepare(next) {
      const nextSite = siteOf(next);
      return () => {
        site = nextSite;
        targets.use(next.routes, nextSite.targetTls);
        const sources = next.routes.flatMap((route) => route.tokenRedis ?? []);
        tokenRedis.keepOnly(new Set(sources.map((source) => tokenRedis.of(source, next.lookUpTimeoutMs))));
      };
    },
    upgradeListener: (isAnswering) =>
      upgradeListener({
        site: () => site,
        isDraining,
        isAnswering,
        limits,
        guesses,
        lookUps,
        targets,
        tunnels,
        metrics,
        refusals,
      }),
    async drain(cutOffMs, others) {
      draining = true;
      lookUps.stop();
      targets.stop();
      await endsWithin(tunnels.allEnded(), site.config.drainGraceMs);
      tunnels.closeAll('going-away');
      const deadline = setTimeout(() => {
        tunnels.destroyAll();
        others?.cutOff();
      }, cutOffMs);
      await Promise.all([others?.ended, tunnels.allEnded()]);
      clearTimeout(deadline);
      tokenRedis.close();
      await recordings.finished();
      descriptors.stop();
      metrics.stop();
    },
  };
}

async function endsWithin(ended: Promise<void>, graceMs: number): Promise<void> {
  if (graceMs === 0) return;
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([ended, new Promise((resolve) => (timer = setTimeout(resolve, graceMs)))]);
  clearTimeout(timer);
}
