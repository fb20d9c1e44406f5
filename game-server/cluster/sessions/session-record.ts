// What Redis has of a session. It is checked like the words of a stranger: another version may have written it.

import { isIP } from 'node:net';
import { readIdentity, USER_KINDS } from '#handover';
import { isClientKind, LOG_RATE, NAME_LENGTH_MAX, readName, SNAPSHOT_RATES } from '#protocol';
import { MUTES_MAX } from '../../chat/mutes.ts';
import { NODE_ID } from '#redis';
import type { SessionData } from '../../sessions/session-data.ts';

export interface SessionRecord {
  /** The id of the node that has it; '' while it is on its way to another one. */
  readonly node: string;
  /** The code of its room, null in the lobby. */
  readonly room: string | null;
  readonly session: SessionData;
}

/** Characters of a record: 100 mutes are most of it. */
const RECORD_LENGTH_MAX = 32 * 1024;
/** A token and the one that it replaces. */
const TOKENS_MAX = 2;
/** SHA-256 in base64. */
const DIGEST = /^[\w+/]{43}=$/;
const TEXT_LENGTH_MAX = 256;
const ROOM_CODE = /^[A-Z0-9]{1,16}$/;
const REASON = /^[a-z-]{1,32}$/;

/** @returns null for what is no record */
export function readSessionRecord(text: string): SessionRecord | null {
  if (text.length > RECORD_LENGTH_MAX) return null;
  const value = parsed(text);
  if (!isFields(value)) return null;
  const { node, room, session } = value;
  if (typeof node !== 'string' || (node !== '' && !NODE_ID.test(node))) return null;
  if (room !== null && !(typeof room === 'string' && ROOM_CODE.test(room))) return null;
  return isSessionData(session) ? { node, room, session } : null;
}

function isDigest(value: unknown): value is string {
  return typeof value === 'string' && DIGEST.test(value);
}

function isSessionData(value: unknown): value is SessionData {
  if (!isFields(value)) return false;
  const { id, name, kind, address, caller, tokens, mutes, place, favourite, sinceMs, account, epoch } = value;
  return (
    isCount(id) &&
    typeof name === 'string' &&
    readName(name) === name &&
    typeof kind === 'string' &&
    isClientKind(kind) &&
    typeof address === 'string' &&
    isIP(address) !== 0 &&
    isText(caller) &&
    isList(tokens, TOKENS_MAX, isDigest) &&
    isMutes(mutes) &&
    isPlace(place) &&
    isFavourite(favourite) &&
    isCount(sinceMs) &&
    (account === null || isAccount(account)) &&
    isCount(epoch)
  );
}

function isMutes(value: unknown): boolean {
  return isFields(value) && isList(value['names'], MUTES_MAX, isText) && typeof value['everybody'] === 'boolean';
}

function isPlace(value: unknown): boolean {
  if (!isFields(value)) return false;
  const { rate, unconfirmedLeave } = value;
  const isRate = rate === null || rate === LOG_RATE || SNAPSHOT_RATES.some((each) => each === rate);
  return (
    isRate && (unconfirmedLeave === null || (typeof unconfirmedLeave === 'string' && REASON.test(unconfirmedLeave)))
  );
}

function isFavourite(value: unknown): boolean {
  return isFields(value) && isCount(value['colour']) && isCount(value['mark']);
}

function isAccount(value: unknown): boolean {
  if (!isFields(value)) return false;
  const { kind, identity, claimedName, version } = value;
  return (
    USER_KINDS.some((each) => each === kind) &&
    isText(identity) &&
    readIdentity(identity) !== null &&
    isText(claimedName) &&
    [...claimedName].length <= NAME_LENGTH_MAX &&
    isText(version)
  );
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= TEXT_LENGTH_MAX;
}

function isList(value: unknown, lengthMax: number, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length <= lengthMax && value.every(isItem);
}
