// Where a node keeps its own files: the outbox, and what it knows of names and bans. Nodes on one machine can have one data
// folder. They share the key of the API and the replays in it.

import { join } from 'node:path';
import { makeFolder } from '#process/make-folder';
import { FolderInUseError, FolderLock } from '../journal/folder-lock.ts';

const FOLDER = 'nodes';
const LOCK = 'node.lock';

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
  const lock = new FolderLock(join(folder, LOCK), inUse);
  return { folder, release: () => lock.release() };
}
