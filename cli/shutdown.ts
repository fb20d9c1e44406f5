// What every program does with SIGINT and SIGTERM: drain, then exit 0; told a second time, exit at once.
// Under the supervisor (./supervisor.ts) its word counts instead of the terminal's.

/** npm and some service managers pass one Ctrl-C on a second time; what comes this soon after the first is the same. */
const REPEAT_IGNORED_MS = 300;
const EXIT_IMPATIENT = 130;

/** What a program tells its supervisor once it listens: the ports that were picked, by name. */
export interface ListeningMessage {
  listening: Record<string, number>;
}

/** What the supervisor tells a program: finish and go. Hearing it twice changes nothing. */
export const DRAIN_MESSAGE = 'drain';

/** Set by the supervisor: a channel to a parent alone says little, `node --watch` opens one too. */
export const SUPERVISED_VARIABLE = 'PACKETMAN_SUPERVISED';
const isSupervised = process.env[SUPERVISED_VARIABLE] !== undefined;

/**
 * Calls `drain` once at the first sign to stop and ends the process when it has settled: 0, or 1 when it failed.
 * A second signal calls `abandon` and ends the process at once.
 * @returns what drains and ends it without a signal
 */
export function drainOnSignal(drain: () => Promise<void>, abandon: () => void = () => {}): () => void {
  let drainingSince: number | null = null;

  const stop = (): void => {
    drainingSince = performance.now();
    drain().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`packetman: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  const onSignal = (): void => {
    if (drainingSince === null) return stop();
    if (performance.now() - drainingSince < REPEAT_IGNORED_MS) return;
    abandon();
    process.exit(EXIT_IMPATIENT);
  };
  const stopOnce = (): void => {
    if (drainingSince === null) stop();
  };

  process.on('SIGTERM', onSignal);
  if (isSupervised) {
    // Ctrl-C reaches everyone in the terminal's process group: here it is the supervisor who decides.
    process.on('SIGINT', () => {});
    process.on('message', (message) => message === DRAIN_MESSAGE && stopOnce());
    process.on('disconnect', stopOnce);
  } else {
    process.on('SIGINT', onSignal);
  }
  return stopOnce;
}

/** Tells the supervisor, when there is one, what was picked for each port. */
export function reportListening(listening: Record<string, number>): void {
  if (isSupervised) process.send?.({ listening } satisfies ListeningMessage);
}
