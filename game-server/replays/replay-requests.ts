// Answers HTTP requests for kept replays: a page of the list, or the file of one replay as it is stored.

import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PROGRAM_HEADERS } from '#net';
import type { KeptReplays } from './kept-replays.ts';
import { isReplayId, type StoredReplay } from './replay-files.ts';
import { replayRow } from './replay-row.ts';

/** Replays in one page of the list. */
export const REPLAYS_PER_PAGE = 50;

/** Bytes of files that are being sent to all clients together. Beyond it the oldest answer is broken off. */
const SENDING_BYTES_MAX = 32 * 1024 * 1024;

/** A replay never changes, but an operator may remove it. */
const FILE_CACHE_CONTROL = 'public, max-age=86400, immutable';

export class ReplayRequests {
  /** Null if no replays are kept: the list is empty then. */
  private readonly replays: KeptReplays | null;
  private readonly rows = new WeakMap<StoredReplay, string>();
  /** Answers that are being sent, oldest first, and the bytes of each. */
  private readonly sending = new Map<ServerResponse, number>();
  private sendingBytes = 0;
  /** Settled when no file is being read: one at a time, so that they need one descriptor. */
  private reading: Promise<unknown> = Promise.resolve();

  constructor(replays: KeptReplays | null) {
    this.replays = replays;
  }

  /** @param before the id after which the page begins, null for the first page. @returns JSON, null for an unknown id */
  async page(before: string | null): Promise<string | null> {
    if (this.replays === null) return before === null ? '[]' : null;
    const listed = await this.replays.list(before, REPLAYS_PER_PAGE);
    return listed === null ? null : `[${listed.map((replay) => this.rowOf(replay)).join(',')}]`;
  }

  /** Sends the file of a replay. @returns false, and does nothing, if there is none */
  async send(id: string, { method, headers }: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const replay = isReplayId(id) ? await this.replays?.find(id) : null;
    if (replay === null || replay === undefined) return false;
    const etag = `"${id}"`;
    const caching = { ...PROGRAM_HEADERS, 'cache-control': FILE_CACHE_CONTROL, etag };
    if (headers['if-none-match'] === etag) {
      response.writeHead(304, caching).end();
      return true;
    }
    const bytes = method === 'HEAD' ? null : await this.read(replay);
    if (bytes === undefined) return false;
    const { bytes: length } = replay;
    const format = { 'content-type': 'application/json', 'content-encoding': 'gzip', 'content-length': length };
    response.writeHead(200, { ...caching, ...format });
    if (bytes !== null) this.note(response, length);
    response.end(bytes);
    return true;
  }

  /** @returns undefined if the file has gone, or is another one: an answer may be cached for a day */
  private async read(replay: StoredReplay): Promise<Buffer | undefined> {
    const read = this.reading.then(() => readFile(this.replays!.fileOf(replay))).catch(() => undefined);
    this.reading = read;
    const bytes = await read;
    return bytes?.length === replay.bytes ? bytes : undefined;
  }

  /** Counts an answer until it has been sent, and breaks off the oldest ones if there is too much. */
  private note(response: ServerResponse, bytes: number): void {
    if (response.destroyed) return;
    this.sending.set(response, bytes);
    this.sendingBytes += bytes;
    const end = (ended: ServerResponse): void => {
      this.sendingBytes -= this.sending.get(ended) ?? 0;
      this.sending.delete(ended);
    };
    response.once('close', () => end(response));
    for (const oldest of this.sending.keys()) {
      if (this.sendingBytes <= SENDING_BYTES_MAX || oldest === response) return;
      end(oldest);
      oldest.destroy();
    }
  }

  private rowOf(replay: StoredReplay): string {
    let row = this.rows.get(replay);
    if (row === undefined) {
      row = JSON.stringify(replayRow(replay));
      this.rows.set(replay, row);
    }
    return row;
  }
}
