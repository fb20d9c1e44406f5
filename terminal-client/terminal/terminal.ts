// The terminal itself: raw mode, the alternate screen, keys, size, and pictures that are written without ever waiting in a
// queue. Whatever ends the program, the terminal is as it was before.

import { closeSync, constants, openSync, write, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { CellWriter, type Cells } from './cells.ts';
import type { ColourCodes } from './colours.ts';
import { KeyReader, REPORT_REQUEST, type Key } from './keys.ts';

/** Alternate screen, no cursor, no line breaks at the right edge. */
const OPEN = '\x1b[?1049h\x1b[?25l\x1b[?7l';
const RESTORE = '\x1b[?2026l\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l';
/** A terminal that knows them shows a picture as a whole. */
const BEGIN_PICTURE = '\x1b[?2026h';
const END_PICTURE = '\x1b[?2026l';

/** Pictures that are on their way to the terminal, by the reports that have not come: a quarter of a second of them. */
const PICTURES_MAX = 8;
/** A terminal that reports nothing for so long does not answer, or the answer was lost. */
const REPORT_MS_MAX = 1500;
/** How long a program that ends waits for what is still on its way. */
const CLOSE_MS_MAX = 400;
const RETRY_MS = 20;
const CHECK_MS = 10;

export interface TerminalEvents {
  key(key: Key): void;
  resized(): void;
  /** There is no more input: the terminal is gone. */
  gone(): void;
}

export interface TerminalStreams {
  /** Both must be terminals. */
  readonly input: typeof process.stdin;
  readonly output: typeof process.stdout;
  /** What is written to, from `openTerminal`. Closed by the terminal. */
  readonly fd: number;
}

const writeBytes = promisify(write);

/**
 * Opens the terminal of this process once more, so that a write to it never waits: standard output is shared with other
 * programs, which expect that it does.
 * @throws Error if the process has no terminal
 */
export function openTerminal(): number {
  return openSync('/dev/tty', constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
}

export class Terminal {
  private readonly input: typeof process.stdin;
  private readonly output: typeof process.stdout;
  private readonly fd: number;
  private readonly writer: CellWriter;
  private readonly keys = new KeyReader();
  private readonly events: TerminalEvents;
  private state: 'open' | 'closed' = 'open';
  /** Of what opens and restores the terminal: what it has not taken yet. */
  private unwritten = '';
  private isWriting = false;
  private isFdOpen = true;
  /** Pictures without a report, and when the first of them was written. */
  private unreported = 0;
  private unreportedSinceMs = 0;
  /** Whether the terminal has ever reported. One that never does is only held back by what the system takes. */
  private reports: 'unknown' | 'yes' | 'no' = 'unknown';

  /** Takes the terminal over. */
  constructor({ input, output, fd }: TerminalStreams, codes: ColourCodes, events: TerminalEvents) {
    this.input = input;
    this.output = output;
    this.fd = fd;
    this.writer = new CellWriter(codes);
    this.events = events;
    process.on('exit', this.restore);
    // Before the error is printed, which would be lost with the alternate screen.
    process.on('uncaughtExceptionMonitor', this.restore);
    input.setRawMode(true);
    this.writeNow(OPEN);
    input.on('data', this.read);
    input.on('end', this.end);
    input.on('error', this.end);
    output.on('resize', this.resize);
    input.resume();
  }

  get size(): { readonly columns: number; readonly rows: number } {
    const { columns, rows } = this.output;
    return { columns: columns || 80, rows: rows || 24 };
  }

  /** Whether a picture would be written now. One that would have to wait is left out: a newer one follows. */
  get isReady(): boolean {
    if (this.isWriting || this.state === 'closed') return false;
    if (this.reports === 'no' || this.unreported < PICTURES_MAX) return true;
    if (performance.now() - this.unreportedSinceMs < REPORT_MS_MAX) return false;
    this.reports = this.reports === 'yes' ? 'yes' : 'no';
    this.unreported = 0;
    return true;
  }

  /** Shows a picture, if it differs from the last one. Only if `isReady`. */
  show(cells: Cells): void {
    const text = this.writer.write(cells);
    if (text === '') return;
    if (this.unreported++ === 0) this.unreportedSinceMs = performance.now();
    this.isWriting = true;
    const request = this.reports === 'no' ? '' : REPORT_REQUEST;
    void this.writeAll(Buffer.from(BEGIN_PICTURE + text + END_PICTURE + request)).finally(() => {
      this.isWriting = false;
    });
  }

  /** Gives the terminal back, once it has what is on its way to it. */
  async close(): Promise<void> {
    const untilMs = performance.now() + CLOSE_MS_MAX;
    const isUnderWay = (): boolean => this.isWriting || (this.reports !== 'no' && this.unreported > 0);
    while (this.state === 'open' && isUnderWay() && performance.now() < untilMs) await pause(CHECK_MS);
    this.restore();
    while (this.unwritten !== '' && performance.now() < untilMs + CLOSE_MS_MAX) {
      await pause(CHECK_MS);
      this.writeNow('');
    }
    process.off('exit', this.restore);
    process.off('uncaughtExceptionMonitor', this.restore);
    this.input.off('data', this.read);
    this.input.off('end', this.end);
    this.output.off('resize', this.resize);
    // An input that is read keeps the program alive.
    this.input.pause();
    this.input.unref();
    if (this.isFdOpen) closeSync(this.fd);
    this.isFdOpen = false;
  }

  private readonly restore = (): void => {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.writeNow(RESTORE);
    try {
      this.input.setRawMode(false);
    } catch {
      // The terminal is gone.
    }
  };

  private readonly read = (bytes: Uint8Array): void => {
    for (const key of this.keys.push(bytes, performance.now())) {
      if (key === 'report') this.reported();
      else this.events.key(key);
    }
  };

  private reported(): void {
    this.reports = 'yes';
    if (this.unreported > 0) this.unreported--;
    this.unreportedSinceMs = performance.now();
  }

  private readonly end = (): void => {
    this.events.gone();
  };

  private readonly resize = (): void => {
    this.writer.forget();
    this.events.resized();
  };

  /** A terminal that takes nothing must not stop the program, as streams of terminals do. */
  private async writeAll(bytes: Uint8Array): Promise<void> {
    let at = 0;
    while (at < bytes.length && this.state === 'open') {
      try {
        at += (await writeBytes(this.fd, bytes, at)).bytesWritten;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return this.events.gone();
        await pause(RETRY_MS);
      }
    }
  }

  /** Writes as much as the terminal takes now. What is left follows with the next call. */
  private writeNow(text: string): void {
    this.unwritten += text;
    const bytes = Buffer.from(this.unwritten);
    try {
      this.unwritten = bytes.subarray(writeSync(this.fd, bytes)).toString();
    } catch (error) {
      // A terminal that is gone needs nothing.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') this.unwritten = '';
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
