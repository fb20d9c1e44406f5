// Encodes and decodes messages. A payload is one msgpack array [type, ...fields]. A decoder ignores items after the fields
// that it knows; those that it knows must all be valid.

import { Packr } from 'msgpackr';
import { ERRORS, faultOf, recoveryOf, type ErrorCode, type Fault, type Refusal } from './errors.ts';
import { fieldFault, fieldsOf, readFields, writeFields, type Fields, type Shape } from './fields.ts';
import { readFrequentClient, readFrequentServer } from './frequent.ts';
import {
  CLIENT_DEPTH_MAX,
  CLIENT_ITEMS_MAX,
  SERVER_DEPTH_MAX,
  SERVER_PAYLOAD_BYTES_MAX,
  STRING_BYTES_MAX,
  UINT32_MAX,
} from './limits.ts';
import { CLIENT_MESSAGES, SERVER_MESSAGES, type ClientMessage, type ServerMessage } from './messages.ts';
import { payloadFault, type PayloadLimits } from './payload-check.ts';

// `useRecords`, `structuredClone` and `encodeUndefinedAsNil` are set so that msgpackr uses no extensions of its own, which
// other libraries cannot read. `int64AsType` decodes 64-bit integers as numbers instead of bigints.
const msgpack = new Packr({
  useRecords: false,
  structuredClone: false,
  encodeUndefinedAsNil: true,
  int64AsType: 'number',
});

/** An invalid payload: its error code, and the rest of the error message that answers it. */
export interface Mistake {
  readonly error: ErrorCode;
  readonly text: string;
  /** The type of the message, 0 if it has none. */
  readonly answers: number;
}

export type Decoded<Message> = { readonly message: Message } | Mistake;

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

/**
 * The message for a refusal.
 * @param answers type of the message that it answers, 0 for none
 * @param hasSession whether the client has a session, so that a mistake in one message is not fatal
 */
export function errorMessage(refusal: Refusal, answers = 0, hasSession = false): ServerMessage & { type: 'error' } {
  const { code, text, retryAfterMs }: Fault = faultOf(refusal);
  const recovery = recoveryOf(code, hasSession);
  return {
    type: 'error',
    code: ERRORS[code].wire,
    text: text ?? ERRORS[code].text,
    fatal: recovery !== null,
    answers,
    recovery: recovery ?? '',
    retryAfterMs: retryAfterMs ?? 0,
  };
}

function encode(row: Row, message: object): Uint8Array {
  const raw: unknown[] = [row.type];
  writeFields(row, message as Readonly<Record<string, unknown>>, raw);
  return msgpack.pack(raw);
}

function decode(payload: Uint8Array, limits: PayloadLimits, rows: ReadonlyMap<number, Row>): Decoded<unknown> {
  const fault = payloadFault(payload, limits);
  if (fault !== null) return { error: 'payload-malformed', text: fault, answers: 0 };
  let raw: readonly unknown[];
  try {
    raw = msgpack.unpack(payload) as readonly unknown[];
  } catch {
    return { error: 'payload-malformed', text: ERRORS['payload-malformed'].text, answers: 0 };
  }
  const [type] = raw;
  const row = rows.get(type as number);
  if (row === undefined) return unknownType(type);
  const message: Record<string, unknown> = { type: row.name };
  if (readFields(row, raw, 1, message)) return { message };
  return { error: 'bad-fields', text: fieldFault(row, raw, 1, row.name), answers: row.type };
}

function unknownType(type: unknown): Mistake {
  const isNumber = Number.isInteger(type) && (type as number) >= 0 && (type as number) <= UINT32_MAX;
  if (!isNumber) return { error: 'unknown-type', text: 'the first item is the number of a message type', answers: 0 };
  return { error: 'unknown-type', text: `there is no message type ${type as number} here`, answers: type as number };
}

function rowsOf(table: Readonly<Record<string, { readonly type: number; readonly fields: Shape }>>) {
  return new Map(
    Object.entries(table).map(([name, { type, fields }]): [string, Row] => [name, { name, type, ...fieldsOf(fields) }]),
  );
}

function byType(rows: ReadonlyMap<string, Row>): ReadonlyMap<number, Row> {
  return new Map([...rows.values()].map((row) => [row.type, row]));
}
