// The lower bound for any server of the match log: in each tick it writes a frame of the size of a log piece to the rooms
// that had an input, and a filler to a room in which nothing happens. It knows no rules, and no match.
// Run as a process of its own.

import type { Socket } from 'node:net';
import { CLIENT_MESSAGES, encodeFrame, encodeServer, LENGTH_BYTES, LOG_INTERVAL_TICKS } from '#protocol';
import { runBareServer } from './bare-server.ts';

const SEATS = 4;
/** The type of the message, after the length of the frame and the head of the array. */
const TYPE_AT = LENGTH_BYTES + 1;
const TICK = 4000;
const PIECE = Buffer.from(encodeFrame(encodeServer({ type: 'log', tick: TICK, inputs: [1, 2, 150], hash: 0 })));
const FILLER = Buffer.from(encodeFrame(encodeServer({ type: 'log', tick: TICK, inputs: [], hash: 0 })));

interface Room {
  readonly sockets: Socket[];
  hasInput: boolean;
  sentTick: number;
}

const rooms: Room[] = [];
let now = 0;

runBareServer({
  accepted(socket) {
    let room = rooms.at(-1);
    if (room === undefined || room.sockets.length === SEATS) {
      rooms.push((room = { sockets: [], hasInput: false, sentTick: now }));
    }
    const { sockets } = room;
    sockets.push(socket);
    socket.on('data', (chunk: Buffer) => {
      if (chunk[TYPE_AT] === CLIENT_MESSAGES.input.type) room.hasInput = true;
    });
  },
  closed(socket) {
    const index = rooms.findIndex(({ sockets }) => sockets.includes(socket));
    const { sockets } = rooms[index]!;
    sockets.splice(sockets.indexOf(socket), 1);
    if (sockets.length === 0) rooms.splice(index, 1);
  },
  tick(tick) {
    now = tick;
    for (const room of rooms) {
      if (room.hasInput) send(room, PIECE);
      else if (now - room.sentTick >= LOG_INTERVAL_TICKS) send(room, FILLER);
    }
  },
});

function send(room: Room, frame: Buffer): void {
  room.hasInput = false;
  room.sentTick = now;
  for (const socket of room.sockets) socket.write(frame);
}
