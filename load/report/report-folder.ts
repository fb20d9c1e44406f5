// The folder of a report, created and checked before a test that may take hours.

import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { REPORT_FILES } from './page.ts';

/**
 * Makes a folder with all folders above it.
 * @throws Error in one line when it cannot be made, or the files of a report cannot be written to it.
 */
export function makeReportFolder(path: string): void {
  try {
    makeFolder(resolve(path));
    // Permissions alone say little: a file system may be read-only, or keep no files.
    rmdirSync(mkdtempSync(join(path, '.report-')));
    for (const file of REPORT_FILES.map((name) => join(path, name))) {
      if (existsSync(file)) closeSync(openSync(file, 'r+'));
    }
  } catch (error) {
    throw new Error(`no report can be written to '${path}' (--out): ${(error as Error).message}`, { cause: error });
  }
}

/** One level after the other: Node's own `recursive` never ends in /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}
