// Keeps the directory up to date: asks the API every two seconds for changes, and keeps what it knows in a file, so that a
// server which starts without the API knows as much as before.

import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CHANGES_PATH,
  CHANGES_PER_PAGE,
  internalBearer,
  limitedText,
  readChangesPage,
  type ChangesPage,
} from '#handover';
import type { Clock } from '../clock.ts';
import type { Logger } from '../ops/log.ts';
import type { Directory } from './directory.ts';

const FILE = 'directory.json';
const FILE_MODE = 0o600;
const POLL_MS = 2000;
/** Failures in a row after which the API is called down: it starts beside this server, and a little later. */
const DOWN_FAILURES = 10;
const REQUEST_TIMEOUT_MS = 10_000;
/** A page of 10,000 changes has about 2 MB; a longer answer is none of the API's. */
const PAGE_BYTES_MAX = 32 * 1024 * 1024;

export interface FeedParts {
  readonly directory: Directory;
  /** The folder of the file. */
  readonly data: string;
  /** Of the internal port of the API. */
  readonly url: string;
  readonly key: Buffer;
  readonly clock: Clock;
  readonly log: Logger;
  /** Bans may have changed. */
  readonly bansChanged: () => void;
  /** For tests. */
  readonly get?: typeof fetch;
}

export class FeedReader {
  private readonly parts: FeedParts;
  private readonly ended = new AbortController();
  private seq = 0;
  private failuresInRow = 0;
  private cancel: (() => void) | null = null;
  private reading: Promise<void> | null = null;

  /** Reads the file, and begins to ask. */
  constructor(parts: FeedParts) {
    this.parts = parts;
    this.restore();
    this.schedule(0);
  }

  async stop(): Promise<void> {
    this.ended.abort();
    this.cancel?.();
    await this.reading;
  }

  private schedule(ms: number): void {
    if (this.ended.signal.aborted) return;
    this.cancel = this.parts.clock.after(ms, () => {
      this.reading = this.read().then((pauseMs) => this.schedule(pauseMs));
    });
  }

  /** @returns how long to wait before the next page */
  private async read(): Promise<number> {
    const { log, url } = this.parts;
    try {
      const page = await this.nextPage();
      if (this.failuresInRow >= DOWN_FAILURES) log.info({ url }, 'the directory is up to date again');
      this.failuresInRow = 0;
      if (page.reset !== true && page.changes.length === 0) return POLL_MS;
      this.take(page);
      const isLast = page.reset !== true && page.changes.length < CHANGES_PER_PAGE;
      if (isLast) await this.store();
      return isLast ? POLL_MS : 0;
    } catch (error) {
      if (this.ended.signal.aborted) return 0;
      if (++this.failuresInRow === DOWN_FAILURES) {
        log.warn({ err: error, url }, 'the directory of names and bans is not up to date');
      }
      return POLL_MS;
    }
  }

  private async nextPage(): Promise<ChangesPage> {
    const { url, key, get = fetch } = this.parts;
    const response = await get(new URL(`${CHANGES_PATH}?after=${this.seq}`, url), {
      headers: { authorization: internalBearer(key) },
      signal: AbortSignal.any([this.ended.signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`the API answers ${response.status}`);
    }
    const page = readChangesPage(JSON.parse(await limitedText(response, PAGE_BYTES_MAX)));
    if (page === null) throw new Error('the API answers with no page of changes');
    return page;
  }

  private take({ seq, changes, reset }: ChangesPage): void {
    const { directory } = this.parts;
    if (reset === true) directory.clear();
    this.seq = reset === true ? 0 : seq;
    directory.take(changes);
    if (reset === true || changes.some(({ kind }) => kind === 'ban')) this.parts.bansChanged();
  }

  private restore(): void {
    const { directory, data } = this.parts;
    try {
      const { seq, changes } = JSON.parse(readFileSync(join(data, FILE), 'utf8')) as {
        seq: number;
        changes: unknown[];
      };
      for (let at = 0; at < changes.length; at += CHANGES_PER_PAGE) {
        const page = readChangesPage({ seq, changes: changes.slice(at, at + CHANGES_PER_PAGE) });
        if (page === null) throw new Error('not a list of changes');
        directory.take(page.changes);
      }
      this.seq = Number.isSafeInteger(seq) && seq >= 0 ? seq : 0;
    } catch (error) {
      directory.clear();
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        this.parts.log.warn({ err: error }, `${FILE} is not read`);
    }
  }

  /** The file is there as a whole or not at all. */
  private async store(): Promise<void> {
    const { directory, data } = this.parts;
    const file = join(data, FILE);
    try {
      const text = JSON.stringify({ seq: this.seq, changes: [...directory.changes()] });
      await writeFile(`${file}.new`, text, { mode: FILE_MODE });
      await rename(`${file}.new`, file);
    } catch (error) {
      this.parts.log.warn({ err: error }, `${FILE} is not written`);
    }
  }
}
