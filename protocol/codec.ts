// Encodes and decodes messages. A payload is one msgpack array [type, ...fields]. A decoder ignores items after the fields
// that it knows; those that it knows must all be valid.

import { Packr } from 'msgpackr';
import { ERRORS, isFatal, type ErrorCode } from './errors.ts';
import { fieldsOf, readFields, writeFields, type Fields, type Shape } from './fields.ts';
import { readFrequentClient, readFrequentServer } from './frequent.ts';
import {
  CLIENT_DEPTH_MAX,
  CLIENT_ITEMS_MAX,
  SERVER_DEPTH_MAX,
  SERVER_PAYLOAD_BYTES_MAX,
  STRING_BYTES_MAX,
} from './limits.ts';
import { CLIENT_MESSAGES, SERVER_MESSAGES, type ClientMessage, type ServerMessage } from './messages.ts';
import { isPlainPayload, type PayloadLimits } from './payload-check.ts';

// `useRecords`, `structuredClone` and `encodeUndefinedAsNil` are set so that msgpackr uses no extensions of its own, which
// other libraries cannot read. `int64AsType` decodes 64-bit integers as numbers instead of bigints.
const msgpack = new Packr({
  useRecords: false,
  structuredClone: false,
  encodeUndefinedAsNil: true,
  int64AsType: 'number',
});

/** The result of decoding: a message, or the error code of an invalid payload. */
export type Decoded<Message> = { readonly message: Message } | { readonly error: ErrorCode };

const CLIENT_LIMITS: PayloadLimits = {
  depthMax: CLIENT_DEPTH_MAX,
  itemsMax: CLIENT_ITEMS_MAX,
  stringBytesMax: STRING_BYTES_MAX,
};
const SERVER_LIMITS: PayloadLimits = {
  depthMax: SERVER_DEPTH_MAX,
  itemsMax: SERVER_PAYLOAD_BYTES_MAX,
  stringBytesMax: STRING_BYTES_MAX,
};

/** A message type with its prepared fields. */
interface Row extends Fields {
  readonly name: string;
  readonly type: number;
}

const CLIENT_ROWS = rowsOf(CLIENT_MESSAGES);
const SERVER_ROWS = rowsOf(SERVER_MESSAGES);
const CLIENT_ROWS_BY_TYPE = byType(CLIENT_ROWS);
const SERVER_ROWS_BY_TYPE = byType(SERVER_ROWS);

export function encodeClient(message: ClientMessage): Uint8Array {
  return encode(CLIENT_ROWS.get(message.type)!, message);
}

export function encodeServer(message: ServerMessage): Uint8Array {
  return encode(SERVER_ROWS.get(message.type)!, message);
}

export function decodeClient(payload: Uint8Array): Decoded<ClientMessage> {
  const message = readFrequentClient(payload);
  if (message !== null) return { message };
  return decode(payload, CLIENT_LIMITS, CLIENT_ROWS_BY_TYPE) as Decoded<ClientMessage>;
}

export function decodeServer(payload: Uint8Array): Decoded<ServerMessage> {
  const message = readFrequentServer(payload);
  if (message !== null) return { message };
  return decode(payload, SERVER_LIMITS, SERVER_ROWS_BY_TYPE) as Decoded<ServerMessage>;
}

/** The error message for a code. @param answers type of the message that it answers, 0 for none */
export function errorMessage(code: ErrorCode, answers = 0): ServerMessage & { type: 'error' } {
  const { wire, text, recovery } = ERRORS[code];
  return { type: 'error', code: wire, text, fatal: isFatal(code), answers, recovery: recovery ?? '' };
}

function encode(row: Row, message: object): Uint8Array {
  const raw: unknown[] = [row.type];
  writeFields(row, message as Readonly<Record<string, unknown>>, raw);
  return msgpack.pack(raw);
}

function decode(payload: Uint8Array, limits: PayloadLimits, rows: ReadonlyMap<number, Row>): Decoded<unknown> {
  if (!isPlainPayload(payload, limits)) return { error: 'payload-malformed' };
  let raw: readonly unknown[];
  try {
    raw = msgpack.unpack(payload) as readonly unknown[];
  } catch {
    return { error: 'payload-malformed' };
  }
  const row = rows.get(raw[0] as number);
  if (row === undefined) return { error: 'unknown-type' };
  const message: Record<string, unknown> = { type: row.name };
  return readFields(row, raw, 1, message) ? { message } : { error: 'bad-fields' };
}

function rowsOf(table: Readonly<Record<string, { readonly type: number; readonly fields: Shape }>>) {
  return new Map(
    Object.entries(table).map(([name, { type, fields }]): [string, Row] => [name, { name, type, ...fieldsOf(fields) }]),
  );
}

function byType(rows: ReadonlyMap<string, Row>): ReadonlyMap<number, Row> {
  return new Map([...rows.values()].map((row) => [row.type, row]));
}
