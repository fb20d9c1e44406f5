// What follows when the server no longer has the session, because it was restarted or the grace period is over: return to
// the room if it still exists, otherwise play on in the same mode.

import type { ClientMessage, ErrorCode } from '#protocol';

/** A request that leads from the lobby into a room, without the rate. */
export type Entry = WithoutRate<Extract<ClientMessage, { readonly rate: unknown }>>;
type WithoutRate<Message> = Message extends unknown ? Omit<Message, 'rate'> : never;

/**
 * What follows when the server no longer has the session.
 * - `play`: return to the room; if that is refused for any reason, play elsewhere. For programs.
 * - `ask`: the same if the room is gone. Any other refusal (full, another password, banned) is left to the user.
 * - `give-up`: the conversation ends.
 */
export type AfterLoss = 'play' | 'ask' | 'give-up';

/** The room to return to. */
export interface Place {
  readonly code: string;
  readonly mode: string;
  readonly isWatching: boolean;
  readonly password: string;
  /** The request that led to the room, if it would lead to another one like it. */
  readonly again: Entry | null;
}

/** A request for a room that waits for its answer. */
export interface Request {
  readonly entry: Entry;
  /** The request that follows a refusal; null if a refusal is final. */
  readonly fallback: Entry | null;
  /** The room of the lost session, if this request follows from it. */
  readonly lostRoom: string | null;
}

/** Whether a request leads to a room like the one that it led to before: our own, a ranked match, or the match of the day. */
export function isRepeatable(entry: Entry): boolean {
  return entry.type === 'create' || entry.type === 'play';
}

/** Refusals that are temporary. */
const PASSING: readonly (ErrorCode | null)[] = ['too-fast', 'too-many-rooms'];

/** The first request of the new session. A watcher only watches, and gets no seat in another room. */
export function requestBack({ code, mode, isWatching, password, again }: Place): Request {
  return {
    entry: { type: isWatching ? 'watch' : 'join', code, password },
    fallback: isWatching ? null : (again ?? { type: 'play', mode }),
    lostRoom: code,
  };
}

/**
 * What follows a refusal: another request, the same one after a while, or nothing.
 * @param code of the refusal, null for one that this version does not know
 */
export function afterRefusal(request: Request, code: ErrorCode | null, afterLoss: AfterLoss): Request | 'wait' | null {
  if (request.lostRoom === null) return null;
  const isGone = code === 'no-such-room';
  if (request.fallback !== null && (isGone || afterLoss === 'play')) {
    return { ...request, entry: request.fallback, fallback: null };
  }
  return PASSING.includes(code) ? 'wait' : null;
}
