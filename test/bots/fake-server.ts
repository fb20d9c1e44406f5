// A server that says exactly what a test wants: what a real one never would, most of all.

import { createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import {
  CLIENT_PAYLOAD_BYTES_MAX,
  decodeClient,
  encodeFrame,
  encodeServer,
  FrameDecoder,
  PROTOCOL_VERSION,
  type ClientMessage,
  type ServerMessage,
} from '#protocol';
import { layoutFor, matchSettings, RULES_VERSION } from '#simulation';
import { ROOM_SETTINGS } from '../support/room-settings.ts';

const SEATS = 1;

export const WELCOME: ServerMessage = {
  type: 'welcome',
  version: PROTOCOL_VERSION,
  name: 'Ann',
  tickRate: 60,
  pingIntervalMs: 2000,
  token: 'first',
  resumed: false,
  rules: RULES_VERSION,
};
/** The answer to a client that resumes with the previous token. */
export const WELCOME_BACK: ServerMessage = { ...WELCOME, token: 'second', resumed: true };

const settings = matchSettings({ mode: 'coop', seatCount: SEATS });
const layout = layoutFor(settings);
const last = layout.at(-1)!;

export const JOINED: ServerMessage & { type: 'joined' } = {
  type: 'joined',
  code: 'K7XQ2',
  mode: 'coop',
  seat: 0,
  tick: 5,
  settings: {
    maze: 'classic',
    seatCount: SEATS,
    seed: 1,
    level: 1,
    lives: 3,
    extraLifeScore: 10_000,
    killScreen: true,
    variant: 'none',
    rule: '',
    target: 0,
    rounds: 0,
  },
  tiles: settings.maze.lines,
  layout,
  words: [5, ...Array<number>(last.start + last.length - 1).fill(0)],
  seats: [{ name: 'Ann', driver: 'bot', disconnected: false, idle: false, ready: false, wins: 0, colour: 1, mark: 1 }],
  ...{ kind: '', counts: false, date: '' },
  frightTable: [],
  log: false,
};

export const ROOM: ServerMessage & { type: 'room' } = {
  ...{ type: 'room', code: 'K7XQ2', state: 'play', host: '', settings: ROOM_SETTINGS },
  ...{ locked: false, watchers: 0, endsInTicks: 0, pauseAskedBy: '', pauseSeats: [], pauseLapsesInTicks: 0 },
};

/** A frame with a server's message in it. */
export function frameOf(message: ServerMessage): Uint8Array {
  return encodeFrame(encodeServer(message));
}

/** What a server writes to each message of a connection but pings; after the last it ends the connection. */
type Script = readonly (readonly Uint8Array[])[];

/** Says the same to all: listens until the test ends. */
export function startFakeServer(...script: Script) {
  return startScriptedServer(script);
}

/**
 * Listens until the test ends.
 * @param scripts one for each connection, in order; the last one is for all that follow.
 * @returns its address, and the messages that it receives, without pings.
 */
export async function startScriptedServer(...scripts: readonly Script[]) {
  const sockets: Socket[] = [];
  const received: ClientMessage[] = [];
  const server = createServer((socket) => {
    const script = scripts[Math.min(sockets.length, scripts.length - 1)]!;
    sockets.push(socket);
    const decoder = new FrameDecoder(CLIENT_PAYLOAD_BYTES_MAX);
    let answered = 0;
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      decoder.push(chunk);
      for (let payload = decoder.next(); payload !== null; payload = decoder.next()) {
        const decoded = decodeClient(payload);
        if (!('message' in decoded) || decoded.message.type === 'ping') continue;
        received.push(decoded.message);
        if (answered === script.length) socket.end();
        else for (const bytes of script[answered++]!) socket.write(bytes);
      }
    });
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port, received };
}
