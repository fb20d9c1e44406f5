import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const FOLDER_MODE = 0o700;

/**
 * Makes a folder for this user alone, and missing folders above it. Node's recursive `mkdirSync` never returns if the system
 * answers ENOENT although the folder above exists, as /proc and automounted folders do.
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
