// Whether a program runs in a terminal, which may be closed.
import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

const STANDARD_DESCRIPTORS = [0, 1, 2];

/** Whether any standard descriptor is a terminal that is still open: not under `nohup`, nor for a service. */
export function hasOpenTerminal(): boolean {
  return STANDARD_DESCRIPTORS.some((descriptor) => isatty(descriptor));
}

/** Whether this process gets SIGHUP when its terminal is closed: one of `setsid` does not. */
export function belongsToTerminal(): boolean {
  if (!hasOpenTerminal()) return false;
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
