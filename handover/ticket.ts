// Texts that the API signs and the game server checks by itself:
//
//   t-…    a ticket: who a session is, for ten minutes and one use
//   bot-…  a bot's token: valid until its owner makes a newer version or deletes the bot
//
// Behind the prefix, in base64url: HMAC-SHA256 of the rest (32 bytes), then a msgpack array
//   ticket: [kind, identity, name, expiresMs, nonce]      token: [user, name, version]

import { createHmac, timingSafeEqual } from 'node:crypto';
import { Packr } from 'msgpackr';
import { NAME_LENGTH_MAX } from '#protocol';
import { identityText, readIdentity, USER_KINDS, type Identity, type UserKind } from './identity.ts';

/** How long a ticket is valid. */
export const TICKET_LIFE_MS = 600_000;
/** The longest ticket and the longest token. A longer text is neither. */
export const TICKET_LENGTH_MAX = 250;

const TICKET_PREFIX = 't-';
const TOKEN_PREFIX = 'bot-';
const MAC_BYTES = 32;
export const NONCE_BYTES = 12;

const codec = new Packr({ useRecords: false, variableMapSize: true, int64AsType: 'number' });

/** The player that a ticket names. */
export interface Ticket {
  readonly kind: UserKind;
  readonly identity: Identity;
  /** Of a person or a bot, the claimed name. Of a guest, the last one. */
  readonly name: string;
  readonly expiresMs: number;
  /** `NONCE_BYTES` random bytes in base64url: no two tickets have the same. */
  readonly nonce: string;
}

/** A long-lived token of a bot. */
export interface BotToken {
  /** The id of the bot's user. */
  readonly user: string;
  readonly name: string;
  /** Counts from 1. A newer version revokes the older ones. */
  readonly version: number;
}

/** @param key of `openHandoverKey` */
export function signTicket(ticket: Ticket, key: Buffer): string {
  const { kind, identity, name, expiresMs, nonce } = ticket;
  const fields = [USER_KINDS.indexOf(kind), identityText(identity), name, expiresMs, Buffer.from(nonce, 'base64url')];
  return signed(TICKET_PREFIX, fields, key);
}

/** @param key of `openHandoverKey` */
export function signBotToken({ user, name, version }: BotToken, key: Buffer): string {
  return signed(TOKEN_PREFIX, [user, name, version], key);
}

/** Whether a text is meant as a bot's token. It may be a forged one. */
export function isBotToken(text: string): boolean {
  return text.startsWith(TOKEN_PREFIX);
}

/**
 * Checks the signature of a ticket, and nothing else: whether it has expired or was used before is left to the caller.
 * @returns null if it was not signed with this key
 */
export function readTicket(text: string, key: Buffer): Ticket | null {
  const fields = checked(TICKET_PREFIX, text, key);
  if (fields?.length !== 5) return null;
  const [kindNumber, identityField, name, expiresMs, nonce] = fields;
  const kind = USER_KINDS[kindNumber as number];
  const identity = typeof identityField === 'string' ? readIdentity(identityField) : null;
  if (kind === undefined || identity === null || !isName(name) || !Number.isSafeInteger(expiresMs)) return null;
  if (!(nonce instanceof Uint8Array) || nonce.length !== NONCE_BYTES) return null;
  return { kind, identity, name, expiresMs: expiresMs as number, nonce: Buffer.from(nonce).toString('base64url') };
}

/**
 * Checks the signature of a bot's token. Whether its version is revoked is left to the caller.
 * @returns null if it was not signed with this key
 */
export function readBotToken(text: string, key: Buffer): BotToken | null {
  const fields = checked(TOKEN_PREFIX, text, key);
  if (fields?.length !== 3) return null;
  const [user, name, version] = fields;
  if (typeof user !== 'string' || readIdentity(`user:${user}`) === null || !isName(name)) return null;
  if (!Number.isSafeInteger(version) || (version as number) < 1) return null;
  return { user, name, version: version as number };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && [...value].length <= NAME_LENGTH_MAX;
}

function signed(prefix: string, fields: readonly unknown[], key: Buffer): string {
  const body = codec.pack(fields);
  return prefix + Buffer.concat([macOf(prefix, body, key), body]).toString('base64url');
}

/** @returns the fields of a text with the right MAC, or null. Nothing is decoded before that. */
function checked(prefix: string, text: string, key: Buffer): readonly unknown[] | null {
  if (text.length > TICKET_LENGTH_MAX || !text.startsWith(prefix)) return null;
  const bytes = Buffer.from(text.slice(prefix.length), 'base64url');
  if (bytes.length <= MAC_BYTES) return null;
  const body = bytes.subarray(MAC_BYTES);
  if (!timingSafeEqual(bytes.subarray(0, MAC_BYTES), macOf(prefix, body, key))) return null;
  // A text with the right MAC was made by `signed`.
  const fields: unknown = codec.unpack(body);
  return Array.isArray(fields) ? fields : null;
}

/** The prefix is signed too, so that no ticket is a token. */
function macOf(prefix: string, body: Uint8Array, key: Buffer): Buffer {
  return createHmac('sha256', key).update(prefix).update(body).digest();
}
