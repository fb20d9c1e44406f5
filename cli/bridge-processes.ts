// `packetman bridge --processes N`: the processes that relay, each started again when it ends, behind one command. They share
// their listeners by node:cluster: this process accepts connections, and gives them away one after the other.
import cluster from 'node:cluster';
import { fileURLToPath } from 'node:url';
import type { Logger } from '#process';
import type { BridgeConfig } from '../bridge/config.ts';
import type { Bridge } from '../bridge/main.ts';
import { FirstProcess } from '../bridge/processes/first-process.ts';
import type { ProcessStart } from '../bridge/processes/messages.ts';
import { type Limits, LIMITS, type Ports, StartError, Supervised } from './supervisor.ts';

const MODULE = fileURLToPath(new URL('bridge-process.js', import.meta.url));

/** Several processes, as one bridge. */
export interface BridgeProcesses extends Pick<Bridge, 'port' | 'adminPort' | 'onTunnels' | 'reload'> {
  /** Lets all of them drain. */
  drain(): Promise<void>;
  /** Ends all of them at once. */
  readonly kill: () => void;
  reopenLogs(): void;
}

/**
 * Starts them. Rejects when one cannot start; then none is left.
 * @param count from 2
 */
export async function startProcesses(
  count: number,
  config: BridgeConfig,
  log: Logger,
  logTo: Pick<ProcessStart, 'logLevel' | 'logFile'>,
): Promise<BridgeProcesses> {
  let { drainGraceMs } = config;
  const first = new FirstProcess(count, config, log, logTo);
  const limits: Limits = {
    ...LIMITS,
    get drainMs() {
      return LIMITS.drainMs + drainGraceMs;
    },
  };
  cluster.setupPrimary({ exec: MODULE, args: [] });
  const children = Array.from({ length: count }, (_, index) => {
    const plan = {
      name: `bridge process ${index + 1}`,
      program: 'bridge',
      module: MODULE,
      args: () => [],
      fork(environment: NodeJS.ProcessEnv) {
        const { process: child } = cluster.fork(environment);
        first.add(child, index + 1);
        return child;
      },
      log: (line: string) => log.warn(line),
    } as const;
    return new Supervised(plan, limits);
  });
  const drain = async (): Promise<void> => {
    first.isDraining = true;
    await Promise.all(children.map((child) => child.drain()));
    admin?.close();
  };
  let admin: Awaited<ReturnType<FirstProcess['openAdmin']>> = null;
  let ports: Ports;
  try {
    admin = await first.openAdmin(() => children.some((child) => child.isListening));
    // What keeps one from starting keeps all of them.
    const [one, ...others] = children;
    ports = await one!.start();
    first.listens(ports['port']!);
    await Promise.all(others.map((child) => child.start()));
  } catch (error) {
    await drain();
    throw error instanceof StartError && first.failure !== null ? new Error(first.failure, { cause: error }) : error;
  }
  const port = ports['port']!;
  log.info({ processes: count, port, adminPort: admin?.port }, 'processes listen');
  return {
    port,
    adminPort: admin?.port ?? null,
    onTunnels: (listener) => first.onTunnels(listener),
    reload(next) {
      ({ drainGraceMs } = next);
      first.reload(next);
    },
    drain,
    kill: () => children.forEach((child) => child.kill()),
    reopenLogs: () => first.reopenLogs(),
  };
}
