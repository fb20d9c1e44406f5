// Where the lines of a log go: a file, or standard output, which may be a file, a pipe, a fifo, a socket or a terminal.
// Each of these can be full, slow, stopped or gone. Lines wait in a bounded queue, are written off the event loop, and
// are dropped and counted when the queue is full.
//
//     write ──► queue ──► one write at a time ──done──► next
//                 │              └─failed──► the same bytes again, later and later
//                 └─full──► dropped, counted; half of the queue must be free before lines are taken again

import { closeSync, constants, fstatSync, open, openSync, write } from 'node:fs';

/** Lines that wait: what a busy server logs in some seconds. One more is dropped. */
export const LOG_QUEUE_BYTES_MAX = 4 * 1024 * 1024;
/** Once a line was dropped others follow it until no more than this waits, so that a slow reader costs few reports. */
const RESUME_BYTES = LOG_QUEUE_BYTES_MAX / 2;
/** Linux writes this much to a pipe in one piece (PIPE_BUF), so lines of programs that share one are not mixed. */
const PIPE_WRITE_BYTES_MAX = 4096;
/** A file takes any piece whole. With smaller ones a burst of lines would not be written as quickly as it comes. */
const FILE_WRITE_BYTES_MAX = 256 * 1024;
const RETRY_MS_MIN = 10;
const RETRY_MS_MAX = 500;
/** A write that takes longer than this is not slow, it hangs. */
const HANGING_MS = 500;
export const STDOUT = 1;
export const STDERR = 2;
/** Why lines were dropped where no write had failed: more of them came at once than the queue holds. */
const TOO_MANY = 'too-many';
/** Without O_NONBLOCK a write to a full pipe without a reader never returns; a regular file ignores the flag. */
const { O_APPEND, O_CREAT, O_NOCTTY, O_NONBLOCK, O_WRONLY } = constants;

export class LogDestination {
  /** Called with each line that it takes, whether it can be written or not. */
  onLine: (line: string) => void = () => {};
  /** Called when lines can be written again, with how many could not, and the system's code for why. */
  onRecovered: (dropped: number, cause: string) => void = () => {};
  #linesDropped = 0;
  #unreported = 0;
  /** Null where it has only the descriptor that it was given. */
  #path: string | null;
  readonly #flags: number;
  #descriptor: number | null = null;
  /** The bytes that are being written, the front of which may have left already. */
  #writing: Buffer | null = null;
  readonly #queue: string[] = [];
  #queuedBytes = 0;
  #writeBytesMax = PIPE_WRITE_BYTES_MAX;
  #isInFlight = false;
  #isClosed = false;
  #mustReopen = false;
  #retryMs = RETRY_MS_MIN;
  #retryTimer: NodeJS.Timeout | undefined;
  #cause = TOO_MANY;
  /** Called when nothing is in flight and nothing will be: the queue is empty, or this is closed. */
  #settled: () => void = () => {};

  /**
   * @param target path of a file, which is made where it is missing and appended to; or a descriptor
   * @throws where there can be no such file
   */
  constructor(target: string | number) {
    const isFile = typeof target === 'string';
    this.#flags = O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY | (isFile ? O_CREAT : 0);
    this.#path = isFile ? target : reopenablePath(target);
    if (!isFile && this.#path === null) this.#descriptor = target;
    try {
      if (this.#path !== null) this.#descriptor = openSync(this.#path, this.#flags, FILE_MODE);
      if (this.#descriptor !== null && fstatSync(this.#descriptor).isFile()) this.#writeBytesMax = FILE_WRITE_BYTES_MAX;
    } catch (error) {
      // A fifo without a reader: there may be one later.
      if ((error as NodeJS.ErrnoException).code === 'ENXIO') return;
      if (isFile) throw error;
      // The pipe or terminal of another user (`sudo -u`): what is left is the descriptor as it is.
      this.#path = null;
      this.#descriptor = target;
    }
  }

  /** Lines that were not written, since the start. */
  get linesDropped(): number {
    return this.#linesDropped;
  }

  /** Whether all lines that it was given have left, as far as it has said which did not. */
  get isComplete(): boolean {
    return this.#queuedBytes === 0 && this.#unreported === 0;
  }

  /** Takes one line with its end. It never blocks and never throws. */
  write(line: string): void {
    this.onLine(line);
    const bytes = Buffer.byteLength(line);
    if (this.#unreported > 0 || this.#queuedBytes + bytes > LOG_QUEUE_BYTES_MAX) {
      this.#linesDropped++;
      this.#unreported++;
      return this.#report();
    }
    this.#queue.push(line);
    this.#queuedBytes += bytes;
    this.#writeNext();
  }

  /** Opens the path anew before the next write. */
  reopen(): void {
    this.#mustReopen = this.#path !== null;
  }

  /**
   * Waits until all lines have left, at most so long; then nothing more is written.
   * @returns false when a write hangs in the system
   */
  async close(msMax: number): Promise<boolean> {
    if (this.#queuedBytes > 0) await this.#settledWithin(msMax);
    this.#isClosed = true;
    clearTimeout(this.#retryTimer);
    if (this.#isInFlight) await this.#settledWithin(HANGING_MS);
    return !this.#isInFlight;
  }

  async #settledWithin(msMax: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, msMax);
      this.#settled = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #writeNext(): void {
    if (this.#isInFlight || this.#retryTimer !== undefined) return;
    if (!this.#isClosed) this.#writing ??= this.#take();
    if (this.#writing === null || this.#isClosed) return this.#settled();
    this.#isInFlight = true;
    if (this.#descriptor === null || this.#mustReopen) return this.#open();
    const bytes = this.#writing;
    write(this.#descriptor, bytes, 0, bytes.length, null, (error, written) => {
      this.#isInFlight = false;
      if (error !== null) return this.#retryLater(error);
      this.#retryMs = RETRY_MS_MIN;
      this.#writing = written < bytes.length ? bytes.subarray(written) : null;
      this.#queuedBytes -= written;
      // A failure that cost no line is not the reason for what is dropped later.
      if (this.#unreported === 0) this.#cause = TOO_MANY;
      this.#report();
      this.#writeNext();
    });
  }

  #open(): void {
    // Asked for again meanwhile, it may be for another file under the name.
    this.#mustReopen = false;
    open(this.#path ?? '', this.#flags, FILE_MODE, (error, descriptor) => {
      this.#isInFlight = false;
      // Where the file cannot be opened again the old one is better than none.
      if (error !== null && this.#descriptor === null) return this.#retryLater(error);
      if (error === null) {
        if (this.#descriptor !== null) closeSync(this.#descriptor);
        this.#descriptor = descriptor;
      }
      this.#writeNext();
    });
  }

  /** The next lines, as many as make one write. */
  #take(): Buffer | null {
    let count = 0;
    let bytes = 0;
    for (const line of this.#queue) {
      bytes += Buffer.byteLength(line);
      if (count > 0 && bytes > this.#writeBytesMax) break;
      count++;
    }
    return count === 0 ? null : Buffer.from(this.#queue.splice(0, count).join(''));
  }

  #retryLater({ code = 'unknown' }: NodeJS.ErrnoException): void {
    if (this.#isClosed) return this.#settled();
    this.#cause = code;
    this.#retryTimer = setTimeout(() => {
      this.#retryTimer = undefined;
      this.#writeNext();
    }, this.#retryMs);
    this.#retryTimer.unref();
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MS_MAX);
  }

  #report(): void {
    if (this.#unreported === 0 || this.#queuedBytes > RESUME_BYTES) return;
    const dropped = this.#unreported;
    const cause = this.#cause;
    this.#unreported = 0;
    this.#cause = TOO_MANY;
    this.onRecovered(dropped, cause);
  }
}

const FILE_MODE = 0o644;

/**
 * The path by which Linux opens a descriptor's pipe or device once more: with that, O_NONBLOCK is ours alone and not that
 * of every program which has it too. Null for a regular file, whose offset is shared with those, and for a socket, which
 * cannot be opened (Node has made that one non-blocking when it made `process.stdout`).
 */
function reopenablePath(descriptor: number): string | null {
  const stats = fstatSync(descriptor);
  const isReopenable = process.platform === 'linux' && (stats.isFIFO() || stats.isCharacterDevice());
  return isReopenable ? `/proc/self/fd/${descriptor}` : null;
}
