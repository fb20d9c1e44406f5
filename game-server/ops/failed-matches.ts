// Keeps the matches that a broken rule has ended as replay files, so that the fault can be played again.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replayText, type RecordedMatch } from '#simulation';

/** The most files of one server: a fault that repeats must not fill the disk. */
export const FAILED_MATCHES_MAX = 20;

export class FailedMatches {
  private readonly parent: string;
  private folder: string | null = null;
  private count = 0;

  /** @param parent where the folder of this server is made, with its first file */
  constructor(parent = tmpdir()) {
    this.parent = parent;
  }

  /**
   * Writes a match to a file that `packetman replay` plays.
   * @returns the path, or why it could not be written, as a line for the log
   */
  keep(name: string, match: RecordedMatch): { readonly file: string } | { readonly notKept: string } {
    if (this.count === FAILED_MATCHES_MAX) return { notKept: `${FAILED_MATCHES_MAX} failed matches were kept already` };
    this.count++;
    try {
      this.folder ??= mkdtempSync(join(this.parent, 'packetman-failed-'));
      const file = join(this.folder, `${name}.json`);
      writeFileSync(file, [...replayText(match)].join(''), { flag: 'wx', mode: 0o600 });
      return { file };
    } catch (error) {
      return { notKept: error instanceof Error ? error.message : String(error) };
    }
  }
}
