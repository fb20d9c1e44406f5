/** Tells when files have changed: the configuration, and the certificates it names. Reading them is the caller's. */
import { unwatchFile, watchFile } from 'node:fs';

/** Looked at by the clock: unlike a watch of the system, that also sees a file that was moved into place. */
const LOOK_EVERY_MS = 1000;

/** @returns what stops it */
export function watchFiles(paths: readonly string[], onChange: () => void): () => void {
  const listener = (now: { mtimeMs: number }, before: { mtimeMs: number }): void => {
    if (now.mtimeMs !== before.mtimeMs) onChange();
  };
  for (const path of paths) watchFile(path, { interval: LOOK_EVERY_MS, persistent: false }, listener);
  return () => {
    for (const path of paths) unwatchFile(path, listener);
  };
}
