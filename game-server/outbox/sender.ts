// Sends the records of the outbox to the API, oldest first, one request at a time. What the API has taken is removed.
//
//   idle ──a record──► waiting a moment, for others ──► sending ──all taken──► idle, or sending the next
//                                                          │  ▲
//                                        no answer, 503 … ▼  │ later each time
//                                                      backing off

import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '#process/make-folder';
import {
  encodeRecords,
  internalBearer,
  limitedText,
  readAnswers,
  RECORDS_BYTES_MAX,
  RECORDS_MAX,
  RECORDS_PATH,
  RECORDS_TYPE,
  type HandedRecord,
  type RecordAnswer,
} from '#handover';
import type { Clock, Rng } from '../clock.ts';
import type { Logger } from '../ops/log.ts';
import type { MatchOutbox } from './match-outbox.ts';
import { nameOf, refusedFolder, type StoredRecord } from './outbox-files.ts';

/**
 * How long a record waits for others. It is sent in a later turn of the event loop than the one in which it was written, so
 * the journal has the end of the match before the API has it.
 */
const GATHER_MS = 200;
const REQUEST_TIMEOUT_MS = 30_000;
/** The first pause after a failure, and the longest. A random half of it is left out. */
const BACK_OFF_MS = 500;
const BACK_OFF_MS_MAX = 60_000;
/** A longer answer is none of the API's. */
const ANSWER_BYTES_MAX = 64 * 1024;
/** Refused records that are kept. The oldest are removed. */
export const REFUSED_MAX = 200;

export interface SenderParts {
  readonly outbox: MatchOutbox;
  readonly folder: string;
  /** Of the internal port of the API. */
  readonly url: string;
  /** The key of `openHandoverKey`. */
  readonly key: Buffer;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly log: Logger;
  /** For tests. */
  readonly post?: typeof fetch;
}

interface Batch {
  readonly records: readonly StoredRecord[];
  readonly contents: readonly HandedRecord[];
}

export class Sender {
  /** Records the API has taken, those it has refused, and requests that failed, since the start. */
  sentCount = 0;
  refusedCount = 0;
  failedCount = 0;
  /** Files that were gone before they were sent. */
  missingCount = 0;
  private readonly parts: SenderParts;
  private readonly ended = new AbortController();
  private failuresInRow = 0;
  /** Records in a request; fewer after one that was too large for the API. */
  private recordsMax = RECORDS_MAX;
  private cancel: (() => void) | null = null;
  private sending: Promise<void> | null = null;

  /** Begins with what waits. */
  constructor(parts: SenderParts) {
    this.parts = parts;
    parts.outbox.onTaken = () => this.schedule(GATHER_MS);
    this.schedule(GATHER_MS);
  }

  /** Breaks off the request that is under way. What was not acknowledged is sent again by the next process. */
  async stop(): Promise<void> {
    this.parts.outbox.onTaken = () => {};
    this.cancel?.();
    this.ended.abort();
    await this.sending;
  }

  private schedule(ms: number): void {
    if (this.cancel !== null || this.sending !== null || this.ended.signal.aborted) return;
    if (this.parts.outbox.totals.count === 0) return;
    this.cancel = this.parts.clock.after(ms, () => {
      this.cancel = null;
      this.sending = this.sendNext().then((pauseMs) => {
        this.sending = null;
        this.schedule(pauseMs);
      });
    });
  }

  /** Sends the oldest records. @returns how long to wait before the next ones */
  private async sendNext(): Promise<number> {
    const { log, url } = this.parts;
    try {
      const batch = await this.nextBatch();
      if (batch.records.length > 0) await this.settle(batch, await this.send(batch));
      if (this.failuresInRow > 0) log.info({ url, failures: this.failuresInRow }, 'the API takes matches again');
      this.failuresInRow = 0;
      return 0;
    } catch (error) {
      if (this.ended.signal.aborted) return 0;
      this.failedCount++;
      if (this.failuresInRow++ === 0) log.warn({ err: error, url }, 'matches wait: the API does not take them');
      return this.backOffMs();
    }
  }

  private backOffMs(): number {
    const longest = Math.min(BACK_OFF_MS_MAX, BACK_OFF_MS * 2 ** Math.min(this.failuresInRow - 1, 20));
    return longest / 2 + this.parts.rng(longest / 2);
  }

  private async nextBatch(): Promise<Batch> {
    const { outbox, log } = this.parts;
    const records: StoredRecord[] = [];
    const contents: HandedRecord[] = [];
    let bytes = 0;
    for (const record of outbox.first(this.recordsMax)) {
      if (records.length > 0 && bytes + record.bytes > RECORDS_BYTES_MAX) break;
      try {
        contents.push({ kind: record.kind, bytes: await readFile(outbox.pathOf(record)) });
      } catch (error) {
        // A disk that cannot be read now may be later.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        log.error({ record: nameOf(record) }, 'a record of the outbox is gone');
        this.missingCount++;
        outbox.forget(record);
        continue;
      }
      records.push(record);
      bytes += record.bytes;
    }
    return { records, contents };
  }

  /** @throws if the API has not answered for each record */
  private async send({ contents }: Batch): Promise<RecordAnswer[]> {
    const { url, key, post = fetch } = this.parts;
    const response = await post(new URL(RECORDS_PATH, url), {
      method: 'POST',
      headers: { 'content-type': RECORDS_TYPE, authorization: internalBearer(key) },
      body: encodeRecords(contents),
      redirect: 'error',
      signal: AbortSignal.any([this.ended.signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
    });
    const text = await limitedText(response, ANSWER_BYTES_MAX);
    if (response.status === 413 && contents.length > 1) this.recordsMax = Math.ceil(contents.length / 2);
    else if (response.status === 413) return [{ refused: 'too large' }];
    if (response.status !== 200) throw new Error(`the API answers ${response.status}: ${text.slice(0, 200)}`);
    this.recordsMax = RECORDS_MAX;
    return readAnswers(JSON.parse(text), contents.length);
  }

  private async settle({ records }: Batch, answers: readonly RecordAnswer[]): Promise<void> {
    for (const [index, record] of records.entries()) {
      const answer = answers[index]!;
      if (answer === 'taken') {
        this.sentCount++;
        await this.parts.outbox.remove(record);
      } else await this.keepRefused(record, answer.refused);
    }
  }

  /** The API will never take it, as one of another version: it is kept for the operator. */
  private async keepRefused(record: StoredRecord, reason: string): Promise<void> {
    const { outbox, folder, log } = this.parts;
    const into = refusedFolder(folder);
    this.refusedCount++;
    log.error({ record: nameOf(record), reason, kept: into }, 'the API refuses a match');
    makeFolder(into);
    await rename(outbox.pathOf(record), join(into, nameOf(record)));
    const names = (await readdir(into)).toSorted();
    for (const name of names.slice(0, -REFUSED_MAX)) await rm(join(into, name), { force: true, recursive: true });
    outbox.forget(record);
  }
}
