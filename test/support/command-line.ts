// Command lines as a terminal gets them, parsed without running what they ask for.

import { createProgram } from '../../cli/program.ts';

/** @returns the options of each command that would have run, and what was said on standard error. */
export async function parseOnly(words: readonly string[]): Promise<{ ran: object[]; said: string }> {
  const ran: object[] = [];
  let said = '';
  const program = createProgram().configureOutput({ writeErr: (text) => (said += text) });
  for (const command of program.commands.flatMap((each) => [each, ...each.commands])) {
    command.configureOutput({ writeErr: (text) => (said += text) });
    command.action(() => void ran.push(command.opts()));
  }
  await program.parseAsync(words, { from: 'user' }).catch(() => {});
  return { ran, said };
}

/** The words of a line, as a shell reads them, as far as examples go. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c!);
}
