// A ticket leads a session to another node, which then does what its player has asked for. Its text goes to the client, what
// it stands for into Redis for some seconds, where the other node takes it out: it is good once, at one node, for one request.
// What is read is checked like the words of a stranger.

import { decodeClient, encodeClient } from '#protocol';
import { NODE_ID } from '#redis';
import type { Rng } from '../../clock.ts';
import { newToken } from '../../sessions/secret.ts';
import type { SpentQuota } from '../../sessions/quota.ts';
import type { RoomRequest, SentRequest } from '../../sessions/room-request.ts';
import { isCount, isFields, parsed } from './session-record.ts';
import { SESSION_LIFE_MS } from './session-records.ts';

/** As long as the record of a session on its way: a later one would find nothing. */
export const TICKET_LIFE_MS = SESSION_LIFE_MS;

/** No token has a dot. */
const PREFIX = 'seat.';
const TEXT_LENGTH_MAX = 8192;
/** More than any limit has, so that none becomes too large to be a number. */
const SPENT_MAX = 1e12;
const REQUESTS: ReadonlySet<string> = new Set<RoomRequest['type']>(['play', 'join', 'create', 'watch']);

export interface SeatTicket {
  readonly session: number;
  /** Of the record of the session on its way. */
  readonly epoch: number;
  /** The node that it is for. */
  readonly node: string;
  readonly request: SentRequest;
  readonly spent: SpentQuota;
}

/** A new text for a client, with 128 random bits. */
export function newTicket(rng: Rng): string {
  return PREFIX + newToken(rng);
}

/** Whether a token in `hello` is meant as a ticket. It may be an invented one. */
export function isTicket(token: string): boolean {
  return token.startsWith(PREFIX);
}

export function ticketText({ session, epoch, node, request, spent }: SeatTicket): string {
  const { message, hops } = request;
  const bytes = Buffer.from(encodeClient(message)).toString('base64');
  return JSON.stringify({ session, epoch, node, message: bytes, hops, spent });
}

/** @returns null for what is no ticket */
export function readTicket(text: string): SeatTicket | null {
  const value = text.length <= TEXT_LENGTH_MAX ? parsed(text) : null;
  if (!isFields(value)) return null;
  const { session, epoch, node, message, hops, spent } = value;
  if (!isCount(session) || !isCount(epoch) || !isCount(hops) || !isSpent(spent)) return null;
  if (typeof node !== 'string' || !NODE_ID.test(node) || typeof message !== 'string') return null;
  const decoded = decodeClient(Buffer.from(message, 'base64'));
  if ('error' in decoded || !isRoomRequest(decoded.message)) return null;
  return { session, epoch, node, request: { message: decoded.message, hops }, spent };
}

function isRoomRequest(message: { readonly type: string }): message is RoomRequest {
  return REQUESTS.has(message.type);
}

function isSpent(value: unknown): value is SpentQuota {
  if (!isFields(value)) return false;
  const { own, refusals, caller, openings, lines } = value;
  if (!isFields(own) || !isFields(caller)) return false;
  const amounts = [own['workUs'], own['bytes'], refusals, caller['workUs'], caller['bytes'], openings, lines];
  return amounts.every((amount) => typeof amount === 'number' && amount >= 0 && amount <= SPENT_MAX);
}
