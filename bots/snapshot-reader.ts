// A snapshot read straight from its bytes: of what a client gets it is nearly all, and a load test has thousands of
// clients. What is anything else, or not written as a snapshot most simply is, is left to the codec.

import { SERVER_MESSAGES, type ServerMessage } from '#protocol';

type Snapshot = ServerMessage & { type: 'snapshot' };

const NO_EVENTS: readonly number[] = [];

/** What is being read, and where. One call after the other has them. */
let bytes: Uint8Array = new Uint8Array(0);
let at = 0;
let isWrong = false;

/** @returns what the codec would, or null where it has to be asked. */
export function readSnapshot(payload: Uint8Array): Snapshot | null {
  const isLong = payload[0] === 0x94;
  if ((payload[0] !== 0x93 && !isLong) || payload[1] !== SERVER_MESSAGES.snapshot.type) return null;
  bytes = payload;
  at = 2;
  isWrong = false;
  const tick = readInt();
  const changes = readInts();
  const events = isLong ? readInts() : NO_EVENTS;
  return isWrong || tick < 0 || at !== payload.length ? null : { type: 'snapshot', tick, changes, events };
}

function readInts(): number[] {
  const head = bytes[at++]!;
  let count = head & 15;
  if (head === 0xdc) count = readBytes(2);
  else if ((head & 0xf0) !== 0x90) isWrong = true;
  const values: number[] = [];
  for (let i = 0; i < count && !isWrong; i++) {
    const value = readInt();
    isWrong ||= value !== (value | 0);
    values.push(value);
  }
  return values;
}

/** -2^31..2^32-1 */
function readInt(): number {
  const head = bytes[at++]!;
  if (head < 0x80) return head;
  if (head >= 0xe0) return head - 0x100;
  switch (head) {
    case 0xcc:
      return readBytes(1);
    case 0xcd:
      return readBytes(2);
    case 0xce:
      return readBytes(4);
    case 0xd0:
      return (readBytes(1) << 24) >> 24;
    case 0xd1:
      return (readBytes(2) << 16) >> 16;
    case 0xd2:
      return readBytes(4) | 0;
    default:
      isWrong = true;
      return 0;
  }
}

/** An unsigned number; beyond the end nothing is right any more. */
function readBytes(count: number): number {
  if (at + count > bytes.length) {
    isWrong = true;
    return 0;
  }
  let value = 0;
  for (let i = 0; i < count; i++) value = value * 256 + bytes[at++]!;
  return value;
}
