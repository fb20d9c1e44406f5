// Whether a program runs in a terminal that may be closed.
import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

const STANDARD_DESCRIPTORS = [0, 1, 2];

/** Whether any standard descriptor is an open terminal. It is none under `nohup`, nor in a service. */
export function hasOpenTerminal(): boolean {
  return STANDARD_DESCRIPTORS.some((descriptor) => isatty(descriptor));
}

/** Whether this process gets SIGHUP when its terminal is closed. A process started by `setsid` does not. */
export function belongsToTerminal(): boolean {
  if (!hasOpenTerminal()) return false;
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
