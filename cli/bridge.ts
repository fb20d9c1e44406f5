// `packetman bridge`: a WebSocket bridge for any TCP server, with a page on the same port. Nothing of the game is in it.
import type { Command } from 'commander';
import { collect, logLevelOption, option } from './options.ts';
import { drainOnSignal, reportListening } from './shutdown.ts';

interface BridgeOptions {
  web?: string;
  api?: string;
  proxyHeader: 'none' | 'v2';
  origin?: string[];
  trust?: string[];
  logLevel: string;
}

const EXAMPLES = `
Examples:
  packetman bridge 8080 127.0.0.1:5900
  packetman bridge --web ./page --origin https://example.com :8080 game.internal:1980
`;

export function addBridgeCommand(program: Command): void {
  const command = program
    .command('bridge')
    .description('let browsers talk to a TCP server over WebSocket')
    .argument('<listen>', 'where browsers connect: [host:]port, 0 picks a free one')
    .argument('<target>', 'the TCP server: [host:]port')
    .addOption(option('--web <dir>', 'folder of the page to serve'))
    .addOption(option('--api <url>', 'HTTP origin that answers /api and /monitor'))
    .addOption(
      option('--proxy-header <version>', 'tell the target who calls, as a PROXY protocol header')
        .choices(['none', 'v2'])
        .default('none'),
    )
    .addOption(
      option('--origin <origin>', 'a page that may connect besides our own; may be repeated').argParser(collect),
    )
    .addOption(
      option('--trust <network>', 'a proxy whose X-Forwarded-For is believed; may be repeated').argParser(collect),
    )
    .addOption(logLevelOption('info'))
    .addHelpText('after', EXAMPLES)
    .action(async (listen: string, target: string, options: BridgeOptions) => {
      const { BridgeConfigError } = await import('../bridge/config.ts');
      try {
        await runBridge(listen, target, options);
      } catch (error) {
        if (error instanceof BridgeConfigError) command.error(`error: ${error.message}`);
        throw error;
      }
    });
}

async function runBridge(listen: string, target: string, options: BridgeOptions): Promise<void> {
  const { pino } = await import('pino');
  const { bridgeConfig, parseAddress } = await import('../bridge/config.ts');
  const { startBridge } = await import('../bridge/main.ts');

  const config = bridgeConfig({
    listen: parseAddress(listen),
    target: parseAddress(target),
    web: options.web,
    api: options.api,
    proxyHeader: options.proxyHeader,
    origins: options.origin,
    trust: options.trust,
  });
  const bridge = await startBridge(config, pino({ name: 'bridge', level: options.logLevel }));
  drainOnSignal(() => bridge.drain());
  reportListening({ port: bridge.port });
}
