// The `packetman` program: which sub-commands there are, and what a wrong one looks like. Each sub-command has its own
// file and imports its program only when it runs, so `--help` and the others do not pay for it.
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addArenaCommand } from './arena.ts';
import { addBotCommand } from './bot.ts';
import { addBridgeCommand } from './bridge.ts';
import { addBridgeReplayCommand } from './bridge-replay.ts';
import { addLoadCommand } from './load.ts';
import { addReplayCommand } from './replay.ts';
import { addServerCommand } from './server.ts';
import { addSlowLinkCommand } from './slow-link.ts';
import { addStartCommand } from './start.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
/** What a shell says of a program that wrote to a reader that had gone: 128 and SIGPIPE's number. */
const EXIT_NO_READER = 141;

const program = new Command('packetman')
  .description('Multiplayer Pac-Man over raw TCP, with a WebSocket bridge, a page and bots')
  .version(versionOf('../../package.json'))
  .showSuggestionAfterError()
  .configureOutput({ outputError: (text, write) => write(`${oneLine(text)}\n`) })
  .exitOverride();

addStartCommand(program);
addServerCommand(program);
addBridgeCommand(program);
addBridgeReplayCommand(program);
addBotCommand(program);
addLoadCommand(program);
addArenaCommand(program);
addReplayCommand(program);
addSlowLinkCommand(program);

// `packetman bot --help | head -1` is no error of ours; a full disk below `packetman replay > file` is one of the caller's.
// Programs that serve others write elsewhere (process/log-destination.ts) and go on.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT_NO_READER);
  process.stderr.write(`packetman: cannot write to standard output: ${error.message}\n`);
  process.exit(EXIT_FAILED);
});
// There is nowhere left to say it.
process.stderr.on('error', () => {});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
  } else {
    process.stderr.write(`packetman: ${reasonOf(error)}\n`);
    process.exit(EXIT_FAILED);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isLimit = 'code' in error && error.code === 'EMFILE';
  return isLimit
    ? `the limit of open files is too low, at least 64 are needed (ulimit -n): ${error.message}`
    : error.message;
}

/** @param path from this file as it is built, in dist/cli */
function versionOf(path: string): string {
  const { version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { version: string };
  return version;
}

/** commander puts its "Did you mean" on a second line. */
function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' ');
}
