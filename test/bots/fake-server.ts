// A server that says exactly what a test wants: what a real one never would, most of all.

import { createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { encodeFrame, encodeServer, type ServerMessage } from '#protocol';
import { layoutFor } from '#simulation';

const SEATS = 1;

export const WELCOME: ServerMessage = {
  type: 'welcome',
  version: 1,
  name: 'Ann',
  tickRate: 60,
  pingIntervalMs: 2000,
};

const layout = layoutFor(SEATS);
const [, lastStart, lastLength] = layout.at(-1)!;

export const JOINED: ServerMessage & { type: 'joined' } = {
  type: 'joined',
  code: 'K7XQ2',
  mode: 'coop',
  seat: 0,
  tick: 5,
  settings: { seatCount: SEATS, seed: 1, level: 1, lives: 3, extraLifeScore: 10_000, killScreen: true },
  maze: [],
  layout,
  words: [5, ...Array<number>(lastStart + lastLength - 1).fill(0)],
  seats: [{ name: 'Ann', driver: 'bot' }],
};

/** A frame with a server's message in it. */
export function frameOf(message: ServerMessage): Uint8Array {
  return encodeFrame(encodeServer(message));
}

/**
 * Listens until the test ends.
 * @param answers what it writes to each chunk a client sends, in order; after the last it ends the connection.
 */
export async function startFakeServer(...answers: readonly Uint8Array[][]): Promise<{ host: string; port: number }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let chunks = 0;
    socket.on('error', () => {});
    socket.on('data', () => {
      for (const bytes of answers[chunks] ?? []) socket.write(bytes);
      if (++chunks > answers.length) socket.end();
    });
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}
