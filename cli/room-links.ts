// The links into rooms and replays that the game's page understands, for the bridge that serves it.
import { ROOM_CODE_ALPHABET, ROOM_CODE_LENGTH } from '#protocol';

/** The path of a room's link, `/ABCDE` or `/abcde`, as a regular expression. */
export const ROOM_LINK = `/[${ROOM_CODE_ALPHABET}${ROOM_CODE_ALPHABET.toLowerCase().replaceAll(/\d/g, '')}]{${ROOM_CODE_LENGTH}}`;

/** The path of a replay's link, which the API answers first: with the tags of that replay. */
export const REPLAY_LINK = '/replay/[A-Za-z0-9_-]+';
