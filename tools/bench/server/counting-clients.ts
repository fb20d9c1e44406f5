// The clients of all contestants: each says hello, asks for a stream, sends four inputs a second and a ping every two
// seconds, and counts what arrives. They decode no message, so that their core is full as late as possible.
// Run as a process of its own: begin of their names, port, number of clients, rates. Answers over IPC.

import { connect, type Socket } from 'node:net';
import {
  encodeClient,
  encodeFrame,
  PING_INTERVAL_MS,
  PROTOCOL_VERSION,
  SERVER_MESSAGES,
  type ClientMessage,
  type SnapshotRate,
} from '#protocol';
import { RULES_VERSION } from '#simulation';
import { emptyFrameCounts, FrameCounter } from './frame-counter.ts';

/** What all clients of the process have received and sent since it started. */
export interface ClientCounts {
  readonly frames: number;
  readonly bytes: number;
  readonly inputs: number;
  readonly cpuSeconds: number;
}

/** Between two inputs of a client, as with players: 250 ms on average. */
const THINK_MS_MIN = 150;
const THINK_MS_MAX = 350;
/** Clients that connect at the same time. */
const BATCH = 20;
const BATCH_MS = 20;
/** A client that gets one of these no longer counts in the measurement. */
const FAULTS = [SERVER_MESSAGES.error.type, SERVER_MESSAGES.bye.type, SERVER_MESSAGES.left.type];

/** All sockets are read into this buffer. */
const CHUNK = new Uint8Array(64 * 1024);
const counts = emptyFrameCounts();
let bytesIn = 0;
let inputs = 0;
let isEnding = false;

class CountingClient {
  private readonly counter = new FrameCounter(counts);
  private readonly socket: Socket;
  private sequence = 0;

  constructor(port: number, name: string, rate: SnapshotRate) {
    const callback = (bytes: number) => this.receive(bytes);
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer: CHUNK, callback } });
    this.socket.on('error', (error) => fail(error.message));
    this.socket.on('close', () => isEnding || fail('the server has closed a connection'));
    this.socket.on('connect', () => {
      this.send({
        type: 'hello',
        version: PROTOCOL_VERSION,
        name,
        kind: 'bot',
        token: '',
        rules: RULES_VERSION,
        colour: 0,
        mark: 0,
        ticket: '',
        seen: 0,
      });
      this.send({ type: 'play', mode: 'coop', rate });
      this.pause();
      setInterval(() => this.send({ type: 'ping', time: 0, seenTick: this.counter.seenTick }), PING_INTERVAL_MS);
    });
  }

  leave(): void {
    this.send({ type: 'leave' });
    this.socket.end();
  }

  private pause(): void {
    setTimeout(() => this.steer(), THINK_MS_MIN + Math.random() * (THINK_MS_MAX - THINK_MS_MIN));
  }

  private steer(): void {
    const direction = Math.floor(Math.random() * 4);
    this.send({ type: 'input', sequence: ++this.sequence, tick: 0, direction, seenTick: this.counter.seenTick });
    inputs++;
    this.pause();
  }

  private send(message: ClientMessage): void {
    if (!isEnding || message.type === 'leave') this.socket.write(encodeFrame(encodeClient(message)));
  }

  private receive(bytes: number): boolean {
    bytesIn += bytes;
    this.counter.push(CHUNK, bytes);
    const fault = FAULTS.find((type) => counts[type]! > 0);
    if (!isEnding && fault !== undefined) fail(`the server has refused a client (message ${fault})`);
    return true;
  }
}

function fail(text: string): never {
  console.error(`counting-clients: ${text}`);
  process.exit(1);
}

/** Four clients after each other are in one room: they ask for the same rate. */
const CLIENTS_PER_ROOM = 4;
const [names, ...numbers] = process.argv.slice(2);
const [port, count, ...rates] = numbers.map(Number) as [number, number, ...SnapshotRate[]];
const clients: CountingClient[] = [];

process.on('message', (request) => {
  if (request === 'end') end();
  else process.send!(now());
});
process.on('disconnect', () => process.exit());
bringIn();

function bringIn(): void {
  for (let i = 0; i < BATCH && clients.length < count; i++) {
    const rate = rates[Math.floor(clients.length / CLIENTS_PER_ROOM) % rates.length]!;
    clients.push(new CountingClient(port, `${names}-${clients.length}`, rate));
  }
  if (clients.length < count && !isEnding) setTimeout(bringIn, BATCH_MS);
}

function now(): ClientCounts {
  const frames = counts.reduce((sum, each) => sum + each, 0);
  const { user, system } = process.cpuUsage();
  return { frames, bytes: bytesIn, inputs, cpuSeconds: (user + system) / 1e6 };
}

function end(): void {
  isEnding = true;
  for (const client of clients) client.leave();
}
