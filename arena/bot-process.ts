// The process of a bot for one game, in a process group of its own, with its last output and its limits. This keeps a faulty
// bot from filling the machine; it is no sandbox for one that means harm.

import { spawn, type ChildProcess } from 'node:child_process';
import { groupUsage, type GroupUsage } from './group-usage.ts';
import { wordsOf } from './contestant.ts';

/** Where a bot connects: its arguments and environment variables, or the values of `{host}`, `{port}` and `{code}` in its command. */
export interface BotAddress {
  readonly host: string;
  readonly port: number;
  readonly code: string;
  /** For random numbers of its own. uint32. */
  readonly seed: number;
}

/** Of the end of its output, of standard error and standard output each. */
export const OUTPUT_KEPT_BYTES = 2048;
/** A bot that writes more in one game loses its seat. */
export const OUTPUT_BYTES_MAX = 32 * 1024 * 1024;
/** Resident memory and processes of a bot with all its children. */
export const MEMORY_BYTES_MAX = 1024 * 1024 * 1024;
export const PROCESSES_MAX = 32;
const CHECK_MS = 1000;
/** Between the signal that asks a bot to end, and the one that ends it. */
const TERM_MS = 500;

export class BotProcess {
  /** The error of a limit, or of the end of the process; null while it runs. */
  fault: string | null = null;
  private readonly child: ChildProcess;
  private readonly failed: (fault: string) => void;
  private readonly errors = new Tail();
  private readonly output = new Tail();
  private readonly check: NodeJS.Timeout;
  private readonly closed: Promise<void>;
  private isStopping = false;

  /** @param failed called at most once: the process has ended by itself, or has passed a limit */
  constructor(command: string, address: BotAddress, failed: (fault: string) => void) {
    this.failed = failed;
    const [program = '', ...args] = argumentsOf(command, address);
    const env = { ...process.env, ...variablesOf(address) };
    // A group of its own: Ctrl-C in the terminal reaches the arena only, and what the bot starts ends with it.
    this.child = spawn(program, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env, windowsHide: true });
    this.child.stdout?.on('data', (chunk: Buffer) => this.take(this.output, chunk));
    this.child.stderr?.on('data', (chunk: Buffer) => this.take(this.errors, chunk));
    this.closed = new Promise((resolve) => {
      this.child.once('error', (error) => {
        this.fail(`could not be started: ${error.message}`);
        if (this.child.pid === undefined) resolve();
      });
      // `close` comes when its output has been read to the end.
      this.child.once('close', (code, signal) => {
        this.fail(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`);
        resolve();
      });
    });
    this.check = setInterval(() => void this.checkLimits(), CHECK_MS).unref();
  }

  /** The end of what it wrote, as lines to be shown below a fault; '' if it wrote nothing. */
  get lastOutput(): string {
    const parts = [
      ['standard error', this.errors.text],
      ['standard output', this.output.text],
    ].flatMap(([name, text]) => (text === '' ? [] : `its last ${name}:\n${text}`));
    return parts.join('\n');
  }

  /** Ends the process and all of its group. */
  async stop(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.check);
    this.signal('SIGTERM');
    const timer = setTimeout(() => {
      this.signal('SIGKILL');
      // A process that has left the group may hold the other ends.
      this.child.stdout?.destroy();
      this.child.stderr?.destroy();
    }, TERM_MS);
    await this.closed;
    clearTimeout(timer);
    // What it has started may have survived it.
    this.signal('SIGKILL');
  }

  /** Ends all of it at once. */
  kill(): void {
    this.isStopping = true;
    clearInterval(this.check);
    this.signal('SIGKILL');
  }

  private take(tail: Tail, chunk: Buffer): void {
    tail.add(chunk);
    const { bytes } = this.errors;
    if (bytes + this.output.bytes <= OUTPUT_BYTES_MAX || this.fault !== null) return;
    this.fail(`wrote more than ${OUTPUT_BYTES_MAX / 2 ** 20} MiB of output`);
    this.signal('SIGKILL');
  }

  private async checkLimits(): Promise<void> {
    const { pid } = this.child;
    if (pid === undefined || this.fault !== null) return;
    const usage = await groupUsage(pid);
    const fault = usage === null ? null : faultOf(usage);
    if (fault === null || this.isStopping) return;
    this.fail(fault);
    this.signal('SIGKILL');
  }

  private fail(fault: string): void {
    if (this.fault !== null) return;
    this.fault = fault;
    if (!this.isStopping) this.failed(fault);
  }

  private signal(name: NodeJS.Signals): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    try {
      // The whole group, where there are groups.
      process.kill(process.platform === 'win32' ? pid : -pid, name);
    } catch {
      // It has ended.
    }
  }
}

function faultOf({ processes, memoryBytes }: GroupUsage): string | null {
  if (processes > PROCESSES_MAX) return `had more than ${PROCESSES_MAX} processes`;
  if (memoryBytes > MEMORY_BYTES_MAX) return `took more than ${MEMORY_BYTES_MAX / 2 ** 20} MiB of memory`;
  return null;
}

function argumentsOf(command: string, { host, port, code }: BotAddress): string[] {
  const words = wordsOf(command);
  const filled = words.map((word) =>
    word.replaceAll('{host}', host).replaceAll('{port}', String(port)).replaceAll('{code}', code),
  );
  const isFilled = filled.some((word, index) => word !== words[index]);
  return isFilled ? filled : [...words, host, String(port), code];
}

/** The first three are those of `packetman bot`. */
function variablesOf({ host, port, code, seed }: BotAddress): Record<string, string> {
  return {
    PACKETMAN_TARGET_HOST: host,
    PACKETMAN_TARGET_PORT: String(port),
    PACKETMAN_BOT_ROOM: code,
    PACKETMAN_LOCKSTEP: '1',
    PACKETMAN_SEED: String(seed),
  };
}

/** The end of a stream of bytes. */
class Tail {
  bytes = 0;
  private kept = Buffer.alloc(0);

  add(chunk: Buffer): void {
    this.bytes += chunk.length;
    this.kept = Buffer.concat([this.kept, chunk.subarray(-OUTPUT_KEPT_BYTES)]).subarray(-OUTPUT_KEPT_BYTES);
  }

  /** Whole lines where part of them is left out. */
  get text(): string {
    const text = this.kept.toString('utf8').trimEnd();
    if (this.bytes <= OUTPUT_KEPT_BYTES) return text;
    const lineEnd = text.indexOf('\n');
    return `... ${lineEnd < 0 ? text : text.slice(lineEnd + 1)}`;
  }
}
