// `packetman bridge`: a WebSocket bridge for any TCP server, with a page on the same port. Nothing of the game is in it.
import type { Command } from 'commander';
import { addBridgeOptions, refusedFlag, settingsOf, type BridgeOptions } from './bridge-options.ts';
import { keepNewGenerationSmall } from './heap.ts';
import { drainOnSignal, reportListening } from './shutdown.ts';

export function addBridgeCommand(program: Command): void {
  const command = program
    .command('bridge')
    .description('let browsers talk to a TCP server over WebSocket')
    .argument('[listen]', 'where browsers connect: [host:]port, 0 picks a free one; unix:/path; systemd')
    .argument('[target]', 'the TCP server: [host:]port, or unix:/path')
    .action(async (listen: string | undefined, target: string | undefined, options: BridgeOptions) => {
      const refused = refusedFlag(command) ?? missing(listen, target, options);
      if (refused !== null) command.error(refused);
      const { BridgeConfigError } = await import('../bridge/address.ts');
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
  if (listen === undefined) return "error: missing required argument 'listen'";
  const isKnown = target ?? options.unixTarget ?? options.tokenSource;
  return isKnown === undefined ? "error: missing required argument 'target'" : null;
}

async function runBridge(listen: string | undefined, target: string | undefined, options: BridgeOptions) {
  keepNewGenerationSmall();
  const { destination, pino } = await import('pino');
  const { bridgeConfig, readSettings } = await import('../bridge/config.ts');
  const { startBridge } = await import('../bridge/main.ts');
  const { watchFiles } = await import('../bridge/watch.ts');

  // What a flag says counts more than the file.
  const readConfig = () => {
    const inFile = options.config === undefined ? {} : readSettings(options.config);
    return bridgeConfig({ ...inFile, ...settingsOf(listen, target, options) });
  };
  const config = readConfig();
  const level = options.verbose ? 'debug' : options.logLevel;
  const log = pino({ name: 'bridge', level }, destination(options.logFile ?? 1));
  const bridge = await startBridge(config, log);

  const reload = (): void => {
    try {
      bridge.reload(readConfig());
    } catch (error) {
      log.error({ error: error instanceof Error ? error.message : String(error) }, 'configuration left as it was');
    }
  };
  process.on('SIGHUP', reload);
  const certificates =
    config.tls === null ? [] : [config.tls, ...config.tls.sni].flatMap(({ cert, key }) => [cert, key]);
  watchFiles([...(options.config === undefined ? [] : [options.config]), ...certificates], reload);
  drainOnSignal(() => bridge.drain());
  reportListening({ port: bridge.port });
}
