/**
 * The bridge on the HTTP server of another program: it takes the WebSocket handshakes of its paths, and leaves all other
 * requests and upgrades to the program. Tunnels, limits, metrics and log lines are those of a bridge of its own.
 */
import { ServerResponse, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createLog, freeDescriptors, type Logger } from '#process';
import { attachedConfig, type AttachedSettings } from './config.ts';
import { createCore } from './core.ts';
import { answersUnderWay } from './http/bad-requests.ts';
import { requestUrl } from './http/request-url.ts';
import { descriptorBudget } from './ops/descriptor-budget.ts';
import { isPathOf } from './routes/route-table.ts';
import { refuseByStatus } from './websocket/refusals.ts';

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

/** Handshakes that a bridge has taken: of several on one server, the one that was attached first. */
const taken = new WeakSet<IncomingMessage>();

/** The listeners of attached bridges. Where a server has no others, nobody else takes an upgrade. */
const attached = new WeakSet<object>();

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
    return asked !== undefined && config.routes.some(({ path = '' }) => isPathOf(path, asked));
  };
  const onUpgrade = (request: IncomingMessage, wire: Duplex, head: Buffer): void => {
    if (taken.has(request)) return;
    if (isOurs(request)) {
      taken.add(request);
      upgrade(request, wire, head);
      return;
    }
    const listeners = server.listeners('upgrade');
    if (listeners.at(-1) === onUpgrade && listeners.every(isAttached)) handBack(server, request, wire as Socket, head);
  };
  attached.add(onUpgrade);
  server.on('upgrade', onUpgrade);
  log.info({ routes: config.routes.map(({ name, path }) => `${name}: ${path}`) }, 'bridge attached');

  let detached: Promise<void> | null = null;
  async function detach(cutOffMs: number): Promise<void> {
    server.off('upgrade', onUpgrade);
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

function isAttached(listener: object): boolean {
  return attached.has(listener);
}

/**
 * Without a listener of `upgrade` Node would have taken an upgrade for an ordinary request: it becomes one again. Its
 * connection ends with the answer, since Node does not read it any more; so a request with a body cannot be answered.
 */
function handBack(server: Server, request: IncomingMessage, wire: Socket, head: Buffer): void {
  wire.on('error', () => wire.destroy());
  const { 'content-length': length = '0', 'transfer-encoding': coding } = request.headers;
  if (head.length > 0 || coding !== undefined || Number(length) !== 0)
    return refuseByStatus(wire, { refusal: 'malformed' });
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(wire);
  response.once('finish', () => wire.end(() => wire.destroy()));
  server.emit('request', request, response);
}
