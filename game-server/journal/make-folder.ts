import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const FOLDER_MODE = 0o700;

/**
 * Makes a folder for this user alone, and those above it, where they are missing. Node's own recursive `mkdirSync` never
 * returns where the system refuses a folder as if the one above it were missing, as /proc and automounted folders do.
 *
 * @throws where that fails
 */
export function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path, { mode: FOLDER_MODE });
  } catch (error) {
    // Another process was faster.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}
