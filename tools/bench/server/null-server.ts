// The lower bound for any server of snapshots: reads what its clients send without looking at it, and writes a ready-made
// buffer to each of them so many times a second. Run as a process of its own: snapshots a second.

import type { Socket } from 'node:net';
import { encodeFrame, encodeServer } from '#protocol';
import { runBareServer } from './bare-server.ts';

/** A snapshot of 60 bytes, frame header included, about as large as one of four players. */
const CHANGES = Array.from({ length: 48 }, (_, i) => (i % 2 === 0 ? 1 + i / 2 : i % 4 === 1 ? 1 : -1));
const BUFFER = Buffer.from(encodeFrame(encodeServer({ type: 'snapshot', tick: 4, changes: CHANGES, events: [] })));

/** Each client is written to in one of so many ticks, and the clients are spread over them. */
const phases = 60 / Number(process.argv[2]);
const groups = Array.from({ length: phases }, () => new Set<Socket>());
let arrived = 0;

runBareServer({
  accepted(socket) {
    groups[arrived++ % phases]!.add(socket);
    socket.resume();
  },
  closed(socket) {
    for (const group of groups) group.delete(socket);
  },
  tick(tick) {
    for (const socket of groups[tick % phases]!) socket.write(BUFFER);
  },
});
