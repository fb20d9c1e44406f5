// Messages to payloads and back. A payload is one msgpack array [type, ...fields]. Receivers ignore fields they do not
// know, so decoding looks at the front of the array only; what is there must be right in every part.

import { Packr } from 'msgpackr';
import { errorCodeOf, ERRORS, type ErrorCode } from './errors.ts';
import {
  CLIENT_DEPTH_MAX,
  CLIENT_ITEMS_MAX,
  CLIENT_STRING_BYTES_MAX,
  SERVER_DEPTH_MAX,
  SERVER_PAYLOAD_BYTES_MAX,
  SNAPSHOT_RATES,
  UINT32_MAX,
  type SnapshotRate,
} from './limits.ts';
import { CLIENT_TYPES, SERVER_TYPES } from './messages.ts';
import type { ClientKind, ClientMessage, Driver, ServerMessage, WireLayout, WireSeat } from './messages.ts';
import { isPlainPayload, type PayloadLimits } from './payload-check.ts';

// `useRecords`, `structuredClone` and `encodeUndefinedAsNil` keep msgpackr from using extensions that no other library
// reads; `int64AsType` keeps 64-bit integers from arriving as bigint.
const msgpack = new Packr({
  useRecords: false,
  structuredClone: false,
  encodeUndefinedAsNil: true,
  int64AsType: 'number',
});

/** What decoding gives: a message, or the code of what is wrong with the payload. */
export type Decoded<Message> = { readonly message: Message } | { readonly error: ErrorCode };

const CLIENT_LIMITS: PayloadLimits = {
  depthMax: CLIENT_DEPTH_MAX,
  itemsMax: CLIENT_ITEMS_MAX,
  stringBytesMax: CLIENT_STRING_BYTES_MAX,
};
const SERVER_LIMITS: PayloadLimits = {
  depthMax: SERVER_DEPTH_MAX,
  itemsMax: SERVER_PAYLOAD_BYTES_MAX,
  stringBytesMax: 255,
};

type Fields = readonly unknown[];

export function encodeClient(message: ClientMessage): Uint8Array {
  return msgpack.pack(clientFields(message));
}

export function encodeServer(message: ServerMessage): Uint8Array {
  return msgpack.pack(serverFields(message));
}

export function decodeClient(payload: Uint8Array): Decoded<ClientMessage> {
  return decode(payload, CLIENT_LIMITS, CLIENT_READERS);
}

export function decodeServer(payload: Uint8Array): Decoded<ServerMessage> {
  return decode(payload, SERVER_LIMITS, SERVER_READERS);
}

/** An error message for a code; `answers` is the type number of the message it answers, 0 for none. */
export function errorMessage(code: ErrorCode, answers = 0): ServerMessage & { type: 'error' } {
  const { text, fatal } = ERRORS[code];
  return { type: 'error', code, text, fatal, answers };
}

function clientFields(message: ClientMessage): Fields {
  const type = CLIENT_TYPES[message.type];
  switch (message.type) {
    case 'hello':
      return [type, message.version, message.name, message.kind];
    case 'play':
      return [type, message.mode, message.rate];
    case 'join':
      return [type, message.code, message.rate];
    case 'create':
      return [type, message.mode, message.seatCount, message.fill, message.rate];
    case 'leave':
      return [type];
    case 'input':
      return [type, message.sequence, message.tick, message.direction, message.seenTick];
    case 'ping':
      return [type, message.time, message.seenTick];
  }
}

function serverFields(message: ServerMessage): Fields {
  const type = SERVER_TYPES[message.type];
  switch (message.type) {
    case 'welcome':
      return [type, message.version, message.name, message.tickRate, message.pingIntervalMs];
    case 'joined': {
      const { seatCount, seed, level, lives, extraLifeScore, killScreen } = message.settings;
      return [
        ...[type, message.code, message.mode, message.seat, message.tick],
        [seatCount, seed, level, lives, extraLifeScore, killScreen],
        message.maze,
        message.layout,
        Array.from(message.words),
        seatFields(message.seats),
      ];
    }
    case 'snapshot':
      // Events are rare: a snapshot without any ends before them.
      return message.events.length === 0
        ? [type, message.tick, message.changes]
        : [type, message.tick, message.changes, message.events];
    case 'keyframe':
      return [type, message.tick, Array.from(message.words)];
    case 'seats':
      return [type, seatFields(message.seats)];
    case 'left':
      return [type];
    case 'pong':
      return [type, message.time, message.tick];
    case 'error':
      return [type, ERRORS[message.code].wire, message.text, message.fatal, message.answers];
    case 'bye':
      return [type, message.reason];
  }
}

function seatFields(seats: readonly WireSeat[]): Fields {
  return seats.map((seat) => [seat.name, seat.driver]);
}

type Readers<Message> = ReadonlyMap<number, (fields: Fields) => Message | null>;

function decode<Message>(payload: Uint8Array, limits: PayloadLimits, readers: Readers<Message>): Decoded<Message> {
  if (!isPlainPayload(payload, limits)) return { error: 'payload-malformed' };
  let fields: Fields;
  try {
    fields = msgpack.unpack(payload) as Fields;
  } catch {
    return { error: 'payload-malformed' };
  }
  const read = readers.get(fields[0] as number);
  if (read === undefined) return { error: 'unknown-type' };
  const message = read(fields);
  return message === null ? { error: 'bad-fields' } : { message };
}

// Readers return null for fields that are not right. `fields[0]` is the type.

const CLIENT_READERS: Readers<ClientMessage> = new Map<number, (fields: Fields) => ClientMessage | null>([
  [
    CLIENT_TYPES.hello,
    ([, version, name, kind]) =>
      isUint32(version) && typeof name === 'string' && isClientKind(kind)
        ? { type: 'hello', version, name, kind }
        : null,
  ],
  [
    CLIENT_TYPES.play,
    ([, mode, rate]) => (typeof mode === 'string' && isRate(rate) ? { type: 'play', mode, rate } : null),
  ],
  [
    CLIENT_TYPES.join,
    ([, code, rate]) => (typeof code === 'string' && isRate(rate) ? { type: 'join', code, rate } : null),
  ],
  [
    CLIENT_TYPES.create,
    ([, mode, seatCount, fill, rate]) =>
      typeof mode === 'string' && isUint32(seatCount) && typeof fill === 'boolean' && isRate(rate)
        ? { type: 'create', mode, seatCount, fill, rate }
        : null,
  ],
  [CLIENT_TYPES.leave, () => ({ type: 'leave' })],
  [
    CLIENT_TYPES.input,
    ([, sequence, tick, direction, seenTick]) =>
      isUint32(sequence) && isUint32(tick) && isUint32(direction) && direction <= 4 && isUint32(seenTick)
        ? { type: 'input', sequence, tick, direction, seenTick }
        : null,
  ],
  [
    CLIENT_TYPES.ping,
    ([, time, seenTick]) => (isUint32(time) && isUint32(seenTick) ? { type: 'ping', time, seenTick } : null),
  ],
]);

const SERVER_READERS: Readers<ServerMessage> = new Map<number, (fields: Fields) => ServerMessage | null>([
  [
    SERVER_TYPES.welcome,
    ([, version, name, tickRate, pingIntervalMs]) =>
      isUint32(version) && typeof name === 'string' && isUint32(tickRate) && isUint32(pingIntervalMs)
        ? { type: 'welcome', version, name, tickRate, pingIntervalMs }
        : null,
  ],
  [SERVER_TYPES.joined, readJoined],
  [
    SERVER_TYPES.snapshot,
    ([, tick, changes, events = []]) =>
      isUint32(tick) && isInt32s(changes) && isInt32s(events) ? { type: 'snapshot', tick, changes, events } : null,
  ],
  [
    SERVER_TYPES.keyframe,
    ([, tick, words]) => (isUint32(tick) && isInt32s(words) ? { type: 'keyframe', tick, words } : null),
  ],
  [
    SERVER_TYPES.seats,
    ([, list]) => {
      const seats = readSeats(list);
      return seats === null ? null : { type: 'seats', seats };
    },
  ],
  [SERVER_TYPES.left, () => ({ type: 'left' })],
  [SERVER_TYPES.pong, ([, time, tick]) => (isUint32(time) && isUint32(tick) ? { type: 'pong', time, tick } : null)],
  [SERVER_TYPES.error, readError],
  [SERVER_TYPES.bye, ([, reason]) => (typeof reason === 'string' ? { type: 'bye', reason } : null)],
]);

function readJoined([, code, mode, seat, tick, settings, maze, layout, words, list]: Fields): ServerMessage | null {
  const seats = readSeats(list);
  if (typeof code !== 'string' || typeof mode !== 'string' || !isUint32(seat) || !isUint32(tick)) return null;
  if (!isList(maze) || !maze.every((line) => typeof line === 'string')) return null;
  if (!isLayout(layout) || !isInt32s(words) || seats === null || !isList(settings)) return null;
  const [seatCount, seed, level, lives, extraLifeScore, killScreen] = settings;
  if (!isUint32(seatCount) || !isUint32(seed) || !isUint32(level) || !isUint32(lives)) return null;
  if (!isUint32(extraLifeScore) || typeof killScreen !== 'boolean') return null;
  return {
    ...{ type: 'joined', code, mode, seat, tick, maze, layout, words, seats },
    settings: { seatCount, seed, level, lives, extraLifeScore, killScreen },
  };
}

function readError([, wire, text, fatal, answers]: Fields): ServerMessage | null {
  if (!isUint32(wire) || typeof text !== 'string' || typeof fatal !== 'boolean' || !isUint32(answers)) return null;
  const code = errorCodeOf(wire);
  // A code of a later version keeps its text and whether it is fatal; what it is called here matters less.
  return { type: 'error', code: code ?? 'not-allowed-now', text, fatal, answers };
}

function readSeats(list: unknown): WireSeat[] | null {
  if (!isList(list)) return null;
  const seats: WireSeat[] = [];
  for (const row of list) {
    if (!isList(row)) return null;
    const [name, driver] = row;
    if (typeof name !== 'string' || !isDriver(driver)) return null;
    seats.push({ name, driver });
  }
  return seats;
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

function isUint32(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= UINT32_MAX;
}

function isInt32s(value: unknown): value is number[] {
  return isList(value) && value.every((word) => (word as number) === ((word as number) | 0));
}

function isRate(value: unknown): value is SnapshotRate {
  return SNAPSHOT_RATES.includes(value as SnapshotRate);
}

function isClientKind(value: unknown): value is ClientKind {
  return value === 'human' || value === 'bot';
}

function isDriver(value: unknown): value is Driver {
  return value === 'none' || value === 'human' || value === 'bot' || value === 'ai';
}

function isLayout(value: unknown): value is WireLayout {
  return (
    isList(value) &&
    value.every((row) => isList(row) && typeof row[0] === 'string' && isUint32(row[1]) && isUint32(row[2]))
  );
}
