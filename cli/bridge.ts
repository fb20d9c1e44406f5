// `packetman bridge`: a WebSocket bridge for any TCP server, with a page on the same port. It knows nothing of the game.
import type { Command } from 'commander';
import type { BridgeConfig, BridgeSettings } from '../bridge/config.ts';
import type { Bridge } from '../bridge/main.ts';
import type { BridgeProcesses } from './bridge-processes.ts';
import { addBridgeOptions, type BridgeOptions, conflictOf, flagWithoutCompanion } from './bridge-options.ts';
import { type BridgeArguments, bridgeSettings, withPlace } from './bridge-settings.ts';
import { keepNewGenerationSmall, makeObjectsInNewGeneration } from './heap.ts';
import { beginHeartbeat, drainOnSignal, reportListening } from './shutdown.ts';
import { BRIDGE_LISTEN, BRIDGE_TARGET } from './variables.ts';
import { differences, refusedByUs, secondTarget, wrapMode } from './websockify.ts';

export function addBridgeCommand(program: Command): void {
  const command = program
    .command('bridge')
    .description('relay the WebSockets of browsers to any TCP server, and serve a page on the same port')
    .argument(
      '[listen]',
      `where browsers connect: [host:]port, 0 picks a free one; unix:/path; systemd (env: ${BRIDGE_LISTEN})`,
    )
    .argument('[target]', `the TCP server: [host:]port, or unix:/path; several with commas (env: ${BRIDGE_TARGET})`)
    .action(async (listen: string | undefined, target: string | undefined, options: BridgeOptions) => {
      const given = argumentsOf(listen, target, options);
      const wrong =
        refusedByUs(command, options) ??
        conflictOf(options) ??
        flagWithoutCompanion(command, options) ??
        secondTarget(targetArgument(listen, target, options), options) ??
        missing(given, options);
      if (wrong !== null) command.error(wrong);
      const { BridgeConfigError } = await import('../bridge/target/address.ts');
      try {
        await runBridge(command, given, options);
      } catch (error) {
        if (error instanceof BridgeConfigError) command.error(`error: ${error.message}`);
        throw error;
      }
    });
  addBridgeOptions(command);
  program.hook('preSubcommand', (_, chosen) => {
    const wrong = chosen === command ? wrapMode((program as ParsedCommand).rawArgs) : null;
    if (wrong !== null) command.error(wrong);
  });
}

/** With --unix-listen the target comes first, as with websockify. */
function argumentsOf(first: string | undefined, second: string | undefined, options: BridgeOptions): BridgeArguments {
  const { unixListen } = options;
  const ownListen = unixListen === undefined ? first : `unix:${unixListen}`;
  const ownTarget = targetArgument(first, second, options);
  return { listen: ownListen ?? process.env[BRIDGE_LISTEN], target: ownTarget ?? process.env[BRIDGE_TARGET] };
}

function targetArgument(first: string | undefined, second: string | undefined, { unixListen }: BridgeOptions) {
  return unixListen === undefined ? second : (second ?? first);
}

/** commander has them, and leaves them out of its types. */
type ParsedCommand = Command & { readonly rawArgs: readonly string[] };

function missing({ listen, target }: BridgeArguments, options: BridgeOptions): string | null {
  if (options.config !== undefined) return null;
  const isKnown = target ?? options.unixTarget ?? options.tokenSource ?? options.targetConfig;
  if (listen !== undefined && isKnown !== undefined) return null;
  const name = listen === undefined ? 'listen' : 'target';
  return `error: missing required argument '${name}'${takenByCsp(options)}`;
}

/** The policy of --csp may be left out: then it takes the argument after it. A policy has a space or a hyphen. */
function takenByCsp({ csp }: BridgeOptions): string {
  if (typeof csp !== 'string' || !/^[^\s-]+$/.test(csp)) return '';
  return `: --csp has taken '${csp}' as its policy, put --csp behind the arguments`;
}

async function runBridge(command: Command, given: BridgeArguments, options: BridgeOptions): Promise<void> {
  beginHeartbeat();
  keepNewGenerationSmall();
  makeObjectsInNewGeneration();
  const { closeLog, createLog, logFatal, reopenLog } = await import('#process');
  const { bridgeConfig, filesNamedBy, readSettings, withoutPasswords } = await import('../bridge/config.ts');
  const { BridgeConfigError } = await import('../bridge/target/address.ts');

  const readConfig = (): BridgeConfig => {
    const inFile: BridgeSettings = options.config === undefined ? {} : readSettings(options.config);
    try {
      return bridgeConfig(bridgeSettings(inFile, given, options));
    } catch (error) {
      if (!(error instanceof BridgeConfigError)) throw error;
      throw new BridgeConfigError(withPlace(error.message, command, inFile, options.config), { cause: error });
    }
  };
  if (options.printConfig)
    return void process.stdout.write(`${JSON.stringify(withoutPasswords(readConfig()), null, 2)}\n`);

  const { startBridge } = await import('../bridge/main.ts');
  const { FileWatch } = await import('../bridge/ops/watch.ts');
  let bridge: Bridge | BridgeProcesses | null = null;
  /** Whether files have changed, or SIGHUP has come, before the bridge was there. */
  let isOutdated = false;
  const files = new FileWatch(reload);
  const watch = (named: readonly string[]) =>
    files.watch(options.config === undefined ? named : [options.config, ...named]);

  watch([]);
  const config = readConfig();
  watch(filesNamedBy(config));
  const level = options.verbose ? 'debug' : options.logLevel;
  const log = createLog('bridge', level, options.logFile);
  const several = options.processes ?? 1;
  const logTo = { logLevel: level, logFile: options.logFile };
  if (several > 1 && config.listen.some((address) => 'systemd' in address))
    throw new BridgeConfigError('listen: systemd hands its sockets to one process, leave out --processes');
  const stop = drainOnSignal({
    drain: async () => bridge?.drain(),
    kill: () => bridge !== null && 'kill' in bridge && bridge.kill(),
    fatal: (error) => logFatal(log, error),
    close: () => closeLog(log),
    hangup() {
      reopenLog(log);
      if (bridge !== null && 'reopenLogs' in bridge) bridge.reopenLogs();
      reload();
    },
  });
  bridge =
    several === 1
      ? await startBridge(config, log)
      : await (await import('./bridge-processes.ts')).startProcesses(several, config, log, logTo);
  if (isOutdated) reload();
  for (const difference of differences(options, config.web)) log.warn(`not as with websockify: ${difference}`);
  endWhenUnused(bridge, options, stop);
  reportListening({ port: bridge.port, ...(bridge.adminPort === null ? {} : { adminPort: bridge.adminPort }) });

  function reload(): void {
    if (bridge === null) {
      isOutdated = true;
      return;
    }
    try {
      const next = readConfig();
      watch(filesNamedBy(next));
      bridge.reload(next);
    } catch (error) {
      log.error({ error: error instanceof Error ? error.message : String(error) }, 'configuration left as it was');
    }
  }
}

/** websockify's --run-once and --idle-timeout: the process ends with its only tunnel, or when none has been open. */
export function endWhenUnused(
  { onTunnels }: Pick<Bridge, 'onTunnels'>,
  { runOnce, idleTimeout }: Pick<BridgeOptions, 'runOnce' | 'idleTimeout'>,
  end: () => void,
): void {
  const wait = () => (!idleTimeout ? undefined : setTimeout(end, idleTimeout * 1000));
  let timer = wait();
  onTunnels((count) => {
    clearTimeout(timer);
    if (count > 0) return;
    if (runOnce) end();
    else timer = wait();
  });
}
