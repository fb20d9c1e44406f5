/** The WebSocket frames that we build ourselves, in place of `ws`: header and payload in one piece and one write. */

/** The first byte of a message in a single frame. */
const FINAL_TEXT = 0x81;
const FINAL_BINARY = 0x82;

/** Of a frame without mask (RFC 6455, 5.2). */
export const FRAME_HEAD_BYTES_MAX = 10;

/** An unmasked message as a single frame, its payload copied. */
export function encodeFrame(payload: Uint8Array, isText: boolean): Buffer {
  const { length } = payload;
  const headBytes = headBytesOf(length);
  const frame = Buffer.allocUnsafe(headBytes + length);
  writeHead(frame, isText, headBytes, length);
  frame.set(payload, headBytes);
  return frame;
}

/** The same without a copy. @param payload with `FRAME_HEAD_BYTES_MAX` bytes before it that may be written to */
export function frameInPlace(payload: Uint8Array, isText: boolean): Buffer {
  const { buffer, byteOffset, length } = payload;
  const headBytes = headBytesOf(length);
  const frame = Buffer.from(buffer, byteOffset - headBytes, headBytes + length);
  writeHead(frame, isText, headBytes, length);
  return frame;
}

function headBytesOf(length: number): number {
  return length < 126 ? 2 : length < 65_536 ? 4 : FRAME_HEAD_BYTES_MAX;
}

function writeHead(frame: Buffer, isText: boolean, headBytes: number, length: number): void {
  frame[0] = isText ? FINAL_TEXT : FINAL_BINARY;
  if (headBytes === 2) {
    frame[1] = length;
  } else if (headBytes === 4) {
    frame[1] = 126;
    frame[2] = length >> 8;
    frame[3] = length & 0xff;
  } else {
    frame[1] = 127;
    frame.writeUInt32BE(0, 2);
    frame.writeUInt32BE(length, 6);
  }
}
