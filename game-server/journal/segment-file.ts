// One file of the journal: its name, its first line, and which of its records are valid.
//
//     packetman journal 2\n │ segment record │ record │ record ...

import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { decodeRecord, kindOf, type SegmentRecord, WHOLE } from './record-codec.ts';
import { endOfRecord, FRAME_HEAD_BYTES } from './record-frame.ts';

/** The first line of each file, with the version of the format. Another version is another line. */
export const FIRST_LINE = Buffer.from('packetman journal 1\n');
/** The same in any version. Anything else is a damaged line. */
const A_FIRST_LINE = /^packetman journal \d+\n/;
const LINE_BYTES_MAX = 32;
const NUMBER_DIGITS = 8;
/** More digits follow where a stray file has the greatest number of eight. */
const NAME = /^(\d{8,15})\.log$/;
/** Of a file no more is read than this. The server's own files are far smaller. */
const READ_BYTES_MAX = 512 * 1024 * 1024;
/** A scan yields after this many bytes, so that it can be done between ticks. */
const SCAN_STEP_BYTES = 256 * 1024;

type Beginning = Extract<SegmentRecord, { kind: 'segment' }>;

export interface ScannedSegment {
  readonly number: number;
  /** Null where the file ends, or is damaged, before its first record does. */
  readonly beginning: Beginning | null;
  /** Up to here all records are valid. */
  readonly validBytes: number;
  readonly bytes: Buffer;
  /** Whether it holds everything that was open at one moment. */
  readonly isWhole: boolean;
  /** Why another version of the program must have written it, null if none has. */
  readonly isForeign: 'format' | 'kind' | null;
}

export function segmentPath(folder: string, number: number): string {
  return join(folder, `${String(number).padStart(NUMBER_DIGITS, '0')}.log`);
}

/** The numbers of all files in the folder, in ascending order. @throws where the folder cannot be read */
export function segmentNumbers(folder: string): number[] {
  return readdirSync(folder)
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b);
}

/** @throws where the file cannot be read */
export function readSegment(folder: string, number: number): Buffer {
  // Opening a pipe would wait for its writer.
  const descriptor = openSync(segmentPath(folder, number), constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const bytes = Buffer.allocUnsafe(Math.min(fstatSync(descriptor).size, READ_BYTES_MAX));
    let read = 0;
    for (let more = -1; more !== 0 && read < bytes.length; read += more) {
      more = readSync(descriptor, bytes, read, bytes.length - read, read);
    }
    return bytes.subarray(0, read);
  } finally {
    closeSync(descriptor);
  }
}

/** Checks all records of a file, without decoding more than the first. It yields from time to time, and returns the result. */
export function* scanSegment(number: number, bytes: Buffer): Generator<void, ScannedSegment> {
  const nothing = { number, beginning: null, bytes, validBytes: 0, isWhole: false, isForeign: null } as const;
  if (!bytes.subarray(0, FIRST_LINE.length).equals(FIRST_LINE)) {
    const isOther = A_FIRST_LINE.test(bytes.toString('latin1', 0, LINE_BYTES_MAX));
    return isOther ? { ...nothing, isForeign: 'format' } : nothing;
  }
  let at = FIRST_LINE.length;
  let end = endOfRecord(bytes, at);
  if (end === null) return nothing;
  const beginning = decodeRecord(bytes.subarray(at + FRAME_HEAD_BYTES, end));
  if (beginning?.kind !== 'segment' || beginning.number !== number) return { ...nothing, isForeign: 'kind' };
  let isWhole = false;
  let stepEnds = SCAN_STEP_BYTES;
  while (end !== null) {
    const kind = kindOf(bytes.subarray(at + FRAME_HEAD_BYTES, end));
    if (kind === null) return { ...nothing, isForeign: 'kind' };
    if (kind === WHOLE) isWhole = true;
    at = end;
    if (at >= stepEnds) {
      stepEnds = at + SCAN_STEP_BYTES;
      yield;
    }
    end = endOfRecord(bytes, at);
  }
  return { ...nothing, beginning, validBytes: at, isWhole };
}

/** The same at once. */
export function scanWhole(number: number, bytes: Buffer): ScannedSegment {
  const scan = scanSegment(number, bytes);
  for (;;) {
    const { done, value } = scan.next();
    if (done) return value;
  }
}

/** The payloads in the content of a file that was scanned, up to the end of a record. */
export function* payloadsIn(bytes: Buffer, end: number): Generator<Buffer> {
  let at = FIRST_LINE.length;
  while (at < end) {
    // The checksums have been compared.
    const next = at + FRAME_HEAD_BYTES + bytes.readUInt32BE(at);
    yield bytes.subarray(at + FRAME_HEAD_BYTES, next);
    at = next;
  }
}
