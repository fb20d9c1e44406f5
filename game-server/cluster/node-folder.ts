// Where a node keeps its own files: the outbox, and what it knows of names and bans. Nodes on one machine can have one data
// folder. They share the key of the API and the replays in it.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '#process/make-folder';
import { FolderInUseError, FolderLock } from '../journal/folder-lock.ts';
import { JOURNAL_LOCK } from '../journal/open-journal.ts';

const FOLDER = 'nodes';
const LOCK = 'node.lock';
/** Another node that starts looks into the folder for some milliseconds. */
const TRIES = 10;
const RETRY_MS = 50;

export interface NodeFolder {
  readonly folder: string;
  release(): void;
}

/**
 * Makes and locks the folder of a node: `nodes/NAME` in the data folder. A node without a name of its own has another one at
 * each start, so its files are in the data folder itself, where the next start finds them.
 * @throws {FolderInUseError} when another process uses it
 */
export function openNodeFolder(data: string, node: string | null): NodeFolder {
  const folder = node === null ? data : join(data, FOLDER, node);
  makeFolder(folder);
  const inUse = new FolderInUseError(folder, 'give each node of this machine another name with --node');
  for (let tries = 1; ; tries++) {
    try {
      const lock = new FolderLock(join(folder, LOCK), inUse);
      return { folder, release: () => lock.release() };
    } catch (error) {
      if (error !== inUse || tries === TRIES) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}

/**
 * Looks into the folders of servers that do not run: nodes that were taken out or renamed, and the lone server that was here
 * before. None of them can start meanwhile.
 * @param own the folder of this server
 * @param isWanted whether to lock a folder and call `use` with it
 */
export function useLeftFolders(
  data: string,
  own: string,
  isWanted: (folder: string) => boolean,
  use: (folder: string) => void,
): void {
  for (const folder of [data, ...nodeFolders(data)]) {
    if (folder === own || !isWanted(folder)) continue;
    const locks: FolderLock[] = [];
    try {
      const inUse = new FolderInUseError(folder);
      for (const name of folder === data ? [LOCK, JOURNAL_LOCK] : [LOCK]) {
        locks.push(new FolderLock(join(folder, name), inUse));
      }
      use(folder);
    } catch (error) {
      if (!(error instanceof FolderInUseError)) throw error;
    } finally {
      for (const lock of locks) lock.release();
    }
  }
}

function nodeFolders(data: string): string[] {
  try {
    return readdirSync(join(data, FOLDER)).map((name) => join(data, FOLDER, name));
  } catch {
    return [];
  }
}
