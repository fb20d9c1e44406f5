// The `packetman` program: which sub-commands there are, and what a wrong one looks like. Each sub-command has its own
// file and imports its program only when it runs, so `--help` and the others do not pay for it.
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { addApiCommand } from './api.ts';
import { addArenaCommand } from './arena.ts';
import { addDbCommand } from './db.ts';
import { addBotCommand } from './bot.ts';
import { addBridgeCommand } from './bridge.ts';
import { addBridgeReplayCommand } from './bridge-replay.ts';
import { addLoadCommand } from './load.ts';
import { addLockstepCommand } from './lockstep.ts';
import { readSwitches } from './options.ts';
import { addPlayCommand, addWatchCommand } from './play.ts';
import { addRatingsCommand } from './ratings.ts';
import { addReplayCommand } from './replay.ts';
import { addServerCommand } from './server.ts';
import { addSlowLinkCommand } from './slow-link.ts';
import { addStartCommand } from './start.ts';
import { ProgramCommand, variablesHelp, wrongVariable } from './variables.ts';

const EXAMPLES = `
Examples:
  packetman                    run everything, then play at http://localhost:8080/
  packetman bot --count 3      let three bots join
  packetman bot --help         what a command does, with its flags and examples
`;

/** `start` has those of its programs, `db` those of the API. */
const WITHOUT_VARIABLES = ['start', 'db'];

/** A program that throws a CommanderError where commander alone would exit. */
export function createProgram(): Command {
  const program: Command = new ProgramCommand('packetman')
    .description('Multiplayer Pac-Man: a game server over raw TCP, a WebSocket bridge, a page for browsers, and bots.')
    .addHelpText('after', EXAMPLES)
    .version(version())
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text, write) => write(`${oneLine(text)}\n`) })
    .exitOverride()
    .hook('preAction', (_, command) => {
      const wrong = wrongVariable(command, program.commands);
      if (wrong !== null) command.error(wrong);
      readSwitches(command);
    });

  addStartCommand(program);
  addServerCommand(program);
  addApiCommand(program);
  addDbCommand(program);
  addBridgeCommand(program);
  addBridgeReplayCommand(program);
  addPlayCommand(program);
  addWatchCommand(program);
  addBotCommand(program);
  addLoadCommand(program);
  addArenaCommand(program);
  addLockstepCommand(program);
  addRatingsCommand(program);
  addReplayCommand(program);
  addSlowLinkCommand(program);
  for (const command of program.commands) {
    if (!WITHOUT_VARIABLES.includes(command.name())) command.addHelpText('after', `${variablesHelp(command)}\n`);
  }
  return program;
}

/** From package.json, which is one folder up from the source and two from what is built, in dist/cli. */
function version(): string {
  const path = import.meta.url.endsWith('.ts') ? '../package.json' : '../../package.json';
  const { version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { version: string };
  return version;
}

/** commander puts its "Did you mean" on a second line. */
function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' ');
}
