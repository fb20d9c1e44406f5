/** The one WebSocket frame that we build ourselves, in place of `ws`: header and payload in one piece and one write. */

const FINAL_BINARY = 0x82;

/** An unmasked binary message as a single frame (RFC 6455, 5.2), its payload copied. */
export function encodeBinaryFrame(payload: Buffer): Buffer {
  const { length } = payload;
  if (length < 126) {
    const frame = Buffer.allocUnsafe(2 + length);
    frame[0] = FINAL_BINARY;
    frame[1] = length;
    frame.set(payload, 2);
    return frame;
  }
  if (length < 65_536) {
    const frame = Buffer.allocUnsafe(4 + length);
    frame[0] = FINAL_BINARY;
    frame[1] = 126;
    frame[2] = length >> 8;
    frame[3] = length & 0xff;
    frame.set(payload, 4);
    return frame;
  }
  const frame = Buffer.allocUnsafe(10 + length);
  frame[0] = FINAL_BINARY;
  frame[1] = 127;
  frame.writeUInt32BE(0, 2);
  frame.writeUInt32BE(length, 6);
  frame.set(payload, 10);
  return frame;
}
