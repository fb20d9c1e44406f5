// How every program ends. At SIGINT and SIGTERM it drains, then exits with 0; at a second signal it exits at once. An
// uncaught error is logged, exit code 1. Under the supervisor (./supervisor.ts) messages take the place of SIGINT.

import { belongsToTerminal, hasOpenTerminal } from './terminal.ts';

/** npm and some service managers deliver one Ctrl-C twice: a signal this soon after the first is ignored. */
const REPEAT_IGNORED_MS = 300;
const EXIT_FAILED = 1;
const EXIT_INTERRUPTED = 130;

/** What a program sends to its supervisor once it listens: the ports that were picked, by name. */
export interface ListeningMessage {
  listening: Record<string, number>;
}

/** What the supervisor sends to a program that is to drain and exit. A second one changes nothing. */
export const DRAIN_MESSAGE = 'drain';

/** What a program sends to its supervisor at this interval from its event loop, as soon as it runs. */
export const HEARTBEAT_MESSAGE = 'alive';
export const HEARTBEAT_EVERY_MS = 1000;

/** Set by the supervisor: a channel to a parent is no sign of one, as `node --watch` opens one too. */
export const SUPERVISED_VARIABLE = 'PACKETMAN_SUPERVISED';
const isSupervised = process.env[SUPERVISED_VARIABLE] !== undefined;

export interface Shutdown {
  /** Lets the program finish its work. */
  drain(): Promise<void>;
  /** Called at a second signal: ends at once what must not outlive the program. */
  kill?(): void;
  /** Reports the error that ends the program; by default on standard error. */
  fatal?(error: unknown): void;
  /** Called at SIGHUP, unless the terminal was closed, which drains. Without it SIGHUP ends the program at once. */
  hangup?(): void;
  /** Writes the last lines of the log, within a time limit of its own; false when a write hangs in the system. */
  close?(): Promise<boolean>;
}

/**
 * Drains at the first signal and exits, with 1 when draining fails.
 * @returns a function that does the same without a signal
 */
export function drainOnSignal({ drain, kill, fatal = printError, close, hangup }: Shutdown): () => void {
  let drainingSince: number | null = null;

  const end = async (code: number): Promise<void> => {
    // Node's own exit waits for every write that has begun, and one that hangs never ends.
    if ((await close?.()) === false) process.kill(process.pid, 'SIGKILL');
    process.exit(code);
  };
  const fail = (error: unknown): void => {
    fatal(error);
    void end(EXIT_FAILED);
  };
  const stop = (): void => {
    drainingSince = performance.now();
    drain().then(() => end(0), fail);
  };
  const onSignal = (): void => {
    if (drainingSince === null) return stop();
    if (performance.now() - drainingSince < REPEAT_IGNORED_MS) return;
    kill?.();
    void end(EXIT_INTERRUPTED);
  };
  const stopOnce = (): void => {
    if (drainingSince === null) stop();
  };

  process.on('uncaughtException', fail);
  if (hangup !== undefined) {
    const isInTerminal = belongsToTerminal();
    process.on('SIGHUP', () => {
      // A program whose terminal was closed is expected to end and to free its port.
      if (isInTerminal && !hasOpenTerminal()) stopOnce();
      else hangup();
    });
  }
  process.on('SIGTERM', onSignal);
  if (isSupervised) {
    // Ctrl-C reaches every process in the group of the terminal; the supervisor decides what happens.
    process.on('SIGINT', () => {});
    process.on('message', (message) => message === DRAIN_MESSAGE && stopOnce());
    process.on('disconnect', stopOnce);
    // The supervisor may have ended while this program was being loaded, and the event comes only once.
    if (!process.connected) stop();
  } else {
    process.on('SIGINT', onSignal);
  }
  return stopOnce;
}

function printError(error: unknown): void {
  process.stderr.write(`packetman: ${String(error)}\n`);
}

/** Begins to tell the supervisor, when there is one, that the event loop turns. To be called first. */
export function beginHeartbeat(): void {
  if (!isSupervised) return;
  let isUnderWay = false;
  const beat = (): void => {
    // A stopped supervisor gets one heartbeat, however long it is stopped.
    if (isUnderWay || !process.connected) return;
    isUnderWay = true;
    process.send?.(HEARTBEAT_MESSAGE, () => (isUnderWay = false));
  };
  beat();
  setInterval(beat, HEARTBEAT_EVERY_MS).unref();
}

/** Tells the supervisor, when there is one, what was picked for each port. */
export function reportListening(listening: Record<string, number>): void {
  // That the supervisor has gone comes as `disconnect` too: as an error it would end this program with 1.
  if (isSupervised && process.connected) process.send?.({ listening } satisfies ListeningMessage, () => {});
}
