// Clients of the null server: each sends as many bytes as an input has, about four times a second, and reads as the
// load generator's clients do.
// Run as a process of its own: port, number of clients.

import { connect } from 'node:net';
import { createHistogram } from 'node:perf_hooks';
import { applyDelta, decodeServer, FrameDecoder, SERVER_PAYLOAD_BYTES_MAX } from '#protocol';

const INPUT = Buffer.alloc(13, 0x2a);
const THINK_MS = 250;
/** Clients that connect at the same time, as in the load generator. */
const BATCH = 10;
const BATCH_MS = 20;

/** As many as a World of four has, about. */
const WORDS = 256;
/** All sockets are read into this buffer. */
const CHUNK = new Uint8Array(64 * 1024);
const intervalsUs = createHistogram();

const [port, count] = process.argv.slice(2).map(Number) as [number, number];
let started = 0;

function bringIn(): void {
  for (let i = 0; i < BATCH && started < count; i++, started++) start();
  if (started < count) setTimeout(bringIn, BATCH_MS);
}

function start(): void {
  const decoder = new FrameDecoder(SERVER_PAYLOAD_BYTES_MAX);
  const words = new Int32Array(WORDS);
  let snapshotAtMs = performance.now();
  const receive = (bytes: number): boolean => {
    decoder.push(CHUNK.subarray(0, bytes));
    for (let payload = decoder.next(); payload !== null; payload = decoder.next()) {
      const decoded = decodeServer(payload);
      if (!('message' in decoded) || decoded.message.type !== 'snapshot') process.exit(1);
      applyDelta(words, decoded.message.tick, decoded.message.changes);
      const nowMs = performance.now();
      intervalsUs.record(Math.max(1, Math.round((nowMs - snapshotAtMs) * 1000)));
      snapshotAtMs = nowMs;
    }
    return true;
  };
  const onread = { buffer: CHUNK, callback: receive };
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread });
  socket.on('error', () => process.exit(1));
  socket.on('connect', () => setInterval(() => socket.write(INPUT), THINK_MS));
}

bringIn();
