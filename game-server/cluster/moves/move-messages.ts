// What two nodes say to each other about a room that moves, over the link between them. Each message may be lost; nobody
// waits for one without a limit. What is read here was written by another process, maybe of another version.

import { decodeClient, encodeClient, ROOM_CODE_LENGTH, type ClientMessage } from '#protocol';

/** Members of a room. More than any room has. */
export const MEMBERS_MAX = 2048;
/** Tokens of a session that are valid at once, and some more. */
const TOKENS_MAX = 4;
const DIGEST_LENGTH_MAX = 64;
/** A message of a client after `hello`, in base64. */
const LATE_LENGTH_MAX = 4096;

/** A member of a room that moves. */
export interface MovingMember {
  /** Of the session. */
  readonly id: number;
  readonly isConnected: boolean;
  /** The digests of its tokens. */
  readonly tokens: readonly string[];
}

export type MoveMessage =
  /** Source to target. A second one for the same move replaces the members. */
  | {
      readonly kind: 'offer';
      readonly move: number;
      readonly room: string;
      /** The version of its rules. */
      readonly rules: number;
      readonly members: readonly MovingMember[];
    }
  /** Target to source. */
  | { readonly kind: 'answer'; readonly move: number; readonly isReady: boolean }
  /** Target to source: the client of a member is connected. */
  | { readonly kind: 'here'; readonly move: number; readonly session: number }
  /** Source to target: the room is in its stream, and may be claimed with this epoch. */
  | { readonly kind: 'take'; readonly move: number; readonly epoch: number }
  /** Target to source. If it is not taken, the target has not shown it, and never will in that epoch. */
  | { readonly kind: 'done'; readonly move: number; readonly isTaken: boolean }
  /** Source to target: the room stays. */
  | { readonly kind: 'cancel'; readonly move: number }
  /** Source to target: a member has sent this on the old connection after the room had left. */
  | { readonly kind: 'late'; readonly move: number; readonly session: number; readonly bytes: string };

export function lateBytes(message: ClientMessage): string {
  return Buffer.from(encodeClient(message)).toString('base64');
}

/** @returns null for bytes that no client may send */
export function readLate(bytes: string): ClientMessage | null {
  const decoded = decodeClient(Buffer.from(bytes, 'base64'));
  return 'error' in decoded ? null : decoded.message;
}

/** @returns null for what is no such message */
export function readMoveMessage(value: unknown): MoveMessage | null {
  if (typeof value !== 'object' || value === null) return null;
  const { kind, move, room, rules, members, isReady, session, epoch, isTaken, bytes } = value as Record<
    string,
    unknown
  >;
  if (!isCount(move)) return null;
  switch (kind) {
    case 'offer':
      return isText(room, 2 * ROOM_CODE_LENGTH) && isCount(rules) && isList(members, MEMBERS_MAX, isMember)
        ? { kind, move, room, rules, members }
        : null;
    case 'answer':
      return typeof isReady === 'boolean' ? { kind, move, isReady } : null;
    case 'here':
      return isCount(session) ? { kind, move, session } : null;
    case 'take':
      return isCount(epoch) ? { kind, move, epoch } : null;
    case 'done':
      return typeof isTaken === 'boolean' ? { kind, move, isTaken } : null;
    case 'cancel':
      return { kind, move };
    case 'late':
      return isCount(session) && isText(bytes, LATE_LENGTH_MAX) ? { kind, move, session, bytes } : null;
    default:
      return null;
  }
}

function isMember(value: unknown): value is MovingMember {
  if (typeof value !== 'object' || value === null) return false;
  const { id, isConnected, tokens } = value as Record<string, unknown>;
  return isCount(id) && typeof isConnected === 'boolean' && isList(tokens, TOKENS_MAX, isDigest);
}

function isDigest(value: unknown): value is string {
  return isText(value, DIGEST_LENGTH_MAX);
}

function isText(value: unknown, lengthMax: number): value is string {
  return typeof value === 'string' && value.length <= lengthMax;
}

function isList<Item>(value: unknown, countMax: number, isItem: (item: unknown) => item is Item): value is Item[] {
  return Array.isArray(value) && value.length <= countMax && value.every(isItem);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
