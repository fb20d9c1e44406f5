// One process for each data folder. The lock belongs to an open file, so the system releases it with the process, however
// that ends, and no process id is compared: it works between containers that share a folder.

import { spawnSync } from 'node:child_process';
import { closeSync, constants, fstatSync, openSync, statSync } from 'node:fs';

/** Systems on which opening a file can lock it: O_EXLOCK of the BSDs, and libuv's flag for Windows. */
const LOCKING_FLAGS: Partial<Record<NodeJS.Platform, number>> = {
  darwin: 0x20,
  freebsd: 0x20,
  openbsd: 0x20,
  win32: 0x1000_0000,
};
const { O_CREAT, O_NONBLOCK, O_RDWR } = constants;
const FILE_MODE = 0o600;
/** What opening a locked file fails with, on the BSDs and on Windows. */
const LOCKED = ['EAGAIN', 'EWOULDBLOCK', 'EBUSY'];
/** The exit code of `flock -n` when another process has the lock. */
const FLOCK_LOCKED = 1;
/** The descriptor of the file in that command. */
const INHERITED = 3;

/** Another process has the lock. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';

  /** @param folder as it is named @param remedy what the operator can do */
  constructor(folder: string, remedy = 'choose one with --data, or start with --no-journal') {
    super(`the data folder ${folder} is used by another server: ${remedy}`);
  }
}

export class FolderLock {
  private readonly path: string;
  private readonly descriptor: number;

  /**
   * Takes the lock, or fails at once.
   * @param path of the file that is locked, made where it is missing
   * @param inUse the error for a file that another process has locked
   * @throws {FolderInUseError} when another process has the lock; another error where the folder cannot be locked
   */
  constructor(path: string, inUse: FolderInUseError) {
    this.path = path;
    const flags = LOCKING_FLAGS[process.platform];
    this.descriptor = flags === undefined ? openWithFlock(path, inUse) : openLocked(path, inUse, flags);
  }

  /** Whether the path still names the locked file. If it was deleted, another process could lock a new one. */
  get isThere(): boolean {
    const found = statSync(this.path, { throwIfNoEntry: false });
    return found !== undefined && found.ino === fstatSync(this.descriptor).ino;
  }

  release(): void {
    closeSync(this.descriptor);
  }
}

function openLocked(path: string, inUse: FolderInUseError, flags: number): number {
  try {
    return openSync(path, O_RDWR | O_CREAT | O_NONBLOCK | flags, FILE_MODE);
  } catch (error) {
    throw LOCKED.includes((error as NodeJS.ErrnoException).code ?? '') ? inUse : error;
  }
}

/**
 * Node cannot lock files on Linux. The command can, on an open file that it inherits: the lock belongs to the open file, and
 * stays when the command has ended.
 */
function openWithFlock(path: string, inUse: FolderInUseError): number {
  const descriptor = openSync(path, O_RDWR | O_CREAT, FILE_MODE);
  const { status, error } = spawnSync('flock', ['-n', String(INHERITED)], {
    stdio: ['ignore', 'ignore', 'ignore', descriptor],
  });
  if (status === 0) return descriptor;
  closeSync(descriptor);
  if (status === FLOCK_LOCKED) throw inUse;
  const isMissing = error !== undefined && 'code' in error && error.code === 'ENOENT';
  if (isMissing) throw new Error(`${path} cannot be locked: there is no command flock`);
  throw error ?? new Error(`${path} cannot be locked: flock ended with ${status}`);
}
