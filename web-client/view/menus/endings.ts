// What can go wrong, as a sentence for the player and what they can do next.

import type { EndReason } from '#client';
import { rowFor, type KnownWord } from '#protocol';
import type { News } from '../../netcode/session-state.ts';

export interface Ending {
  /** Null when there is nothing to say. */
  readonly text: string | null;
  readonly way: Way;
}

/**
 * `again` keeps the room in the address, `anywhere` forgets it, `reload` fetches the page anew, `name` asks for another
 * name, `password` for the password, `watch` offers to watch instead, `stay` leads nowhere else.
 */
export type Way = 'again' | 'anywhere' | 'reload' | 'name' | 'password' | 'watch' | 'stay';

const say = (text: string, way: Way): Ending => ({ text, way });
const garbled = say('Something went wrong between this page and the server. Reload the page to play on.', 'reload');
const updated = say('The game has been updated. Reload the page to play.', 'reload');
const restarting = say('The server is restarting. Try again in a moment.', 'again');
const lost = say('The connection was lost and did not come back.', 'again');
const full = say('The server is full right now. Try again in a moment.', 'again');

const ENDINGS: Readonly<Record<EndReason, Ending>> = {
  left: { text: null, way: 'anywhere' },
  unreachable: say('The server cannot be reached. Are you online?', 'again'),
  'no-answer': say('The server does not answer. Try again in a moment.', 'again'),
  'connection-lost': lost,
  'session-lost': lost,
  bye: restarting,
  'bad-server': updated,
  'unknown-error': updated,

  'frame-too-big': garbled,
  'frame-empty': garbled,
  'payload-malformed': garbled,
  'unknown-type': garbled,
  'bad-fields': garbled,
  'not-allowed-now': garbled,
  'hello-timeout': say('The connection is too slow to say hello. Try again in a moment.', 'again'),
  'frame-timeout': say('The connection stalled. Try again in a moment.', 'again'),
  silent: say('The server heard nothing from this page for too long. Come back in?', 'again'),
  'too-far-behind': say('The connection could not keep up with the match. Try again?', 'again'),
  flood: say('This page sent too much at once and was cut off. Try again in a moment.', 'again'),
  'wrong-version': updated,
  'bad-name': say('That name cannot be used here. Choose one with 1 to 16 characters.', 'name'),
  'name-reserved': say('That name could be taken for somebody else. Choose another one.', 'name'),
  'proxy-refused': say(
    'A proxy before the server is not set up for this game. Its operator has a line in the log.',
    'again',
  ),
  'server-full': full,
  'server-stopping': restarting,
  'resumed-elsewhere': say('You are playing on in another window. Play here as well?', 'anywhere'),

  'room-full': say('Every seat of that room is taken. You can watch, and sit down when a seat is free.', 'watch'),
  'no-such-room': say('That room is not there any more. Play in another one?', 'anywhere'),
  'too-many-rooms': say('There are as many rooms as the server can hold. Play in one that is there?', 'anywhere'),
  'room-failed': say('Sorry, that match broke on our side. Another one is a click away.', 'anywhere'),
  'bad-settings': say('A room cannot be made with these settings. Change them and try again.', 'stay'),
  'wrong-password': say('This room has a password. Ask whoever sent you the link.', 'password'),
  banned: say('The host does not let you into that room any more. Play in another one?', 'anywhere'),
  'driver-refused': say('That room is for bots only. You can watch them.', 'watch'),
  'too-many-watchers': say('That room has as many watchers as it can. Play in another one?', 'anywhere'),
  'not-host': say('Only the host of the room can do this.', 'stay'),
  'not-between-matches': say('That has to wait until the match is over.', 'stay'),
  'too-few-players': say('The match needs more players. Share the link, or let the AI take seats.', 'stay'),
  'cannot-pause': say('This match cannot be paused now.', 'stay'),
  'no-such-player': say('Nobody here has that name.', 'stay'),
  'chat-too-fast': say('Too many lines at once. Wait a few seconds.', 'stay'),
  'bad-chat': say('A message has 1 to 120 characters.', 'stay'),
  muted: say('The host has muted you in this room.', 'stay'),
  'too-fast': say('That was too much at once. Wait a moment and try again.', 'stay'),
  kicked: say('The host has sent you out of that room. You can come back after a minute.', 'anywhere'),
  'too-many-guesses': say('Too many wrong passwords. Wait a little before the next try.', 'password'),
  'too-many-rooms-held': say('Too many rooms were made from your network. Play in one that is there?', 'anywhere'),
  'no-log': garbled,
  'cannot-follow': say('This seat cannot be watched now.', 'stay'),
  'no-emotes': say('There are no emotes in this mode.', 'stay'),
};

export function endingOf(reason: EndReason): Ending {
  return ENDINGS[reason];
}

type LeftReason = Extract<News, { readonly type: 'left' }>['reason'];

const DEPARTURES: Readonly<Record<KnownWord<LeftReason>, Ending>> = {
  asked: ENDINGS.left,
  kicked: say('The host has sent you out of the room. Play in another one?', 'anywhere'),
  banned: ENDINGS.banned,
  closed: say('The room was closed. Play in another one?', 'anywhere'),
  failed: ENDINGS['room-failed'],
};

const LEFT_FOR_ANOTHER_REASON = say('You are not in that room any more. Play in another one?', 'anywhere');

/** Why the player is not in the room any more. */
export function departureOf(reason: LeftReason): Ending {
  return rowFor(DEPARTURES, reason) ?? LEFT_FOR_ANOTHER_REASON;
}
