// The lower bound for any such server: reads what its clients send without looking at it, and writes a ready-made
// buffer to each of them at the rate of snapshots. Run as a process of its own; answers over IPC.

import { createServer, type AddressInfo, type Socket } from 'node:net';
import { encodeFrame, encodeServer } from '#protocol';

/** A snapshot of 60 bytes, frame header included, about as large as one of four players. Clients read it as a snapshot. */
const CHANGES = Array.from({ length: 48 }, (_, i) => (i % 2 === 0 ? 1 + i / 2 : i % 4 === 1 ? 1 : -1));
const BUFFER = Buffer.from(encodeFrame(encodeServer({ type: 'snapshot', tick: 4, changes: CHANGES, events: [] })));
const TICK_MS = 1000 / 60;
/** Each client is written to at every third tick; they are spread over the three. */
const PHASES = 3;
/** After a stall, as the game server: without it a full core would never come back to reading and accepting. */
const CATCH_UP_TICKS_MAX = 5;

const sockets = new Set<Socket>();
const groups = Array.from({ length: PHASES }, () => new Set<Socket>());
let arrived = 0;

const server = createServer({ noDelay: true }, (socket) => {
  const group = groups[arrived++ % PHASES]!;
  sockets.add(socket);
  group.add(socket);
  socket.resume();
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    sockets.delete(socket);
    group.delete(socket);
  });
});

const startMs = performance.now();
let tick = 0;
let ticksDropped = 0;
function wake(): void {
  const due = Math.floor((performance.now() - startMs) / TICK_MS) + 1;
  const dropped = Math.max(0, due - tick - CATCH_UP_TICKS_MAX);
  ticksDropped += dropped;
  for (tick += dropped; tick < due; tick++) {
    for (const socket of groups[tick % PHASES]!) socket.write(BUFFER);
  }
  setTimeout(wake, Math.max(1, startMs + tick * TICK_MS - performance.now()));
}
wake();

server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const cpuSeconds = (user + system) / 1e6;
  process.send!({ cpuSeconds, connections: sockets.size, rssBytes: process.memoryUsage.rss(), ticksDropped });
});
process.on('disconnect', () => process.exit());
