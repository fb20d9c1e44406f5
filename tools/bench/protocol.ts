// What the wire costs: cutting a stream into frames, reading and writing messages, and a snapshot from words to bytes,
// for one and for a room.

import {
  applyDelta,
  decodeClient,
  decodeServer,
  diffWords,
  encodeClient,
  encodeFrame,
  encodeServer,
  encodeSnapshotFrame,
  FrameDecoder,
  CLIENT_PAYLOAD_BYTES_MAX,
  LENGTH_BYTES,
  type ClientMessage,
  type ServerMessage,
} from '#protocol';
import { aiWish, cloneWorld, createWorld, Events, matchSettings, PHASE, step } from '#simulation';
import type { Input, World } from '#simulation';
import { benchBroadcast } from './broadcast.ts';
import { measure, type Effort, type Measured } from './measure.ts';

export interface ProtocolFigures {
  readonly rows: readonly Measured[];
  /** Bytes of a snapshot's payload in the recorded part: median and largest. */
  readonly snapshotBytes: { readonly median: number; readonly most: number };
}

/** At 20 snapshots a second a snapshot spans this many ticks. */
const SNAPSHOT_INTERVAL_TICKS = 3;
const SNAPSHOTS = 400;
/** Frames that come in one read from a client whose connection stalled. */
const FRAMES_IN_ONE_READ = 20;

const INPUT: ClientMessage = { type: 'input', sequence: 1234, tick: 0, direction: 2, seenTick: 56_789 };

export function benchProtocol(seed: number, effort: Effort): ProtocolFigures {
  const worlds = recordWorlds(seed);
  const words = worlds.map((world) => world.words);
  const snapshots = words.slice(1).map((after, i) => snapshotOf(words[i]!, after));
  const payloads = snapshots.map(encodeServer);
  const input = encodeClient(INPUT);
  const frame = encodeFrame(input);
  const read = new Uint8Array(Array.from({ length: FRAMES_IN_ONE_READ }, () => [...frame]).flat());
  const bytes = Array.from(frame, (_, i) => frame.subarray(i, i + 1));
  const sizes = payloads.map(({ length }) => length).toSorted((a, b) => a - b);
  const inputBytes = frame.length;
  const snapshotBytes = LENGTH_BYTES + sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  return {
    rows: [
      measure('frame in one piece', effort, decoding([frame]), inputBytes),
      measure('frame byte by byte', effort, decoding(bytes), inputBytes),
      measure(`${FRAMES_IN_ONE_READ} frames in one read`, effort, decoding([read]), read.length),
      measure('encode input', effort, () => encodeClient(INPUT), inputBytes),
      measure('decode and check input', effort, () => decodeClient(input), inputBytes),
      measure('diff and encode snapshot', effort, diffing(words), snapshotBytes),
      measure('diff and encode snapshot to a frame', effort, framing(words), snapshotBytes),
      measure('encode snapshot', effort, each(snapshots, encodeServer), snapshotBytes),
      measure('decode and check snapshot', effort, each(payloads, decodeServer), snapshotBytes),
      measure('decode and apply snapshot', effort, applying(words[0]!, payloads), snapshotBytes),
      ...benchBroadcast(worlds, effort),
    ],
    snapshotBytes: { median: sizes[sizes.length >> 1]!, most: sizes.at(-1)! },
  };
}

/** A coop match of four AI players, at each snapshot. */
function recordWorlds(seed: number): World[] {
  const world = createWorld(matchSettings({ mode: 'coop', seatCount: 4, seed }));
  const seats = Array.from({ length: world.seatCount }, (_, seat) => seat);
  const events = new Events();
  let inputs: Input[] = seats.map((seat) => ({ kind: 'enter', seat }));
  const worlds: World[] = [];
  while (worlds.length <= SNAPSHOTS) {
    step(world, inputs, events);
    if (world.phase === PHASE.ready) continue;
    inputs = seats.map((seat) => ({
      kind: 'wish',
      seat,
      sequence: world.tick,
      direction: aiWish(world, seat, 'normal'),
    }));
    if (world.tick % SNAPSHOT_INTERVAL_TICKS === 0) worlds.push(cloneWorld(world));
  }
  return worlds;
}

function snapshotOf(before: Int32Array, after: Int32Array): ServerMessage {
  const changes: number[] = [];
  diffWords(before, after, changes);
  return { type: 'snapshot', tick: after[0]!, changes, events: [] };
}

function decoding(chunks: readonly Uint8Array[]): () => void {
  const decoder = new FrameDecoder(CLIENT_PAYLOAD_BYTES_MAX);
  return () => {
    for (const chunk of chunks) {
      decoder.push(chunk);
      while (decoder.next() !== null);
    }
  };
}

/** Returns the items in a loop, one with each call. */
function each<Item>(items: readonly Item[], operation: (item: Item) => void): () => void {
  let at = 0;
  return () => {
    operation(items[at]!);
    at = (at + 1) % items.length;
  };
}

/** What the game server does for all viewers of one rate together. */
function framing(words: readonly Int32Array[]): () => void {
  let at = 0;
  return () => {
    at = (at + 1) % (words.length - 1);
    encodeSnapshotFrame(words[at]!, words[at + 1]!, []);
  };
}

function diffing(words: readonly Int32Array[]): () => void {
  const pairs = words.slice(1).map((after, i) => ({ before: words[i]!, after }));
  return each(pairs, ({ before, after }) => encodeServer(snapshotOf(before, after)));
}

function applying(start: Int32Array, payloads: readonly Uint8Array[]): () => void {
  const words = start.slice();
  return each(payloads, (payload) => {
    const decoded = decodeServer(payload);
    if (!('message' in decoded) || decoded.message.type !== 'snapshot') throw new Error('no snapshot');
    applyDelta(words, decoded.message.tick, decoded.message.changes);
  });
}
