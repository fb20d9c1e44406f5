// A table in a terminal that is rewritten in place while games are played. Elsewhere, as in a file, its first line is printed
// from time to time, and all of it at the end.

export interface Screen {
  /** Columns of the terminal; null if it is none. */
  readonly columns: number | null;
  /** Writes text as it is. */
  write(text: string): void;
  /** Writes a line. */
  print(line: string): void;
}

const TERMINAL_INTERVAL_MS = 250;
const OTHER_INTERVAL_MS = 10_000;
const OTHER_COLUMNS = 120;

/** ANSI: clears the rest of the line. It follows the text, so that nothing flickers. */
const CLEAR_REST = '\u001b[K';
/** ANSI: to the first column of a line so many lines above. */
const backUp = (lines: number): string => (lines === 0 ? '\r' : `\u001b[${lines}A\r`);

export class LiveTable {
  private readonly screen: Screen;
  private readonly lines: (columns: number) => readonly string[];
  private readonly timer: NodeJS.Timeout;
  private shownLines = 0;
  private isNews = false;

  /** @param lines the table as it is now, for so many columns */
  constructor(screen: Screen, lines: (columns: number) => readonly string[]) {
    this.screen = screen;
    this.lines = lines;
    const intervalMs = screen.columns === null ? OTHER_INTERVAL_MS : TERMINAL_INTERVAL_MS;
    this.timer = setInterval(() => this.show(), intervalMs);
    this.timer.unref();
  }

  /** It is to be shown again, with the next interval. */
  changed(): void {
    this.isNews = true;
  }

  end(): void {
    clearInterval(this.timer);
    const { columns } = this.screen;
    const lines = this.lines(columns ?? OTHER_COLUMNS);
    if (columns === null) for (const line of lines) this.screen.print(line);
    else this.rewrite(lines);
  }

  private show(): void {
    const { columns } = this.screen;
    if (columns !== null) return this.rewrite(this.lines(columns));
    if (this.isNews) this.screen.print(this.lines(OTHER_COLUMNS)[0]!);
    this.isNews = false;
  }

  private rewrite(lines: readonly string[]): void {
    this.screen.write(backUp(this.shownLines) + lines.map((line) => `${line}${CLEAR_REST}\n`).join(''));
    this.shownLines = lines.length;
  }
}
