// Runs the `packetman` program, and says how it ended. Which sub-commands there are is program.ts.
import { CommanderError } from 'commander';
import { createProgram } from './program.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
/** What a shell says of a program that wrote to a reader that had gone: 128 and SIGPIPE's number. */
const EXIT_NO_READER = 141;

const program = createProgram();

// `packetman bot --help | head -1` is no error of ours.
for (const output of [process.stdout, process.stderr]) {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT_NO_READER);
  });
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
  } else {
    process.stderr.write(`packetman: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(EXIT_FAILED);
  }
}
