// The progress of a long run: one line that changes, below those that stay. On a terminal it is rewritten in place;
// elsewhere it is a plain line from time to time.

const INTERVAL_ON_TERMINAL_MS = 250;
const INTERVAL_ELSEWHERE_MS = 5000;
/** What a shorter text leaves of a longer one. It is erased after writing, not before, so that nothing flickers. */
const ERASE_REST = '\u001B[K';

const COLUMNS = 80;
/** Free at the end of the line, for the `^C` that a terminal writes there. */
const COLUMNS_LEFT = 3;

type Print = (line: string) => void;

/** The part of standard output that matters here. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export class Progress {
  private readonly out: Print;
  private readonly terminal: Terminal | null;
  private text: (() => string) | null = null;
  private timer: NodeJS.Timeout | undefined;

  /** @param print takes a line without its end */
  constructor(print: Print, stdout: Terminal = process.stdout) {
    this.out = print;
    this.terminal = stdout.isTTY === true ? stdout : null;
  }

  /** Prints a line that stays. */
  print(line: string): void {
    if (this.text !== null) this.terminal?.write(`\r${ERASE_REST}`);
    this.out(line);
    if (this.text !== null && this.terminal !== null) this.show();
  }

  /** Shows a text that changes, until `end`. */
  start(text: () => string): void {
    this.text = text;
    if (this.terminal !== null) this.show();
    this.timer = setInterval(
      () => this.show(),
      this.terminal === null ? INTERVAL_ELSEWHERE_MS : INTERVAL_ON_TERMINAL_MS,
    );
  }

  /** @param stays whether its last state is to be read above what follows. Where nothing is shown nothing happens. */
  end({ stays }: { stays: boolean }): void {
    if (this.text === null) return;
    clearInterval(this.timer);
    if (stays) this.show();
    this.terminal?.write(stays ? '\n' : `\r${ERASE_REST}`);
    this.text = null;
  }

  private show(): void {
    const text = this.text!();
    if (this.terminal === null) return this.out(text);
    // A line that is wider than the terminal would be broken, and then scroll with each rewriting.
    const columns = (this.terminal.columns ?? COLUMNS) - COLUMNS_LEFT;
    this.terminal.write(`\r${text.slice(0, columns)}${ERASE_REST}`);
  }
}
