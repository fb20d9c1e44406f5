// Clients of the null server: each sends as many bytes as an input has, about four times a second, and reads on.
// Run as a process of its own: port, number of clients.

import { connect } from 'node:net';

const INPUT = Buffer.alloc(13, 0x2a);
const THINK_MS = 250;
/** So many connect at a time, as the load generator does. */
const BATCH = 10;
const BATCH_MS = 20;

const [port, count] = process.argv.slice(2).map(Number) as [number, number];
let started = 0;

function bringIn(): void {
  for (let i = 0; i < BATCH && started < count; i++, started++) start();
  if (started < count) setTimeout(bringIn, BATCH_MS);
}

function start(): void {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.resume();
  socket.on('error', () => process.exit(1));
  socket.on('connect', () => setInterval(() => socket.write(INPUT), THINK_MS));
}

bringIn();
