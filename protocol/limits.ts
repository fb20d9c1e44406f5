// Numbers of the wire, each with one home. Numbers of a deployment are in a program's config.ts.

/** Goes up with every change that README.md (M5) does not allow within a version. */
export const PROTOCOL_VERSION = 2;

/** Bytes of the length in front of every payload: unsigned, big-endian. */
export const LENGTH_BYTES = 4;

/** A payload from a client, once it has said hello. The longest is a line of chat with nothing but emoji. */
export const CLIENT_PAYLOAD_BYTES_MAX = 1024;
/** The first payload of a client, which may carry tokens. */
export const HELLO_PAYLOAD_BYTES_MAX = 2048;
/** A payload from the server: a keyframe of the largest world with its maze and layout. */
export const SERVER_PAYLOAD_BYTES_MAX = 64 * 1024;

/** Structure of a client's payload, checked on the bytes before any object is made. */
export const CLIENT_DEPTH_MAX = 4;
export const CLIENT_ITEMS_MAX = 64;
/** A server's payload carries whole worlds. */
export const SERVER_DEPTH_MAX = 6;
/** A string in either direction, as UTF-8: a line of chat of four bytes a character, and a little more. */
export const STRING_BYTES_MAX = 512;

/** Characters of a player's name after trimming. A character is a code point here and below. */
export const NAME_LENGTH_MIN = 1;
export const NAME_LENGTH_MAX = 16;

/** Characters of a line of chat, after it was normalised and cleaned. */
export const CHAT_LENGTH_MAX = 120;
/** Combining marks that stand on one letter of a name or a line; more of them would reach into the lines around. */
export const MARKS_STACKED_MAX = 2;
/** Characters of a word of an open set. */
export const WORD_LENGTH_MAX = 32;
/** Characters of a room's password; none is no password. */
export const PASSWORD_LENGTH_MAX = 32;

/** A room's code: so many of these letters and digits, without those that look alike (0 O 1 I L). */
export const ROOM_CODE_LENGTH = 5;
export const ROOM_CODE_ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** Snapshots a second a client may choose. */
export const SNAPSHOT_RATES = [10, 20, 30, 60] as const;
export type SnapshotRate = (typeof SNAPSHOT_RATES)[number];
/** The rate that asks for the match log instead of snapshots. No server sends it yet. */
export const LOG_RATE = 0;

/** How far ahead of the server's tick an input may be meant. */
export const INPUT_LEAD_TICKS_MAX = 30;
/** A client pings this often; a session with no message for `SILENCE_MS_MAX` is closed. */
export const PING_INTERVAL_MS = 2000;
export const SILENCE_MS_MAX = 10_000;

/** Integers on the wire are at most this: what every msgpack library and a double hold exactly as int32 words do. */
export const UINT32_MAX = 0xffff_ffff;
/** The range of a word of the World. */
export const INT32_MIN = -0x8000_0000;
export const INT32_MAX = 0x7fff_ffff;
