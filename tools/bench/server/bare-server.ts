// What the null server and the relay have in common: a port, a timer of 60 ticks a second, and an answer over IPC about
// their use of the machine. Each runs as a process of its own.

import { createServer, type AddressInfo, type Socket } from 'node:net';

const TICK_MS = 1000 / 60;
/** Ticks that are caught up after a stall, as in the game server. Without a maximum a full core would never read or accept again. */
const CATCH_UP_TICKS_MAX = 5;

export interface BareServer {
  accepted(socket: Socket): void;
  closed(socket: Socket): void;
  tick(tick: number): void;
}

/** Listens, and sends the port to the parent process. */
export function runBareServer(parts: BareServer): void {
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    connections++;
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      connections--;
      parts.closed(socket);
    });
    parts.accepted(socket);
  });

  const startMs = performance.now();
  let tick = 0;
  let ticksDropped = 0;
  const wake = (): void => {
    const due = Math.floor((performance.now() - startMs) / TICK_MS) + 1;
    const dropped = Math.max(0, due - tick - CATCH_UP_TICKS_MAX);
    ticksDropped += dropped;
    for (tick += dropped; tick < due; tick++) parts.tick(tick);
    setTimeout(wake, Math.max(1, startMs + tick * TICK_MS - performance.now()));
  };
  wake();

  server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    const cpuSeconds = (user + system) / 1e6;
    process.send!({ cpuSeconds, connections, rssBytes: process.memoryUsage.rss(), ticksDropped });
  });
  process.on('disconnect', () => process.exit());
}
