// Encodes a piece of the match log directly into a frame: it is the message that a server sends most.

import { beginFrame, endFrame, writeInt, writeInts } from './frame-writer.ts';
import { SERVER_MESSAGES } from './messages.ts';

/**
 * Encodes the frame of a `log` message.
 * @param tick the tick of the inputs
 * @param inputs flat list, three numbers an input: seat, action, sequence
 * @param count how many of the numbers count
 * @param hash of the World after the tick, 0 for none
 * @returns the frame, valid until the next frame is encoded
 * @throws RangeError if the payload is above the limit
 */
export function encodeLogFrame(tick: number, inputs: ArrayLike<number>, count: number, hash: number): Uint8Array {
  beginFrame(hash === 0 ? 3 : 4);
  writeInt(SERVER_MESSAGES.log.type);
  writeInt(tick);
  writeInts(inputs, count);
  if (hash !== 0) writeInt(hash);
  return endFrame();
}
