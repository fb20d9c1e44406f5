// How far a long run is: one line rewritten on a terminal, a plain line now and then elsewhere.

const INTERVAL_ON_TERMINAL_MS = 250;
const INTERVAL_ELSEWHERE_MS = 5000;
const ERASE_LINE = '\r\u001B[2K';

/**
 * Shows a text that changes, until `end` is called.
 * @param print takes a line without its end, where standard output is no terminal
 */
export function startProgress(print: (line: string) => void, text: () => string): { end: () => void } {
  const { stdout } = process;
  const isTerminal = stdout.isTTY;
  const show = () => (isTerminal ? void stdout.write(ERASE_LINE + text()) : print(text()));
  const timer = setInterval(show, isTerminal ? INTERVAL_ON_TERMINAL_MS : INTERVAL_ELSEWHERE_MS);
  const end = () => {
    clearInterval(timer);
    show();
    if (isTerminal) stdout.write('\n');
  };
  return { end };
}
