// Opens the journal of a data folder: takes the lock, reads what an earlier process has left, and moves aside what another
// version of the program has written.

import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '#process/make-folder';
import type { Clock } from '../clock.ts';
import type { Logger } from '../ops/log.ts';
import { FileJournal } from './file-journal.ts';
import { FolderInUseError, FolderLock } from './folder-lock.ts';
import type { JournalContents } from './journal.ts';
import { readStoredJournal, StoredJournal } from './stored-journal.ts';

const FOLDER = 'journal';
export const JOURNAL_LOCK = 'journal.lock';
/** Journals of other versions that are kept, each under this name with a number. */
const OLD = /^journal-old-(\d+)$/;
export const OLD_JOURNALS_MAX = 3;

export interface OpenJournal {
  readonly journal: FileJournal;
  readonly contents: JournalContents;
  /** Stops it and releases the lock; a later process goes on from the files. */
  release(): void;
  /** The same for a server that has drained: it leaves nothing to go on from. */
  finish(): Promise<void>;
}

/**
 * @param data the data folder, made where it is missing
 * @throws {FolderInUseError} when another process uses it. Any other failure is logged, and tried again while the server runs.
 */
export function openJournal(data: string, clock: Clock, log: Logger): OpenJournal {
  const folder = join(data, FOLDER);
  let held: FolderLock | null = null;
  const lock = () => {
    if (held?.isThere) return;
    held?.release();
    held = null;
    makeFolder(data);
    held = new FolderLock(join(data, JOURNAL_LOCK), new FolderInUseError(data));
  };
  let stored: StoredJournal | null = null;
  try {
    lock();
    stored = read(data, folder, log);
  } catch (error) {
    if (error instanceof FolderInUseError) throw error;
    log.error({ folder: data, reason: (error as Error).message }, 'journal: it cannot be read');
  }
  stored ??= new StoredJournal(folder, log, new Map(), []);
  const journal = new FileJournal({ folder, clock, log, stored, lock });
  return {
    journal,
    contents: stored,
    release() {
      journal.stop();
      held?.release();
    },
    async finish() {
      await journal.finish();
      held?.release();
    },
  };
}

function read(data: string, folder: string, log: Logger): StoredJournal | null {
  const stored = readStoredJournal(folder, log);
  if (stored instanceof StoredJournal) return stored;
  const old = oldJournals(data);
  const aside = `${FOLDER}-old-${(old.at(-1) ?? 0) + 1}`;
  renameSync(folder, join(data, aside));
  for (const number of old.slice(0, Math.max(0, old.length + 1 - OLD_JOURNALS_MAX))) {
    rmSync(join(data, `${FOLDER}-old-${number}`), { recursive: true, force: true });
  }
  log.error({ folder: data, movedTo: aside, cause: stored }, 'journal: another version has written it, moved aside');
  return null;
}

function oldJournals(data: string): number[] {
  if (!existsSync(data)) return [];
  return readdirSync(data)
    .flatMap((name) => OLD.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b);
}
