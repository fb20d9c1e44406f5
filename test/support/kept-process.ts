// A server of the tests' own: it ends with the test's process, however that one ends.

import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { createInterface } from 'node:readline';

const START_MS_MAX = 60_000;
/** Starts its arguments, prints the process id, and ends the process when its own standard input ends. */
const KEEPER = '"$@" <&- 2>&1 & echo "pid $!"; read -r end; kill -INT $! 2>/dev/null; wait';

/** Texts of lines of its output. */
interface Lines {
  readonly ready: string;
  readonly failed: string;
}

export class KeptProcess {
  readonly pid: number;
  private readonly keeper: ChildProcess;

  private constructor(keeper: ChildProcess, pid: number) {
    this.keeper = keeper;
    this.pid = pid;
  }

  /** @returns it once it is ready, null where it fails to start */
  static async start(
    command: readonly string[],
    lines: Lines,
    options: SpawnOptions = {},
  ): Promise<KeptProcess | null> {
    const keeper = spawn('sh', ['-c', KEEPER, 'sh', ...command], { ...options, stdio: ['pipe', 'pipe', 'ignore'] });
    const deadline = setTimeout(() => keeper.stdin.end(), START_MS_MAX);
    const output = createInterface({ input: keeper.stdout });
    let pid = 0;
    let isReady = false;
    for await (const line of output) {
      if (line.startsWith('pid ')) pid = Number(line.slice(4));
      isReady = line.includes(lines.ready);
      if (isReady || line.includes(lines.failed)) break;
    }
    clearTimeout(deadline);
    output.close();
    // Otherwise the pipe would fill.
    keeper.stdout.resume();
    const started = new KeptProcess(keeper, pid);
    if (!isReady) await started.end();
    return isReady ? started : null;
  }

  /** Sends a signal to the process itself. */
  signal(name: NodeJS.Signals): void {
    process.kill(this.pid, name);
  }

  /** As a crash of the machine: no process of it is left. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.end();
  }

  async end(): Promise<void> {
    if (this.keeper.exitCode !== null || this.keeper.signalCode !== null) return;
    const ended = new Promise((resolve) => this.keeper.once('close', resolve));
    this.keeper.stdin!.end();
    await ended;
  }
}
