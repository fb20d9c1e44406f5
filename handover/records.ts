// What a game server hands over to the API: records, several in one request, and the answer to each of them.

import { FINISHED_MATCH_BYTES_MAX } from './finished-match.ts';
import { packed, unpacked } from './msgpack.ts';

/** `match`: a finished match, as `encodeFinishedMatch` makes it. `daily-start`: a player has begun a daily match. */
export const RECORD_KINDS = ['match', 'daily-start'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

export interface HandedRecord {
  readonly kind: RecordKind;
  readonly bytes: Uint8Array;
}

/** Where the records are posted, on the internal port of the API. */
export const RECORDS_PATH = '/internal/matches';
export const RECORDS_TYPE = 'application/vnd.msgpack';

/** Records in one request, and the bytes of all of them if there are several. */
export const RECORDS_MAX = 64;
export const RECORDS_BYTES_MAX = 4 * 1024 * 1024;
/** Bytes of a request: one of the longest records, and what msgpack adds. */
export const REQUEST_BYTES_MAX = FINISHED_MATCH_BYTES_MAX + 64 * 1024;

/** `taken`: the API has it, now or from before. Otherwise why it never will, as a text. */
export type RecordAnswer = 'taken' | { readonly refused: string };

export function encodeRecords(records: readonly HandedRecord[]): Uint8Array<ArrayBuffer> {
  return packed(records.map(({ kind, bytes }) => [RECORD_KINDS.indexOf(kind), bytes]));
}

/** @throws RangeError for bytes that are no list of records */
export function decodeRecords(bytes: Uint8Array): HandedRecord[] {
  const list = unpacked(bytes);
  if (!Array.isArray(list) || list.length > RECORDS_MAX)
    throw new RangeError(`expected at most ${RECORDS_MAX} records`);
  return list.map((item: unknown, index) => {
    const [number, record] = Array.isArray(item) ? (item as unknown[]) : [];
    const kind = typeof number === 'number' ? RECORD_KINDS[number] : undefined;
    if (kind === undefined || !(record instanceof Uint8Array)) throw new RangeError(`[${index}]: expected a record`);
    return { kind, bytes: record };
  });
}

/** The answers to so many records. @param json of any origin @throws RangeError for anything else */
export function readAnswers(json: unknown, count: number): RecordAnswer[] {
  const answers = typeof json === 'object' && json !== null ? (json as { answers?: unknown }).answers : undefined;
  if (!Array.isArray(answers) || answers.length !== count) throw new RangeError(`expected ${count} answers`);
  return answers.map((answer: unknown) => {
    if (answer === 'taken') return answer;
    const refused =
      typeof answer === 'object' && answer !== null ? (answer as { refused?: unknown }).refused : undefined;
    if (typeof refused !== 'string') throw new RangeError('an answer is neither taken nor refused');
    return { refused };
  });
}
