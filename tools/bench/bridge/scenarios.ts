// What is measured of each program. Every scenario opens and closes its own connections.
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { dial, encode, PayloadCounter } from './client.ts';
import type { Contestant } from './contestants.ts';

export interface Sizes {
  readonly fanTunnels: number;
  readonly echoTunnels: number;
  readonly idleTunnels: number;
  /** Of each measurement. */
  readonly seconds: number;
  /** Before it, once all connections are open. */
  readonly settleMs: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;
const FRAME_BYTES = 100;
const DIALS_AT_ONCE = 20;
const SETTLE_MS = 1000;

/** CPU time in microseconds for each frame of 100 bytes that arrives. */
export async function fanOut(contestant: Contestant, { fanTunnels, seconds, settleMs }: Sizes): Promise<number> {
  const sockets = await dialMany(contestant, fanTunnels);
  const counters = sockets.map((socket) => listen(socket, contestant));
  for (const socket of sockets) socket.write(encode(Buffer.from('f'), contestant.isWebSocket));
  await delay(settleMs);
  const count = () => counters.reduce((sum, { bytes }) => sum + bytes, 0) / FRAME_BYTES;
  const [before, cpuBeforeMs] = [count(), contestant.cpuMs()];
  await delay(seconds * 1000);
  const [after, cpuAfterMs] = [count(), contestant.cpuMs()];
  hangUp(sockets);
  return ((cpuAfterMs - cpuBeforeMs) * 1000) / (after - before);
}

/** MiB a second from the target, on one connection. */
export async function download(contestant: Contestant, { seconds, settleMs }: Sizes): Promise<number> {
  const [socket] = await dialMany(contestant, 1);
  if (socket === undefined) return 0;
  const counter = listen(socket, contestant);
  socket.write(encode(Buffer.from('s'), contestant.isWebSocket));
  await delay(settleMs);
  const before = counter.bytes;
  await delay(seconds * 1000);
  const rate = (counter.bytes - before) / MIB / seconds;
  hangUp([socket]);
  return rate;
}

/** MiB a second that reach the target, on one connection, in messages of 64 KiB. */
export async function upload(contestant: Contestant, { seconds, settleMs }: Sizes): Promise<number> {
  const [socket] = await dialMany(contestant, 1);
  if (socket === undefined) return 0;
  const counter = listen(socket, contestant);
  const message = encode(Buffer.alloc(64 * KIB), contestant.isWebSocket);
  const fill = (): void => {
    while (socket.writable && socket.write(message));
  };
  socket.on('drain', fill);
  socket.write(encode(Buffer.from('u'), contestant.isWebSocket));
  fill();
  await delay(settleMs);
  const before = counter.bytes;
  await delay(seconds * 1000);
  const rate = (counter.bytes - before) / seconds;
  hangUp([socket]);
  return rate;
}

/** Each connects, has one byte echoed, and closes: [connections a second, CPU time in microseconds for each]. */
export async function connects(contestant: Contestant, { seconds, settleMs }: Sizes): Promise<[number, number]> {
  const cpuBeforeMs = contestant.cpuMs();
  const deadlineMs = performance.now() + seconds * 1000;
  let count = 0;
  const caller = async (): Promise<void> => {
    while (performance.now() < deadlineMs) {
      const socket = await dial(contestant);
      socket.write(encode(Buffer.from('ex'), contestant.isWebSocket));
      await new Promise((resolve) => socket.once('data', resolve));
      socket.destroy();
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: DIALS_AT_ONCE }, caller));
  // Until the program has closed the last ones.
  await delay(settleMs);
  return [count / seconds, ((contestant.cpuMs() - cpuBeforeMs) * 1000) / count];
}

/** KiB of memory for each tunnel: [idle, with traffic]. */
export async function memory(contestant: Contestant, { idleTunnels }: Sizes): Promise<[number, number]> {
  const before = contestant.memoryBytes();
  const sockets = await dialMany(contestant, idleTunnels);
  await delay(SETTLE_MS);
  const perTunnel = () => (contestant.memoryBytes() - before) / KIB / sockets.length;
  const idle = perTunnel();
  for (const socket of sockets) listen(socket, contestant);
  for (const socket of sockets) socket.write(encode(Buffer.from('f'), contestant.isWebSocket));
  await delay(3 * SETTLE_MS);
  const busy = perTunnel();
  hangUp(sockets);
  return [idle, busy];
}

/**
 * What a peer that stops reading costs, in MiB, the larger of both directions: the bytes that the other side could send
 * until it was stopped, which fill kernel buffers as well, and what the memory of the contestant has grown by.
 */
export async function stalled(contestant: Contestant): Promise<number> {
  const before = contestant.memoryBytes();
  const grown = () => Math.max(0, contestant.memoryBytes() - before);
  const down = (await sentToPausedCaller(contestant, grown)) / MIB;
  return Math.max(down, (await sentToPausedTarget(contestant, grown)) / MIB);
}

async function sentToPausedCaller(contestant: Contestant, grown: () => number): Promise<number> {
  const socket = await dial(contestant);
  socket.pause();
  socket.write(encode(Buffer.from('h'), contestant.isWebSocket));
  await delay(2 * SETTLE_MS);
  const grownBytes = grown();
  const counter = listen(socket, contestant);
  await untilSteady(() => counter.bytes);
  hangUp([socket]);
  return counter.bytes + grownBytes;
}

async function sentToPausedTarget(contestant: Contestant, grown: () => number): Promise<number> {
  const socket = await dial(contestant);
  const message = encode(Buffer.alloc(16 * KIB), contestant.isWebSocket);
  const fill = (): void => {
    while (socket.writable && socket.write(message));
  };
  socket.on('drain', fill);
  socket.write(encode(Buffer.from('p'), contestant.isWebSocket));
  fill();
  const sent = () => socket.bytesWritten - socket.writableLength;
  await untilSteady(sent);
  const bytes = sent() + grown();
  hangUp([socket]);
  return bytes;
}

async function untilSteady(read: () => number): Promise<void> {
  for (let before = -1; before !== read(); await delay(SETTLE_MS)) before = read();
}

function listen(socket: Socket, { isWebSocket }: Contestant): PayloadCounter {
  const counter = new PayloadCounter(isWebSocket);
  socket.on('data', (chunk: Buffer) => counter.add(chunk));
  socket.resume();
  return counter;
}

export async function dialMany(contestant: Contestant, count: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  const wanted = Math.min(count, contestant.tunnelsMax);
  while (sockets.length < wanted) {
    const dials = Math.min(DIALS_AT_ONCE, wanted - sockets.length);
    sockets.push(...(await Promise.all(Array.from({ length: dials }, () => dial(contestant)))));
  }
  return sockets;
}

export function hangUp(sockets: readonly Socket[]): void {
  for (const socket of sockets) socket.destroy();
}
