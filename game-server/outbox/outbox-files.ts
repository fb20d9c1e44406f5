// The files of the outbox: one for each record that waits, named by its number and kind, oldest first.

import { closeSync, lstatSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '#process/make-folder';
import { RECORD_KINDS, type RecordKind } from '#handover';

/** A record on disk. */
export interface StoredRecord {
  /** Counts up, over restarts too. */
  readonly number: number;
  readonly kind: RecordKind;
  /** Of a match, its id; otherwise as the caller has named it. */
  readonly id: string;
  readonly bytes: number;
  /** When it was written, in milliseconds since 1970. */
  readonly writtenMs: number;
}

/** Digits of a number in a name, so that names stand in their order. */
const DIGITS = 12;
const NAME = new RegExp(`^(\\d{${DIGITS}})-([0-9a-f]{32})\\.(${RECORD_KINDS.join('|')})$`);
/** Only the user of the server may read what waits. */
export const PART_SUFFIX = '.part';

/** Where the outbox of a data folder is. */
export function outboxFolder(data: string): string {
  return join(data, 'outbox');
}

/** Where records are kept that the API has refused, for the operator. */
export function refusedFolder(folder: string): string {
  return join(folder, 'refused');
}

export function nameOf({ number, kind, id }: Pick<StoredRecord, 'number' | 'kind' | 'id'>): string {
  return `${String(number).padStart(DIGITS, '0')}-${id}.${kind}`;
}

/**
 * Writes a record. It is there as a whole, or not at all. It is not synced: it outlives the process, and after a loss of
 * power the last seconds can be missing, as in the journal.
 * @throws if it cannot be written; then nothing of it is left
 */
export function writeRecord(folder: string, name: string, bytes: Uint8Array): void {
  const path = join(folder, name);
  const part = path + PART_SUFFIX;
  try {
    const file = openSync(part, 'wx', 0o600);
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** Whether something waits in an outbox that no server may use now. */
export function hasRecords(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => NAME.test(name));
  } catch {
    return false;
  }
}

/**
 * The records in a folder, oldest first. The folder is made, and what an earlier process has half written is removed.
 * @returns also how many names there are that the outbox does not give
 * @throws if the folder cannot be made or read
 */
export function readOutbox(folder: string): { readonly records: StoredRecord[]; readonly foreign: string[] } {
  makeFolder(folder);
  const records: StoredRecord[] = [];
  const foreign: string[] = [];
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (NAME.test(name.slice(0, -PART_SUFFIX.length)) && name.endsWith(PART_SUFFIX)) {
      rmSync(path, { force: true, recursive: true });
      continue;
    }
    const [, number, id, kind] = NAME.exec(name) ?? [];
    const found = number === undefined ? undefined : lstatSync(path, { throwIfNoEntry: false });
    if (found?.isFile() === true) {
      const [bytes, writtenMs] = [found.size, found.mtimeMs];
      records.push({ number: Number(number), kind: kind as RecordKind, id: id!, bytes, writtenMs });
    } else if (path !== refusedFolder(folder)) foreign.push(name);
  }
  return { records: records.toSorted((one, other) => one.number - other.number), foreign };
}
