// The key that the game server and the API share. It signs tickets, and proves that an internal request comes from the
// other program.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '#process/make-folder';

/** As many as HMAC-SHA256 makes use of. */
const KEY_BYTES = 32;
const FILE_MODE = 0o600;
/** What the key is used for in a bearer, so that no ticket is one. */
const PURPOSE = 'internal';

/** For programs on different machines, which share no folder. */
export const HANDOVER_KEY_VARIABLE = 'PACKETMAN_HANDOVER_KEY';
const HEX = /^[0-9a-f]{64}$/i;

/**
 * The key of this program: that in the variable `PACKETMAN_HANDOVER_KEY`, in hexadecimal digits, or else that in the data
 * folder.
 *
 * @throws {Error} if it cannot be read or made, or has another length
 */
export function handoverKey(dataFolder: string, environment: NodeJS.ProcessEnv = process.env): Buffer {
  const given = environment[HANDOVER_KEY_VARIABLE];
  if (given === undefined) return openHandoverKey(join(dataFolder, 'handover.key'));
  if (HEX.test(given)) return Buffer.from(given, 'hex');
  throw new Error(`the variable ${HANDOVER_KEY_VARIABLE} must be ${2 * KEY_BYTES} hexadecimal digits`);
}

/**
 * Reads the key, or makes it where there is none. Of several programs that start at once, one makes it.
 *
 * @param file 32 bytes that only this user may read
 * @throws {Error} if it cannot be read or made, or has another length
 */
export function openHandoverKey(file: string): Buffer {
  const key = readIfThere(file) ?? makeKey(file);
  if (key.length !== KEY_BYTES) throw new Error(`${file}: ${key.length} bytes instead of ${KEY_BYTES}`);
  return key;
}

/** The `authorization` header of internal requests. */
export function internalBearer(key: Buffer): string {
  return `Bearer ${createHmac('sha256', key).update(PURPOSE).digest('hex')}`;
}

/** Whether an `authorization` header is that of an internal request. It takes equally long for all of one length. */
export function isInternalBearer(header: string | undefined, key: Buffer): boolean {
  const expected = Buffer.from(internalBearer(key));
  const given = Buffer.from(header ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function readIfThere(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** The file appears with all of its bytes, or another program's does. */
function makeKey(file: string): Buffer {
  makeFolder(dirname(file));
  const own = `${file}.${process.pid}`;
  writeFileSync(own, randomBytes(KEY_BYTES), { mode: FILE_MODE });
  try {
    linkSync(own, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(own);
  }
  return readFileSync(file);
}
