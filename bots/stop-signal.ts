// When bots or a load test have to stop: Ctrl-C, SIGTERM, a time that is up, or the caller's own signal.

import { setTimeout as wait } from 'node:timers/promises';

/** npm passes one Ctrl-C on a second time: another signal this soon after the first is the same one. */
const REPEAT_IGNORED_MS = 300;

/** The reason of the signal where the time was up. */
export const TIME_UP = Symbol('the time is up');

/**
 * A signal that aborts at the first of these. A second Ctrl-C is left to the system, which ends the process.
 * @param seconds how long from now, undefined for no limit
 * @returns the signal, and `dispose` to stop listening
 */
export function stopSignal(
  seconds: number | undefined,
  other: AbortSignal | undefined,
): { signal: AbortSignal; dispose: () => void } {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const timer = seconds === undefined ? undefined : setTimeout(() => controller.abort(TIME_UP), seconds * 1000);
  let repeats: NodeJS.Timeout | undefined;
  const stopListening = () => {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
  const onSignal = () => {
    stop();
    repeats ??= setTimeout(stopListening, REPEAT_IGNORED_MS).unref();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  if (other?.aborted === true) stop();
  other?.addEventListener('abort', stop);
  const dispose = () => {
    clearTimeout(timer);
    clearTimeout(repeats);
    stopListening();
    other?.removeEventListener('abort', stop);
  };
  return { signal: controller.signal, dispose };
}

/** Settles when so many seconds have passed, or the signal aborts. */
export async function passed(seconds: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(seconds * 1000, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
