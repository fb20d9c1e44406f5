import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeFrame, FrameDecoder, LENGTH_BYTES } from '#protocol';
import { anySplit } from './arbitraries.ts';

const LIMIT = 64;
const anyPayload = fc.uint8Array({ minLength: 1, maxLength: LIMIT });
const anyStream = fc.array(anyPayload, { maxLength: 8 }).chain((payloads) => {
  const stream = concat(payloads.map(encodeFrame));
  return anySplit(stream).map((chunks) => ({ payloads, stream, chunks }));
});

describe('frames', () => {
  test('[F1] a frame is the length, big-endian in four bytes, and the payload', () => {
    expect([...encodeFrame(new Uint8Array(258).fill(7))].slice(0, 6)).toEqual([0, 0, 1, 2, 7, 7]);
  });

  test('[F1] payloads come out whole and in order, however the stream is split', () => {
    fc.assert(
      fc.property(anyStream, ({ payloads, chunks }) => {
        const decoder = new FrameDecoder(LIMIT);
        expect(chunks.flatMap((chunk) => drain(decoder, chunk))).toEqual(payloads.map((payload) => [...payload]));
        expect(decoder.unfinished).toBe(false);
        expect(decoder.error).toBeNull();
      }),
    );
  });

  test('[F1] a stream that ends within a frame is unfinished, and nothing of that frame comes out', () => {
    fc.assert(
      fc.property(anyPayload, fc.nat(), (payload, at) => {
        const frame = encodeFrame(payload);
        const decoder = new FrameDecoder(LIMIT);
        const cut = 1 + (at % (frame.length - 1));
        expect(drain(decoder, frame.subarray(0, cut))).toEqual([]);
        expect(decoder.unfinished).toBe(true);
        expect(drain(decoder, frame.subarray(cut))).toEqual([[...payload]]);
      }),
    );
  });

  test('[F2] a length of 0 and one above the limit are refused with the fourth byte of the length', () => {
    for (const [length, error] of [
      [0, 'frame-empty'],
      [LIMIT + 1, 'frame-too-big'],
      [0xffff_ffff, 'frame-too-big'],
    ] as const) {
      const decoder = new FrameDecoder(LIMIT);
      const head = lengthBytes(length);
      expect(drain(decoder, head.subarray(0, LENGTH_BYTES - 1))).toEqual([]);
      expect(decoder.error).toBeNull();
      drain(decoder, head.subarray(LENGTH_BYTES - 1));
      expect(decoder.error).toBe(error);
    }
  });

  test('[F2] nothing is decoded after an error, whatever follows', () => {
    fc.assert(
      fc.property(fc.constantFrom(0, LIMIT + 1), fc.array(fc.uint8Array(), { maxLength: 5 }), (length, chunks) => {
        const decoder = new FrameDecoder(LIMIT);
        drain(decoder, lengthBytes(length));
        const { error } = decoder;
        for (const chunk of chunks) expect(drain(decoder, chunk)).toEqual([]);
        expect(decoder.error).toBe(error);
        expect(decoder.hasMore).toBe(false);
      }),
    );
  });

  test('[F2] random bytes never throw and never give a payload outside the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (chunks) => {
        const decoder = new FrameDecoder(LIMIT);
        for (const payload of chunks.flatMap((chunk) => drain(decoder, chunk))) {
          expect(payload.length).toBeGreaterThan(0);
          expect(payload.length).toBeLessThanOrEqual(LIMIT);
        }
      }),
    );
  });

  test('[F3] a new limit holds from the next frame on', () => {
    const decoder = new FrameDecoder(4);
    const long = encodeFrame(new Uint8Array(5));
    decoder.push(concat([encodeFrame(new Uint8Array(4)), long, long]));
    expect(decoder.next()).toHaveLength(4);
    decoder.payloadBytesMax = 5;
    expect(decoder.next()).toHaveLength(5);
    decoder.payloadBytesMax = 4;
    expect(decoder.next()).toBeNull();
    expect(decoder.error).toBe('frame-too-big');
  });

  test('[F4] no more than the announced payload is kept between chunks', () => {
    const decoder = new FrameDecoder(1 << 16);
    decoder.push(lengthBytes(1 << 16));
    expect(decoder.next()).toBeNull();
    const chunk = new Uint8Array(1000);
    for (let sent = 0; sent + chunk.length < 1 << 16; sent += chunk.length) {
      decoder.push(chunk);
      expect(decoder.next()).toBeNull();
    }
    expect(heldBytes(decoder)).toBeLessThanOrEqual((1 << 16) + chunk.length);
  });

  test('[F4] a chunk must be decoded before the next one is taken', () => {
    const decoder = new FrameDecoder(LIMIT);
    decoder.push(new Uint8Array([0, 0]));
    expect(() => decoder.push(new Uint8Array([0]))).toThrow('before the previous chunk');
  });
});

function drain(decoder: FrameDecoder, chunk: Uint8Array): number[][] {
  decoder.push(chunk);
  const payloads: number[][] = [];
  for (let payload = decoder.next(); payload !== null; payload = decoder.next()) payloads.push([...payload]);
  return payloads;
}

function lengthBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(LENGTH_BYTES);
  new DataView(bytes.buffer).setUint32(0, length);
  return bytes;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

/** Bytes of all arrays a decoder holds on to. */
function heldBytes(decoder: FrameDecoder): number {
  return Object.values(decoder).reduce<number>(
    (sum, value) => sum + (value instanceof Uint8Array ? value.byteLength : 0),
    0,
  );
}
