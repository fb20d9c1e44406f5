// Encodes a snapshot directly from the words into a frame: it is encoded thousands of times a second. snapshot.ts finds the
// differences.

import { beginFrame, endFrame, writeInt, writeInts } from './frame-writer.ts';
import { SERVER_MESSAGES } from './messages.ts';
import { diffWords, TICK_WORD } from './snapshot.ts';

/** Calls share it, to allocate nothing. */
const changes: number[] = [];

/**
 * Encodes the frame of a snapshot.
 * @param before words of the previous snapshot
 * @param after words of this one
 * @param events flat list of the events between the two, may be empty
 * @returns the frame, valid until the next frame is encoded
 * @throws RangeError if the payload is above the limit
 */
export function encodeSnapshotFrame(before: Int32Array, after: Int32Array, events: readonly number[]): Uint8Array {
  const hasEvents = events.length > 0;
  beginFrame(hasEvents ? 4 : 3);
  writeInt(SERVER_MESSAGES.snapshot.type);
  writeInt(after[TICK_WORD]! >>> 0);
  writeInts(changes, diffWords(before, after, changes));
  if (hasEvents) writeInts(events, events.length);
  return endFrame();
}
