// How every program ends. At SIGINT and SIGTERM it drains, then exits 0; at a second signal it exits at once. An error
// that nobody caught is logged, exit 1. Under the supervisor (./supervisor.ts) its word counts instead of the terminal's.

import { belongsToTerminal, hasOpenTerminal } from './terminal.ts';

/** npm and some service managers pass one Ctrl-C on a second time; what comes this soon after the first is the same. */
const REPEAT_IGNORED_MS = 300;
const EXIT_FAILED = 1;
const EXIT_IMPATIENT = 130;

/** What a program tells its supervisor once it listens: the ports that were picked, by name. */
export interface ListeningMessage {
  listening: Record<string, number>;
}

/** What the supervisor tells a program: finish and go. Hearing it twice changes nothing. */
export const DRAIN_MESSAGE = 'drain';

/** What a program tells its supervisor this often, from its event loop, from its first moment on. */
export const HEARTBEAT_MESSAGE = 'alive';
export const HEARTBEAT_EVERY_MS = 1000;

/** Set by the supervisor: a channel to a parent alone says little, `node --watch` opens one too. */
export const SUPERVISED_VARIABLE = 'PACKETMAN_SUPERVISED';
const isSupervised = process.env[SUPERVISED_VARIABLE] !== undefined;

export interface Ending {
  /** Lets the program finish its work. */
  drain(): Promise<void>;
  /** Called at a second signal: what must not outlive the program goes at once. */
  abandon?(): void;
  /** Says what the error is that ends the program; on standard error where it is left out. */
  fatal?(error: unknown): void;
  /** Called at SIGHUP, unless the terminal was closed, which drains. Without it SIGHUP ends the program at once. */
  hangup?(): void;
  /** Lets the last lines of the log leave, within a time of its own; false when a write hangs in the system. */
  close?(): Promise<boolean>;
}

/**
 * Ends the process by `drain` at the first sign to stop: exit 0, or 1 when it failed.
 * @returns what drains and ends it without a signal
 */
export function drainOnSignal({ drain, abandon, fatal = printError, close, hangup }: Ending): () => void {
  let drainingSince: number | null = null;

  const end = async (code: number): Promise<void> => {
    // Node's own exit waits for every write that has begun; what hangs would never let it go.
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
    abandon?.();
    void end(EXIT_IMPATIENT);
  };
  const stopOnce = (): void => {
    if (drainingSince === null) stop();
  };

  process.on('uncaughtException', fail);
  if (hangup !== undefined) {
    const isInTerminal = belongsToTerminal();
    process.on('SIGHUP', () => {
      // Whoever closed the terminal expects the program to be gone, and its port to be free.
      if (isInTerminal && !hasOpenTerminal()) stopOnce();
      else hangup();
    });
  }
  process.on('SIGTERM', onSignal);
  if (isSupervised) {
    // Ctrl-C reaches everyone in the terminal's process group: here it is the supervisor who decides.
    process.on('SIGINT', () => {});
    process.on('message', (message) => message === DRAIN_MESSAGE && stopOnce());
    process.on('disconnect', stopOnce);
    // It may have gone while this program was being loaded: the event comes only once.
    if (!process.connected) stop();
  } else {
    process.on('SIGINT', onSignal);
  }
  return stopOnce;
}

function printError(error: unknown): void {
  process.stderr.write(`packetman: ${String(error)}\n`);
}

/** Tells the supervisor, when there is one, that the event loop turns. To be called first of all. */
export function beginHeartbeat(): void {
  if (!isSupervised) return;
  let isOnItsWay = false;
  const beat = (): void => {
    // A supervisor that stands still gets one, however long that takes.
    if (isOnItsWay || !process.connected) return;
    isOnItsWay = true;
    process.send?.(HEARTBEAT_MESSAGE, () => (isOnItsWay = false));
  };
  beat();
  setInterval(beat, HEARTBEAT_EVERY_MS).unref();
}

/** Tells the supervisor, when there is one, what was picked for each port. */
export function reportListening(listening: Record<string, number>): void {
  if (isSupervised && process.connected) process.send?.({ listening } satisfies ListeningMessage);
}
