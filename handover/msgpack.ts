// How records are encoded: plain msgpack, so that no extension of the library gets into the bytes, as in the journal.

import { Packr } from 'msgpackr';

const packr = new Packr({
  useRecords: false,
  structuredClone: false,
  variableMapSize: true,
  encodeUndefinedAsNil: true,
  int64AsType: 'number',
});

export function packed(value: unknown): Uint8Array<ArrayBuffer> {
  return new Uint8Array(packr.pack(value));
}

/** @param bytes of any origin @throws {RangeError} if they are no msgpack */
export function unpacked(bytes: Uint8Array): unknown {
  try {
    return packr.unpack(bytes);
  } catch {
    throw new RangeError('not msgpack');
  }
}
