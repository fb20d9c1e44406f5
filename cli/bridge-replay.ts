// `packetman bridge-replay`: plays a recording of a bridge, from either side.
import { type Command, InvalidArgumentError } from 'commander';
import { option, urlOf } from './options.ts';

/** Slower, a day would take longer than a timer can wait. */
const SPEED_MIN = 0.05;
const SPEED_MAX = 1_000_000;

interface BridgeReplayOptions {
  to?: string;
  listen?: string;
  speed: number;
}

const EXAMPLES = `
Examples:
  packetman bridge-replay --to ws://localhost:8080/ a.recording          as the browser, against a bridge
  packetman bridge-replay --listen 1980 --speed 10 a.recording           as the target, ten times as fast
`;

export function addBridgeReplayCommand(program: Command): void {
  const command = program
    .command('bridge-replay')
    .description('play a recorded tunnel of a bridge, as the browser or as the target')
    .argument('<file>', 'a file that `packetman bridge --record` has written')
    .addOption(option('--to <url>', 'play the browser against this bridge').argParser(urlOf('ws:', 'wss:')))
    .addOption(option('--listen <address>', 'play the target on this address').conflicts('to'))
    .addOption(option('--speed <factor>', '1 for true speed').argParser(parseSpeed).default(1))
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, { to, listen, speed }: BridgeReplayOptions) => {
      const { readRecording, replayBrowser, replayTarget } = await import('../bridge/ops/replay.ts');
      const { BridgeConfigError, parseAddress } = await import('../bridge/target/address.ts');
      if (to === undefined && listen === undefined) command.error('error: either --to or --listen is needed');
      const address = listenAddress();
      const recording = readRecording(file);
      if (!recording.isWhole)
        process.stderr.write('packetman: the recording was cut, it is played as far as it goes\n');
      const replayed = to === undefined ? await playTarget() : await replayBrowser(recording, to, speed);
      const { sentBytes, receivedBytes, isSame } = replayed;
      const verdict = isSame ? 'as recorded' : 'not what was recorded';
      process.stdout.write(`sent ${sentBytes} bytes, received ${receivedBytes}: ${verdict}\n`);
      if (!isSame) process.exitCode = 1;

      function listenAddress() {
        try {
          return listen === undefined ? null : parseAddress(listen);
        } catch (error) {
          if (error instanceof BridgeConfigError) return command.error(`error: ${error.message}`);
          throw error;
        }
      }

      async function playTarget() {
        const played = await replayTarget(recording, address!, speed);
        process.stderr.write(`packetman: waiting for a caller on port ${played.port}\n`);
        return played.replayed;
      }
    });
}

/** A number as a person writes it, or Infinity for at once. */
function parseSpeed(text: string): number {
  const speed = /^(\d+(\.\d+)?|Infinity)$/.test(text) ? Number(text) : 0;
  if (speed === Infinity || (speed >= SPEED_MIN && speed <= SPEED_MAX)) return speed;
  throw new InvalidArgumentError(`It must be a number from ${SPEED_MIN} to ${SPEED_MAX}, or Infinity.`);
}
