// Round trips through each program. The time of the next message does not depend on the last answer: tunnels that wait for an
// answer before they wait for the next turn bunch together in seconds, and then what is measured is how long the queue is.
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { encode, PayloadCounter } from './client.ts';
import type { Contestant } from './contestants.ts';
import { dialMany, hangUp, type Sizes } from './scenarios.ts';

const MESSAGE_BYTES = 100;
/** Between two messages of a tunnel. */
const PERIOD_MS = 100;
/** For the answers to the last messages. */
const LAST_ANSWERS_MS = 100;

/** Which part of the tunnels has sent its message, in how many milliseconds of a period: from 0 to 1. */
type Course = (ms: number) => number;

const evenly: Course = (ms) => ms / PERIOD_MS;
const allAtOnce: Course = (ms) => Math.ceil(ms / PERIOD_MS);

/** Milliseconds for 100 bytes, each tunnel ten times a second, one tunnel after the other at even distances: [p50, p99]. */
export async function echoLatency(contestant: Contestant, sizes: Sizes): Promise<[number, number]> {
  const timesMs = await roundTrips(contestant, sizes, evenly);
  return [quantile(timesMs, 0.5), quantile(timesMs, 0.99)];
}

/** Milliseconds for 100 bytes when all tunnels send at the same moment, ten times a second: [p99], nearly the last one. */
export async function burstLatency(contestant: Contestant, sizes: Sizes): Promise<[number]> {
  return [quantile(await roundTrips(contestant, sizes, allAtOnce), 0.99)];
}

/** In ascending order. Those of the first `settleMs` are not counted. */
async function roundTrips(
  contestant: Contestant,
  { echoTunnels, seconds, settleMs }: Sizes,
  course: Course,
): Promise<number[]> {
  const timesMs: number[] = [];
  const sockets = await dialMany(contestant, echoTunnels);
  const callers = sockets.map((socket) => new Caller(socket, contestant.isWebSocket, timesMs));
  const startedMs = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = course(performance.now() - startedMs) * callers.length;
    for (; sent < due; sent += 1) callers[sent % callers.length]?.send();
  }, 1);
  await delay(settleMs);
  timesMs.length = 0;
  await delay(seconds * 1000);
  clearInterval(timer);
  await delay(LAST_ANSWERS_MS);
  hangUp(sockets);
  return timesMs.toSorted((a, b) => a - b);
}

class Caller {
  readonly #socket: Socket;
  readonly #message: Buffer;
  readonly #timesMs: number[];
  readonly #counter: PayloadCounter;
  #wantedBytes = 0;
  #sentMs = 0;

  constructor(socket: Socket, isWebSocket: boolean, timesMs: number[]) {
    this.#socket = socket;
    this.#message = encode(Buffer.alloc(MESSAGE_BYTES, 'x'), isWebSocket);
    this.#timesMs = timesMs;
    this.#counter = new PayloadCounter(isWebSocket);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.resume();
    socket.write(encode(Buffer.from('e'), isWebSocket));
  }

  /** Sends a message, if the last one has been answered: an answer that is this late counts with all of its time. */
  send(): void {
    if (this.#counter.bytes < this.#wantedBytes) return;
    this.#wantedBytes += MESSAGE_BYTES;
    this.#sentMs = performance.now();
    this.#socket.write(this.#message);
  }

  #read(chunk: Buffer): void {
    const before = this.#counter.bytes;
    this.#counter.add(chunk);
    const isAnswer = before < this.#wantedBytes && this.#counter.bytes >= this.#wantedBytes;
    if (isAnswer) this.#timesMs.push(performance.now() - this.#sentMs);
  }
}

function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.floor(ascending.length * share)] ?? Number.NaN;
}
