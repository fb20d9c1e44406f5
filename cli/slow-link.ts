// `packetman slow-link`: a TCP proxy that delays what it forwards, to play over a bad connection.
import type { Command } from 'commander';
import { GAME_PORT, option, wholeNumber } from './options.ts';
import { drainOnSignal, reportListening } from './shutdown.ts';

const SLOW_PORT = 1990;
const MS_MAX = 60_000;
const BYTES_PER_SECOND_MAX = 1_000_000_000;

interface SlowLinkOptions {
  listen: string;
  to: string;
  delay: number;
  jitter: number;
  stall: number;
  stallEvery: number;
  bandwidth?: number;
}

const EXAMPLES = `
Examples:
  packetman slow-link --listen 1990 --to 127.0.0.1:1980 --delay 75 --jitter 15
  packetman slow-link --listen 8081 --to 8080 --delay 60 --stall 200 --stall-every 5000    then open the page on port 8081
`;

export function addSlowLinkCommand(program: Command): void {
  const milliseconds = (flag: string, description: string, preset: number) =>
    option(`${flag} <ms>`, description).argParser(wholeNumber(0, MS_MAX)).default(preset);
  const command = program
    .command('slow-link')
    .description(
      'forward TCP connections with delay, jitter, stalls and limited bandwidth, to test over a bad connection',
    )
    .addOption(
      option('--listen <address>', 'address to accept connections on: [host:]port, 0 picks a free port').default(
        `${SLOW_PORT}`,
      ),
    )
    .addOption(option('--to <address>', 'address to forward them to: [host:]port').default(`127.0.0.1:${GAME_PORT}`))
    .addOption(milliseconds('--delay', 'delay in each direction', 75))
    .addOption(milliseconds('--jitter', 'random delay added to it, from 0 to this', 0))
    .addOption(milliseconds('--stall', 'length of a stall, in which nothing arrives; 0 for none', 0))
    .addOption(milliseconds('--stall-every', 'time from the start of one stall to the next', 5000))
    .addOption(
      option('--bandwidth <bytes>', 'bytes per second in each direction (default: unlimited)').argParser(
        wholeNumber(1, BYTES_PER_SECOND_MAX),
      ),
    )
    .addHelpText('after', EXAMPLES)
    .hook('preAction', () => {
      const { stall, stallEvery } = command.opts<SlowLinkOptions>();
      if (stall > 0 && stall >= stallEvery) {
        command.error(`error: --stall ${stall} is not less than --stall-every ${stallEvery}: nothing would arrive`);
      }
      if (stall === 0 && command.getOptionValueSource('stallEvery') === 'cli') {
        command.error('error: --stall-every does nothing without --stall');
      }
    })
    .action(async (options: SlowLinkOptions) => {
      const { BridgeConfigError } = await import('../bridge/target/address.ts');
      try {
        await runSlowLink(options);
      } catch (error) {
        if (error instanceof BridgeConfigError) command.error(`error: ${error.message}`);
        throw error;
      }
    });
}

async function runSlowLink({
  listen,
  to,
  delay,
  jitter,
  stall,
  stallEvery,
  bandwidth,
}: SlowLinkOptions): Promise<void> {
  const { BridgeConfigError, parseAddress } = await import('../bridge/target/address.ts');
  const { startSlowLink } = await import('../tools/slow-link.ts');
  const target = parseAddress(to);
  if (target.port === 0) throw new BridgeConfigError(`--to ${to}: the port must not be 0`);
  const profile = { delayMs: delay, jitterMs: jitter, stallMs: stall, stallEveryMs: stallEvery };
  const bandwidthLimit = bandwidth === undefined ? {} : { bytesPerSecond: bandwidth };
  const link = await startSlowLink(parseAddress(listen), target, { ...profile, ...bandwidthLimit });
  drainOnSignal({ drain: () => link.close() });
  reportListening({ port: link.port });
  console.log(`Forwarding port ${link.port} to ${to}, ${delay} to ${delay + jitter} ms later in each direction.`);
}
