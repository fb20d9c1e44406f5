// Limits and constants of the wire. Settings of a deployment are in game-server/settings.ts and bridge/config.ts.

/** Goes up with every change that README.md (M5) does not allow within a version. */
export const PROTOCOL_VERSION = 2;

/** Bytes of the length before every payload: unsigned, big-endian. */
export const LENGTH_BYTES = 4;

/** A payload of a client after its hello. The longest is a line of chat of emoji only. */
export const CLIENT_PAYLOAD_BYTES_MAX = 1024;
/** The first payload of a client, which may contain tokens. */
export const HELLO_PAYLOAD_BYTES_MAX = 2048;
/** A payload of the server: `joined` with the largest World, its maze and its layout. */
export const SERVER_PAYLOAD_BYTES_MAX = 64 * 1024;

/** Structure of a client's payload, checked on the bytes before any object is created. */
export const CLIENT_DEPTH_MAX = 4;
export const CLIENT_ITEMS_MAX = 64;
/** A payload of the server contains whole Worlds, so its items are limited by its bytes only. */
export const SERVER_DEPTH_MAX = 6;
/** A string in either direction, in UTF-8: enough for a line of chat with four bytes a character. */
export const STRING_BYTES_MAX = 512;

/** Characters of a player's name after trimming. Here and below a character is a code point. */
export const NAME_LENGTH_MIN = 1;
export const NAME_LENGTH_MAX = 16;

/** Characters of a line of chat after invisible characters were removed. */
export const CHAT_LENGTH_MAX = 120;
/** Combining marks on one letter of a name or a line. More of them would be drawn over neighbouring lines. */
export const MARKS_STACKED_MAX = 2;
/** Characters of a word of an open set. */
export const WORD_LENGTH_MAX = 32;
/** Characters of a room's password; an empty one is no password. */
export const PASSWORD_LENGTH_MAX = 32;

/** What a member of a room can show to the others beside lines of chat, and ticks of the server between two of one member. */
export const EMOTES = ['hello', 'bravo', 'thanks', 'sorry', 'laugh', 'cry', 'scared', 'taunt'] as const;
export type Emote = (typeof EMOTES)[number];
export const EMOTE_INTERVAL_TICKS = 120;

/**
 * The phrases that a member of a room can send without typing. The wire has their number, which is their place from 1 on;
 * each client shows them in its own language. An emote and a phrase count as one in `EMOTE_INTERVAL_TICKS`.
 */
export const PHRASES = [
  ...(['good-luck', 'ready', 'wait', 'follow-me', 'split-up', 'watch-out'] as const),
  ...(['help', 'on-my-way', 'close-call', 'well-played', 'one-more', 'have-to-go'] as const),
] as const;
export type Phrase = (typeof PHRASES)[number];

/**
 * How a player can be recognised: a colour and a mark. The wire has their numbers, which are their places from 1 on; 0 is
 * none. Which shade of its colour a client draws is left to the client.
 */
export const COLOURS = ['yellow', 'green', 'violet', 'white', 'orange', 'blue', 'pink', 'red'] as const;
export const MARKS = ['circle', 'square', 'triangle', 'diamond', 'star', 'cross', 'wedge', 'heart'] as const;

/** The parts into which the dots of a level are divided in the list of rooms. */
export const LISTED_DOT_PARTS = 8;

/** A room's code: the number of its characters, and which they are. Those that look alike (0 O 1 I L) are left out. */
export const ROOM_CODE_LENGTH = 5;
export const ROOM_CODE_ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** A node's name: lower-case letters, digits and `-`. */
export const NODE_NAME_LENGTH_MAX = 24;
/** Characters of the host of a node: the longest DNS name. */
export const HOST_LENGTH_MAX = 253;
/** Nodes in one message `nodes`; a client ignores further ones. */
export const NODES_MAX = 32;
/** Redirects in a row that a client follows at once. After more it waits as after a lost connection. */
export const REDIRECTS_MAX = 5;

/** Snapshots a second that a client may choose. */
export const SNAPSHOT_RATES = [10, 20, 30, 60] as const;
export type SnapshotRate = (typeof SNAPSHOT_RATES)[number];
/** The rate that asks for the match log instead of snapshots. */
export const LOG_RATE = 0;
/** What a client asks a room for: snapshots a second, or the match log. */
export type StreamRate = SnapshotRate | typeof LOG_RATE;
/** Ticks between two pieces of the log at most: an empty piece shows that the match goes on. */
export const LOG_INTERVAL_TICKS = 15;
/** Ticks between two hashes in the log. */
export const LOG_HASH_TICKS = 60;
/** Ticks by which one piece may move a World on. A client takes a longer gap for a fault. */
export const LOG_GAP_TICKS_MAX = 60;

/** How many ticks ahead of the server an input may be meant. */
export const INPUT_LEAD_TICKS_MAX = 30;
/** A client sends a ping this often. The server closes a connection without a message for `SILENCE_MS_MAX`. */
export const PING_INTERVAL_MS = 2000;
export const SILENCE_MS_MAX = 10_000;

/** The largest integer on the wire. */
export const UINT32_MAX = 0xffff_ffff;
/** The range of a word of the World. */
export const INT32_MIN = -0x8000_0000;
export const INT32_MAX = 0x7fff_ffff;
