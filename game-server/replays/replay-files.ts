// The files of kept replays: one for each match, gzipped JSON, named by the id of the replay.

import { constants, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
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
 * The ids of the replays in a folder, in no order. Files that are being written are not among them.
 * @throws if there is a folder that cannot be read
 */
export async function replayIdsIn(folder: string): Promise<string[]> {
  const names = await namesIn(folder);
  return names
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => name.slice(0, -SUFFIX.length))
    .filter(isReplayId);
}

/** The replays in a folder, in no order. @throws if there is a folder that cannot be read */
export async function storedReplays(folder: string): Promise<StoredReplay[]> {
  const stored: StoredReplay[] = [];
  for (const id of await replayIdsIn(folder)) {
    const replay = await storedReplay(folder, id);
    if (replay !== null) stored.push(replay);
  }
  return stored;
}

/** @returns null for a file that is missing, or that is no replay */
export async function storedReplay(folder: string, id: string): Promise<StoredReplay | null> {
  try {
    return { id, ...(await readReplayHead(replayFile(folder, id))) };
  } catch {
    return null;
  }
}

/** Removes what earlier processes have begun to write. @param agedMs only files that are at least this old */
export async function removeParts(folder: string, agedMs: number): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (!name.endsWith(SUFFIX + PART_SUFFIX)) continue;
    const path = join(folder, name);
    // Another node may have removed it.
    const found = await stat(path).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs >= agedMs) await rm(path, { force: true });
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
