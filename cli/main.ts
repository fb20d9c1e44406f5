// Runs the `packetman` program and sets its exit code. The sub-commands are in program.ts.
import { CommanderError } from 'commander';
import { createProgram } from './program.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
/** As a shell reports a program that was ended by SIGPIPE: 128 and the number of the signal. */
const EXIT_SIGPIPE = 141;

const program = createProgram();

// `packetman bot --help | head -1` is no error; a full disk under `packetman replay > file` is one. Servers write through
// process/log-destination.ts and go on in both cases.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT_SIGPIPE);
  process.stderr.write(`packetman: cannot write to standard output: ${error.message}\n`);
  process.exit(EXIT_FAILED);
});
// There is nowhere left to report it.
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
    ? `the limit of open files is too low, at least 96 are needed (ulimit -n): ${error.message}`
    : error.message;
}
