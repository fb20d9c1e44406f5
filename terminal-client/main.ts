// `packetman play` and `packetman watch`: a session in this terminal, from the first picture until the terminal is given back.

import { colourDepth, ColourCodes } from './terminal/colours.ts';
import { screenFor } from './screen.ts';
import { TerminalSession, type SessionOptions } from './session.ts';
import { safeText } from './terminal/safe-text.ts';
import { openTerminal, Terminal } from './terminal/terminal.ts';

const PICTURES_PER_SECOND = 30;
/** Columns of the line with which a session ends. */
const LINE_COLUMNS_MAX = 200;

/** Signals after which the player leaves, as with the key. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs until the player leaves, or the session ends.
 * @returns the exit code: 0 if the player left, 1 otherwise
 * @throws Error if standard input and output are no terminal
 */
export async function runTerminalClient(options: SessionOptions, print: (line: string) => void): Promise<number> {
  const { stdin, stdout, env } = process;
  if (!stdin.isTTY || !stdout.isTTY) throw new Error('standard input and output must be a terminal');
  if (env['TERM'] === 'dumb') throw new Error('TERM is dumb: the terminal cannot place the cursor');
  const depth = colourDepth(env);
  const fd = openTerminal();
  let settle!: (end: { readonly isFailure: boolean; readonly line: string }) => void;
  const ended = new Promise<{ readonly isFailure: boolean; readonly line: string }>((resolve) => (settle = resolve));
  const session = new TerminalSession(options, { ended: (end) => settle(end) });
  const leave = (): void => session.leave();
  for (const signal of SIGNALS) process.on(signal, leave);
  const terminal = new Terminal({ input: stdin, output: stdout, fd }, new ColourCodes(depth), {
    key: (key) => session.press(key),
    resized: () => draw(),
    gone: leave,
  });
  const draw = (): void => {
    if (!terminal.isReady) return;
    const { columns, rows } = terminal.size;
    terminal.show(screenFor(session.shown(performance.now(), depth !== 'none'), columns, rows));
  };
  const timer = setInterval(draw, 1000 / PICTURES_PER_SECOND);
  try {
    const { isFailure, line } = await ended;
    clearInterval(timer);
    await terminal.close();
    if (line !== '') print(safeText(line, LINE_COLUMNS_MAX));
    return isFailure ? 1 : 0;
  } finally {
    clearInterval(timer);
    await terminal.close();
    for (const signal of SIGNALS) process.off(signal, leave);
  }
}
