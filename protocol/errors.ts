// Every fault of a peer, by code. A fatal error is the last message before the connection closes.
// Faults of our own programs are not here: a broken invariant throws.

import { CHAT_LENGTH_MAX, NAME_LENGTH_MAX, PROTOCOL_VERSION, SILENCE_MS_MAX } from './limits.ts';

/**
 * What a client may do after a fatal error.
 * - `resume`: connect again, with the session's token where it has one. The error ends the connection, not the session.
 * - `new-session`: the session is over. Connect again without a token, after a second or more.
 * - `stop`: do not connect again without the user. It would fail again, or end another connection of the same session.
 */
export type Recovery = 'resume' | 'new-session' | 'stop';

interface ErrorRow {
  /** The number on the wire; never reused. */
  readonly wire: number;
  /** Null where the error is not fatal: connection and session go on. */
  readonly recovery: Recovery | null;
  /** Whether the error is fatal before there is a session, and not afterwards. */
  readonly sparesSession?: true;
  /** One sentence for the user, unless a fault has a more exact one. */
  readonly text: string;
}

export const ERRORS = {
  'frame-too-big': { wire: 1, recovery: 'stop', text: 'the length of the frame is above the limit' },
  'frame-empty': { wire: 2, recovery: 'stop', text: 'the length of the frame is 0' },
  'payload-malformed': { wire: 3, recovery: 'stop', text: 'the payload is not msgpack as this protocol allows it' },
  'unknown-type': {
    wire: 4,
    recovery: 'stop',
    sparesSession: true,
    text: 'there is no message of this type',
  },
  'bad-fields': {
    wire: 5,
    recovery: 'stop',
    sparesSession: true,
    text: 'a field is missing, of the wrong kind or out of range',
  },
  'not-allowed-now': {
    wire: 6,
    recovery: 'stop',
    sparesSession: true,
    text: 'this message is not allowed in this state',
  },
  'hello-timeout': { wire: 7, recovery: 'resume', text: 'hello did not arrive in time' },
  'frame-timeout': { wire: 8, recovery: 'resume', text: 'a frame was not completed in time' },
  silent: { wire: 9, recovery: 'resume', text: `no message arrived for ${SILENCE_MS_MAX / 1000} s` },
  'too-far-behind': { wire: 10, recovery: 'resume', text: 'the connection does not keep up with the snapshots' },
  flood: { wire: 11, recovery: 'new-session', text: 'too many messages' },
  'wrong-version': {
    wire: 12,
    recovery: 'stop',
    text: `the server speaks version ${PROTOCOL_VERSION} of the protocol`,
  },
  'bad-name': {
    wire: 13,
    recovery: 'stop',
    sparesSession: true,
    text: `a name has 1 to ${NAME_LENGTH_MAX} characters, at least one of them visible, and none invisible`,
  },
  'server-full': { wire: 14, recovery: 'resume', text: 'the server accepts no more connections' },
  'server-stopping': { wire: 15, recovery: 'resume', text: 'the server is shutting down' },
  'resumed-elsewhere': { wire: 16, recovery: 'stop', text: 'your session continues on a newer connection' },
  'proxy-refused': { wire: 17, recovery: 'stop', text: 'the PROXY header is malformed, or its sender is not trusted' },
  'ended-by-operator': { wire: 18, recovery: 'stop', text: 'an operator of the server has ended your session' },
  'nodes-unreachable': {
    wire: 19,
    recovery: 'resume',
    sparesSession: true,
    text: 'the other nodes of this server cannot be reached now: try again in a moment',
  },
  'room-full': { wire: 20, recovery: null, text: 'no seat is free in this room' },
  'no-such-room': { wire: 21, recovery: null, text: 'there is no room with this code' },
  'too-many-rooms': { wire: 22, recovery: null, text: 'the server has as many rooms as it can' },
  'room-failed': { wire: 23, recovery: null, text: 'a fault of the server ended the room' },
  'bad-settings': {
    wire: 24,
    recovery: null,
    text: 'the mode, the maze or a word is unknown, or a setting is out of range',
  },
  'wrong-password': { wire: 25, recovery: null, text: 'this room has another password' },
  banned: { wire: 26, recovery: null, text: 'the host has banned you from this room' },
  'driver-refused': { wire: 27, recovery: null, text: 'this room is only for humans, or only for bots' },
  'too-many-watchers': { wire: 28, recovery: null, text: 'this room has as many watchers as it can' },
  'not-host': { wire: 29, recovery: null, text: 'only the host of the room may do this' },
  'not-between-matches': { wire: 30, recovery: null, text: 'this is only possible between matches' },
  'too-few-players': { wire: 31, recovery: null, text: 'the match needs more players' },
  'cannot-pause': { wire: 32, recovery: null, text: 'this match cannot be paused now' },
  'no-such-player': { wire: 33, recovery: null, text: 'there is no player with this name' },
  'chat-too-fast': { wire: 34, recovery: null, text: 'too many lines in a short time' },
  'bad-chat': { wire: 35, recovery: null, text: `a line has 1 to ${CHAT_LENGTH_MAX} characters` },
  muted: { wire: 36, recovery: null, text: 'the host has muted you' },
  'name-reserved': {
    wire: 37,
    recovery: 'stop',
    sparesSession: true,
    text: 'this name could be mistaken for another one',
  },
  'too-fast': { wire: 40, recovery: null, text: 'too many requests in a short time: wait a moment' },
  kicked: { wire: 41, recovery: null, text: 'the host has removed you from this room for a minute' },
  'too-many-guesses': { wire: 42, recovery: null, text: 'too many wrong passwords: wait before the next attempt' },
  'too-many-rooms-held': { wire: 43, recovery: null, text: 'your address has as many rooms as it may' },
  // 44 was `password-guessed` in version 1.
  'no-log': { wire: 45, recovery: null, text: 'your rules are not those of this server: choose a snapshot rate' },
  'cannot-follow': { wire: 46, recovery: null, text: 'you cannot look at this seat or maze now' },
  'no-emotes': { wire: 47, recovery: null, text: 'there are no emotes and phrases in this mode' },
  'cannot-be-host': { wire: 48, recovery: null, text: 'this player cannot be the host now' },
  'other-node': {
    wire: 49,
    recovery: 'new-session',
    sparesSession: true,
    text: 'this is at another node of the server',
  },
  'server-banned': { wire: 50, recovery: 'stop', text: 'the operator of this server has banned you' },
  'wrong-ticket': { wire: 51, recovery: null, text: 'this is no ticket and no token of this server' },
  'ticket-expired': { wire: 52, recovery: null, text: 'the ticket has expired or was used: ask for another one' },
  'token-revoked': { wire: 53, recovery: null, text: 'this token was replaced by a newer one, or the bot was deleted' },
  'no-accounts': { wire: 54, recovery: null, text: 'this server has no accounts' },
  'name-taken': { wire: 55, recovery: null, text: 'this name, or one that looks like it, is taken' },
  'name-of-account': { wire: 56, recovery: null, text: 'your name belongs to your account: change it there' },
  'not-identified': {
    wire: 60,
    recovery: null,
    text: 'this needs a device, an account or a token of a bot: send a ticket first',
  },
  'ratings-unavailable': {
    wire: 61,
    recovery: null,
    text: 'ratings cannot be had now: try again later, or play without',
  },
  'queue-full': { wire: 62, recovery: null, text: 'too many players are waiting already' },
  'queue-address-full': { wire: 63, recovery: null, text: 'too many players of your address are waiting already' },
  'queued-elsewhere': { wire: 64, recovery: null, text: 'you are waiting in another session now' },
  'ranked-pause': { wire: 65, recovery: null, text: 'you have left a ranked match: wait before the next one' },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

/** A code with what there is to say beside it. */
export interface Fault {
  readonly code: ErrorCode;
  /** One sentence for the user; by default that of the code. */
  readonly text?: string;
  /** Milliseconds after which the same may be tried again; 0, the default, if no time is known. */
  readonly retryAfterMs?: number;
}

/** Why something is refused. */
export type Refusal = ErrorCode | Fault;

export function faultOf(refusal: Refusal): Fault {
  return typeof refusal === 'string' ? { code: refusal } : refusal;
}

/**
 * What a client may do after this error, null if it is not fatal.
 * @param hasSession whether the client has a session, so that a mistake in one message does not end its connection
 */
export function recoveryOf(code: ErrorCode, hasSession: boolean): Recovery | null {
  const row: ErrorRow = ERRORS[code];
  return hasSession && row.sparesSession === true ? null : row.recovery;
}

/** Whether the server closes the connection after this error. @param hasSession as in `recoveryOf` */
export function isFatal(code: ErrorCode, hasSession: boolean): boolean {
  return recoveryOf(code, hasSession) !== null;
}

/** Whether a session outlives a connection that ends with this error, and can be resumed with its token. */
export function isResumable(code: ErrorCode): boolean {
  return ERRORS[code].recovery === 'resume';
}

const codesByWire = new Map<number, ErrorCode>(
  Object.entries(ERRORS).map(([code, row]) => [row.wire, code as ErrorCode]),
);

/** The code behind a number on the wire, or null for one this version does not know. */
export function errorCodeOf(wire: number): ErrorCode | null {
  return codesByWire.get(wire) ?? null;
}
