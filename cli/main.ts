// Runs the `packetman` program, and says how it ended. Which sub-commands there are is program.ts.
import { CommanderError } from 'commander';
import { createProgram } from './program.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
/** What a shell says of a program that wrote to a reader that had gone: 128 and SIGPIPE's number. */
const EXIT_NO_READER = 141;

const program = createProgram();

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
