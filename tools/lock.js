// A lock between processes: a folder with one file, named after its owner's process id. Set-up uses it, since several
// `packetman` commands may be started at once in a fresh clone.
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 100;
/** Longer than the slowest set-up. A process that waits longer ends with an error. */
const WAIT_MS_MAX = 10 * 60_000;

/**
 * Waits until no other process holds the lock, then runs `work`.
 * A lock whose owner is no longer alive counts as free.
 *
 * @template T
 * @param {string} folder path of the lock; its parent is made when missing
 * @param {() => Promise<T>} work
 * @returns {Promise<T>} what `work` gives
 * @throws {Error} when the lock has been held by others for ten minutes
 */
export async function withLock(folder, work) {
  const giveUpAt = Date.now() + WAIT_MS_MAX;
  mkdirSync(dirname(folder), { recursive: true });
  while (!tryLock(folder)) {
    if (Date.now() > giveUpAt) throw new Error(`${folder} is held by another process; remove it if none is running`);
    removeDeadOwners(folder);
    await delay(POLL_MS);
  }
  try {
    return await work();
  } finally {
    release(folder, String(process.pid));
  }
}

/**
 * A rename onto a folder with something in it fails, so taking the lock and naming its owner are one step.
 *
 * @param {string} folder
 */
function tryLock(folder) {
  const mine = mkdtempSync(`${folder}-`);
  writeFileSync(join(mine, String(process.pid)), '');
  try {
    renameSync(mine, folder);
    return true;
  } catch {
    rmSync(mine, { recursive: true, force: true });
    return false;
  }
}

/** @param {string} folder */
function removeDeadOwners(folder) {
  for (const owner of ownersOf(folder)) if (!isAlive(Number(owner))) release(folder, owner);
}

/**
 * Removes this owner's file only: if another process has taken the lock meanwhile, its file and the folder stay.
 *
 * @param {string} folder
 * @param {string} owner
 */
function release(folder, owner) {
  try {
    unlinkSync(join(folder, owner));
    rmdirSync(folder);
  } catch {
    // The folder is gone, or someone else's: both are fine.
  }
}

/** @param {string} folder */
function ownersOf(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process exists, and belongs to another user.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
