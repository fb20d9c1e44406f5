/**
 * The bridge on the HTTP server of another program: it takes the WebSocket handshakes of its paths, and leaves all other
 * requests and upgrades to the program. Tunnels, limits, metrics and log lines are those of a bridge of its own.
 */
import type { IncomingMessage, Server } from 'node:http';
import { createLog, freeDescriptors, type Logger } from '#process';
import { attachedConfig, type AttachedSettings } from './config.ts';
import { createCore } from './core.ts';
import { answersUnderWay } from './http/bad-requests.ts';
import { requestUrl } from './http/request-url.ts';
import { takeUpgrades } from './http/taken-upgrades.ts';
import { descriptorBudget } from './ops/descriptor-budget.ts';
import { isPathOf } from './routes/route-table.ts';

/** The routes of an attached bridge. The first that fits takes a handshake. */
export type AttachedRoutes = NonNullable<AttachedSettings['routes']>;

/** The settings of an attached bridge, and where it logs: JSON lines on standard output where that is left out. */
export type AttachOptions = Omit<AttachedSettings, 'routes'> & { readonly log?: Logger };

export interface AttachedBridge {
  /** How many tunnels are open. */
  readonly tunnels: number;
  /** All metrics in the text format of Prometheus. */
  metricsText(): Promise<string>;
  /**
   * Leaves all further handshakes to the program at once, refuses those that are pending, closes every tunnel with 1001
   * once `drainGraceMs` is over, and resolves when all are gone. The server goes on. A second call only waits.
   * @param cutOffMs how long a tunnel may take to close
   */
  detach(cutOffMs?: number): Promise<void>;
}

/**
 * Begins to take handshakes.
 * @param server of `node:http` or `node:https`, listening or not
 * @throws {BridgeConfigError} at the first wrong setting; {Error} where a file that a route names cannot be read
 */
export function attach(
  server: Server,
  routes: AttachedRoutes,
  { log = createLog('bridge', 'info'), ...settings }: AttachOptions = {},
): AttachedBridge {
  const config = attachedConfig({ ...settings, routes });
  const free = freeDescriptors();
  const core = createCore(config, {
    log,
    proxiedPeerOf: () => null,
    tunnelsMaxOf: (asked) => descriptorBudget(free, { ...asked, listen: [], admin: null }).tunnelsMax,
  });
  const answers = answersUnderWay(server);
  const upgrade = core.upgradeListener(answers.isAnswering);
  const isOurs = ({ url = '' }: IncomingMessage): boolean => {
    const asked = requestUrl(url)?.pathname;
    return asked !== undefined && config.routes.some((route) => isPathOf(route, asked));
  };
  const stopTaking = takeUpgrades(server, (request, wire, head) => {
    if (!isOurs(request)) return false;
    upgrade(request, wire, head);
    return true;
  });
  log.info({ routes: config.routes.map(({ name, path }) => `${name}: ${path}`) }, 'bridge attached');

  let detached: Promise<void> | null = null;
  async function detach(cutOffMs: number): Promise<void> {
    stopTaking();
    answers.stop();
    await core.drain(cutOffMs);
    log.info('bridge detached');
  }

  return {
    get tunnels() {
      return core.tunnels.count;
    },
    metricsText: () => core.metrics.text(),
    detach: (cutOffMs = 5_000) => (detached ??= detach(cutOffMs)),
  };
}
