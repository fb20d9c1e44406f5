// The files of kept replays: one for each match, gzipped JSON, named by the id of the replay.

import { constants, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { constants as zlib, createGzip, gunzip } from 'node:zlib';
import { ROOM_CODE_ALPHABET } from '#protocol';
import { replayHead, replayText, type RecordedMatch, type ReplayHead } from '#simulation';
import type { Rng } from '../clock.ts';

/** 79 random bits: whoever has the id of a replay was given it. A match that is handed over has its own id, with more of them. */
export const REPLAY_ID_LENGTH = 16;
const ID = new RegExp(`^(?:[${ROOM_CODE_ALPHABET}]{${REPLAY_ID_LENGTH}}|[0-9a-f]{32})$`);

const SUFFIX = '.json.gz';
/** A file that is being written. One that is found at a start was left by a process that has ended. */
const PART_SUFFIX = '.part';

/** A head has less, also in an alphabet that does not compress. What these bytes are unpacked to has this maximum. */
const HEAD_BYTES = 8 * 1024;
const UNPACKED_BYTES_MAX = 4 * 1024 * 1024;

/** A replay in the folder. */
export interface StoredReplay {
  readonly id: string;
  /** Size of its file. */
  readonly bytes: number;
  readonly head: ReplayHead;
}

/** Where the replays of a data folder are. */
export function replayFolder(data: string): string {
  return join(data, 'replays');
}

export function newReplayId(rng: Rng): string {
  let id = '';
  while (id.length < REPLAY_ID_LENGTH) id += ROOM_CODE_ALPHABET[rng(ROOM_CODE_ALPHABET.length)];
  return id;
}

/** Whether a text of any origin has the form of an id. */
export function isReplayId(text: string): boolean {
  return ID.test(text);
}

/** @param id as `isReplayId` accepts it */
export function replayFile(folder: string, id: string): string {
  return join(folder, id + SUFFIX);
}

/**
 * Writes a replay. Compressing and writing are done in other threads, and the text is made in parts of some kilobytes, so
 * the calling thread is never busy for long. The file is there as a whole, or not at all.
 * @returns its size in bytes
 * @throws if the folder cannot be made or the file cannot be written
 */
export async function writeReplay(folder: string, id: string, match: RecordedMatch): Promise<number> {
  const path = replayFile(folder, id);
  const part = path + PART_SUFFIX;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = createWriteStream(part, { flags: 'wx', mode: 0o600 });
  try {
    await pipeline(replayText(match), createGzip(), file);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    throw error;
  }
  return file.bytesWritten;
}

/**
 * The replays in a folder, in no order. Files that are being written are not among them.
 * @param unreadable is called for each file that is named like a replay and is none
 * @throws if there is a folder that cannot be read
 */
export async function storedReplays(folder: string, unreadable: (file: string) => void): Promise<StoredReplay[]> {
  const stored: StoredReplay[] = [];
  for (const name of await namesIn(folder)) {
    const id = name.slice(0, -SUFFIX.length);
    if (!name.endsWith(SUFFIX) || !isReplayId(id)) continue;
    try {
      stored.push({ id, ...(await readReplayHead(join(folder, name))) });
    } catch {
      unreadable(name);
    }
  }
  return stored;
}

/** Removes what earlier processes have begun to write. Only the process that keeps replays in the folder may do it. */
export async function removeParts(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (name.endsWith(SUFFIX + PART_SUFFIX)) await rm(join(folder, name), { force: true });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** The head of a replay file and the size of the file. @throws if it cannot be read or is no replay */
async function readReplayHead(path: string): Promise<{ head: ReplayHead; bytes: number }> {
  // Opening a pipe would wait for its writer, and all replays with it.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const options = { finishFlush: zlib.Z_SYNC_FLUSH, maxOutputLength: UNPACKED_BYTES_MAX };
    const text = (await promisify(gunzip)(buffer.subarray(0, bytesRead), options)).toString('utf8');
    const [line = ''] = text.split('\n', 1);
    // The line ends with the comma before the next field.
    const head = replayHead(JSON.parse(`${line.slice(0, -1)}}`));
    return { head, bytes: (await file.stat()).size };
  } finally {
    await file.close();
  }
}
