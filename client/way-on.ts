// What to do when the server no longer has our session, because it was restarted or kept it for too short a time: get
// back into the room if it is still there, else play on in the same mode.

import type { ClientMessage, ErrorCode } from '#protocol';

/** What leads from the lobby into a room. The rate of snapshots is the conversation's. */
export type Entry = WithoutRate<Extract<ClientMessage, { readonly rate: unknown }>>;
type WithoutRate<Message> = Message extends unknown ? Omit<Message, 'rate'> : never;

/**
 * What follows when the server no longer has the session.
 * - `play`: back into the room; where that is refused, whatever the reason, play elsewhere. For programs.
 * - `ask`: the same where the room is gone. Any other refusal (full, another password, banned) is left to the user.
 * - `give-up`: the conversation ends.
 */
export type WayOn = 'play' | 'ask' | 'give-up';

/** The room to come back to. */
export interface Place {
  readonly code: string;
  readonly mode: string;
  readonly isWatching: boolean;
  readonly password: string;
  /** What created the room, where we did. */
  readonly created: (Entry & { readonly type: 'create' }) | null;
}

/** A request for a room that waits for its answer. */
export interface Request {
  readonly entry: Entry;
  /** What to ask for when this one is refused; null where a refusal is final. */
  readonly fallback: Entry | null;
  /** The room of the lost session, where this is the way on from it. */
  readonly lostRoom: string | null;
}

/** Refusals that pass by themselves. */
const PASSING: readonly (ErrorCode | null)[] = ['too-fast', 'too-many-rooms'];

/** The first request of the new session. A watcher only watches: they are given no seat in another room. */
export function requestBack({ code, mode, isWatching, password, created }: Place): Request {
  return {
    entry: { type: isWatching ? 'watch' : 'join', code, password },
    fallback: isWatching ? null : (created ?? { type: 'play', mode }),
    lostRoom: code,
  };
}

/**
 * What follows a refusal: another request, the same one after a while, or nothing.
 * @param code of the refusal, null for one that this version does not know
 */
export function afterRefusal(request: Request, code: ErrorCode | null, wayOn: WayOn): Request | 'wait' | null {
  if (request.lostRoom === null) return null;
  const isGone = code === 'no-such-room';
  if (request.fallback !== null && (isGone || wayOn === 'play')) {
    return { ...request, entry: request.fallback, fallback: null };
  }
  return PASSING.includes(code) ? 'wait' : null;
}
