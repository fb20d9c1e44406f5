// `packetman bridge`: a WebSocket bridge for any TCP server, with a page on the same port. Nothing of the game is in it.
import type { Command } from 'commander';
import { keepNewGenerationSmall } from './heap.ts';
import type { Bridge } from '../bridge/main.ts';
import { addBridgeOptions, lonelyFlag, refusedFlag, settingsOf, type BridgeOptions } from './bridge-options.ts';
import { beginHeartbeat, drainOnSignal, reportListening } from './shutdown.ts';
import { belongsToTerminal, hasOpenTerminal } from './terminal.ts';
import { BRIDGE_LISTEN, BRIDGE_TARGET } from './variables.ts';

export function addBridgeCommand(program: Command): void {
  const command = program
    .command('bridge')
    .description('let browsers talk to a TCP server over WebSocket')
    .argument(
      '[listen]',
      `where browsers connect: [host:]port, 0 picks a free one; unix:/path; systemd (env: ${BRIDGE_LISTEN})`,
    )
    .argument('[target]', `the TCP server: [host:]port, or unix:/path (env: ${BRIDGE_TARGET})`)
    .action(async (listenArgument: string | undefined, targetArgument: string | undefined, options: BridgeOptions) => {
      const listen = listenArgument ?? process.env[BRIDGE_LISTEN];
      const target = targetArgument ?? process.env[BRIDGE_TARGET];
      const refused = refusedFlag(command) ?? lonelyFlag(command, options) ?? missing(listen, target, options);
      if (refused !== null) command.error(refused);
      const { BridgeConfigError } = await import('../bridge/target/address.ts');
      try {
        await runBridge(listen, target, options);
      } catch (error) {
        if (error instanceof BridgeConfigError) command.error(`error: ${error.message}`);
        throw error;
      }
    });
  addBridgeOptions(command);
}

function missing(listen: string | undefined, target: string | undefined, options: BridgeOptions): string | null {
  if (options.config !== undefined) return null;
  const isKnown = target ?? options.unixTarget ?? options.tokenSource;
  if (listen !== undefined && isKnown !== undefined) return null;
  const name = listen === undefined ? 'listen' : 'target';
  return `error: missing required argument '${name}'${takenByCsp(options)}`;
}

/** Its policy may be left out, and then it takes the argument behind it; a policy has a space or a hyphen. */
function takenByCsp({ csp }: BridgeOptions): string {
  if (typeof csp !== 'string' || !/^[^\s-]+$/.test(csp)) return '';
  return `: --csp has taken '${csp}' as its policy, put --csp behind the arguments`;
}

async function runBridge(listen: string | undefined, target: string | undefined, options: BridgeOptions) {
  beginHeartbeat();
  keepNewGenerationSmall();
  const { closeLog, createLog, logFatal, reopenLog } = await import('#process');
  const { bridgeConfig, filesNamedBy, readSettings } = await import('../bridge/config.ts');
  const { startBridge } = await import('../bridge/main.ts');
  const { FileWatch } = await import('../bridge/ops/watch.ts');

  // What a flag says counts more than the file.
  const readConfig = () => {
    const inFile = options.config === undefined ? {} : readSettings(options.config);
    return bridgeConfig({ ...inFile, ...settingsOf(listen, target, options) });
  };
  const files = new FileWatch(reload);
  const watch = (named: readonly string[]) =>
    files.watch(options.config === undefined ? named : [options.config, ...named]);

  watch([]);
  const config = readConfig();
  watch(filesNamedBy(config));
  const level = options.verbose ? 'debug' : options.logLevel;
  const log = createLog('bridge', level, options.logFile);
  const bridge = await startBridge(config, log);

  const isInTerminal = belongsToTerminal();
  process.on('SIGHUP', () => {
    // The terminal was closed: whoever started this there expects it to be gone, and its port to be free.
    if (isInTerminal && !hasOpenTerminal()) return stop();
    reopenLog(log);
    reload();
  });
  const stop = drainOnSignal({
    drain: () => bridge.drain(),
    fatal: (error) => logFatal(log, error),
    close: () => closeLog(log),
  });
  endWhenUnused(bridge, options, stop);
  reportListening({ port: bridge.port, ...(bridge.adminPort === null ? {} : { adminPort: bridge.adminPort }) });

  function reload(): void {
    try {
      const next = readConfig();
      watch(filesNamedBy(next));
      bridge.reload(next);
    } catch (error) {
      log.error({ error: error instanceof Error ? error.message : String(error) }, 'configuration left as it was');
    }
  }
}

/** websockify's `--run-once` and `--idle-timeout`: the process ends with its only session, or when there is none. */
function endWhenUnused({ onSessions }: Bridge, { runOnce, idleTimeout }: BridgeOptions, end: () => void): void {
  const wait = () => (idleTimeout === undefined ? undefined : setTimeout(end, idleTimeout * 1000));
  let timer = wait();
  onSessions((count) => {
    clearTimeout(timer);
    if (count > 0) return;
    if (runOnce) end();
    else timer = wait();
  });
}
