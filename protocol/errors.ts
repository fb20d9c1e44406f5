// Every fault a peer can commit, by code. A fatal one is the last message before the connection closes.
// Our own faults are not here: a broken invariant throws.

interface ErrorRow {
  /** The number on the wire; never reused. */
  readonly wire: number;
  readonly fatal: boolean;
  /** One sentence for a person. */
  readonly text: string;
}

export const ERRORS = {
  'frame-too-big': { wire: 1, fatal: true, text: 'the length prefix is above the limit for this direction' },
  'frame-empty': { wire: 2, fatal: true, text: 'a payload has at least one byte' },
  'payload-malformed': { wire: 3, fatal: true, text: 'the payload is not the msgpack this protocol allows' },
  'unknown-type': { wire: 4, fatal: true, text: 'no message has this type' },
  'bad-fields': { wire: 5, fatal: true, text: 'a field is missing, of the wrong kind or out of range' },
  'not-allowed-now': { wire: 6, fatal: true, text: 'this message is not allowed in this state' },
  'hello-timeout': { wire: 7, fatal: true, text: 'no hello in time' },
  'frame-timeout': { wire: 8, fatal: true, text: 'a frame was left unfinished' },
  silent: { wire: 9, fatal: true, text: 'nothing was heard for too long' },
  'too-far-behind': { wire: 10, fatal: true, text: 'the connection does not keep up with the snapshots' },
  flood: { wire: 11, fatal: true, text: 'too many messages' },
  'wrong-version': { wire: 12, fatal: true, text: 'the server speaks another version of the protocol' },
  'bad-name': { wire: 13, fatal: true, text: 'a name has 1 to 16 visible characters' },
  'server-full': { wire: 14, fatal: true, text: 'the server has no place for another connection' },
  'server-stopping': { wire: 15, fatal: true, text: 'the server is shutting down' },
  'resumed-elsewhere': { wire: 16, fatal: true, text: 'your stay goes on over a newer connection' },
  'proxy-refused': { wire: 17, fatal: true, text: 'a PROXY header is malformed, or its sender is not trusted' },
  'room-full': { wire: 20, fatal: false, text: 'no seat is free in this room' },
  'no-such-room': { wire: 21, fatal: false, text: 'there is no room with this code' },
  'too-many-rooms': { wire: 22, fatal: false, text: 'the server has no place for another room' },
  'room-failed': { wire: 23, fatal: false, text: 'the room ended by a fault of the server' },
  'bad-settings': { wire: 24, fatal: false, text: 'the mode is unknown or a setting is out of its range' },
  'wrong-password': { wire: 25, fatal: false, text: 'this room has another password' },
  banned: { wire: 26, fatal: false, text: 'the host has banned you from this room' },
  'driver-refused': { wire: 27, fatal: false, text: 'this room is for humans only, or for bots only' },
  'too-many-watchers': { wire: 28, fatal: false, text: 'this room has as many watchers as it can' },
  'not-host': { wire: 29, fatal: false, text: 'only the host of the room may do this' },
  'not-between-matches': { wire: 30, fatal: false, text: 'this is possible between matches only' },
  'too-few-players': { wire: 31, fatal: false, text: 'the match needs more seats to be taken' },
  'cannot-pause': { wire: 32, fatal: false, text: 'this match cannot be paused now' },
  'no-such-player': { wire: 33, fatal: false, text: 'nobody here has this name' },
  'chat-too-fast': { wire: 34, fatal: false, text: 'too many lines in a short time' },
  'bad-chat': { wire: 35, fatal: false, text: 'a line has 1 to 120 characters' },
  muted: { wire: 36, fatal: false, text: 'the host has muted you' },
  'name-reserved': { wire: 37, fatal: true, text: 'this name could be taken for somebody else' },
  'too-fast': { wire: 40, fatal: false, text: 'too much was asked in a short time: wait a moment' },
  kicked: { wire: 41, fatal: false, text: 'the host has sent you out of this room for a minute' },
  'too-many-guesses': { wire: 42, fatal: false, text: 'too many wrong passwords: wait before the next try' },
  'too-many-rooms-held': { wire: 43, fatal: false, text: 'your address has as many rooms as it may' },
  'password-guessed': { wire: 44, fatal: false, text: 'somebody is guessing the password of your room' },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

const codesByWire = new Map<number, ErrorCode>(
  Object.entries(ERRORS).map(([code, row]) => [row.wire, code as ErrorCode]),
);

/** The code behind a number on the wire, or null for one this version does not know. */
export function errorCodeOf(wire: number): ErrorCode | null {
  return codesByWire.get(wire) ?? null;
}
