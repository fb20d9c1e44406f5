// What can go wrong, as a sentence for the player and what they can do next.

import type { EndReason } from '#client';
import { ERRORS, rowFor, type KnownWord } from '#protocol';
import type { Catalogue } from '../../language/english.ts';
import { words } from '../../language/language.ts';
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

type Sentence = Exclude<keyof Catalogue['endings'], 'roomHasPassword'>;
/** A sentence of the catalogue, null for nothing to say, and the way on. */
type Row = readonly [sentence: Sentence | null, way: Way];

const ENDINGS: Readonly<Record<EndReason, Row>> = {
  left: [null, 'anywhere'],
  unreachable: ['unreachable', 'again'],
  'no-answer': ['noAnswer', 'again'],
  'connection-lost': ['lost', 'again'],
  'session-lost': ['lost', 'again'],
  'redirect-loop': ['nodesUnreachable', 'again'],
  bye: ['restarting', 'again'],
  'bad-server': ['updated', 'reload'],
  'unknown-error': ['updated', 'reload'],

  'frame-too-big': ['garbled', 'reload'],
  'frame-empty': ['garbled', 'reload'],
  'payload-malformed': ['garbled', 'reload'],
  'unknown-type': ['garbled', 'reload'],
  'bad-fields': ['garbled', 'reload'],
  'not-allowed-now': ['garbled', 'reload'],
  'hello-timeout': ['slowHello', 'again'],
  'frame-timeout': ['stalled', 'again'],
  silent: ['silent', 'again'],
  'too-far-behind': ['tooFarBehind', 'again'],
  flood: ['flood', 'again'],
  'wrong-version': ['updated', 'reload'],
  'bad-name': ['badName', 'name'],
  'name-reserved': ['nameReserved', 'name'],
  'proxy-refused': ['proxyRefused', 'again'],
  'server-full': ['serverFull', 'again'],
  'server-stopping': ['restarting', 'again'],
  'nodes-unreachable': ['nodesUnreachable', 'again'],
  'other-node': ['otherNode', 'reload'],
  'resumed-elsewhere': ['resumedElsewhere', 'anywhere'],

  'room-full': ['roomFull', 'watch'],
  'no-such-room': ['noSuchRoom', 'anywhere'],
  'too-many-rooms': ['tooManyRooms', 'anywhere'],
  'room-failed': ['roomFailed', 'anywhere'],
  'bad-settings': ['badSettings', 'stay'],
  'wrong-password': ['passwordNeeded', 'password'],
  banned: ['banned', 'anywhere'],
  'driver-refused': ['botsOnly', 'watch'],
  'too-many-watchers': ['tooManyWatchers', 'anywhere'],
  'not-host': ['hostOnly', 'stay'],
  'not-between-matches': ['notBetweenMatches', 'stay'],
  'too-few-players': ['tooFewPlayers', 'stay'],
  'cannot-pause': ['cannotPause', 'stay'],
  'no-such-player': ['noSuchPlayer', 'stay'],
  'chat-too-fast': ['chatTooFast', 'stay'],
  'bad-chat': ['badChat', 'stay'],
  muted: ['muted', 'stay'],
  'too-fast': ['tooFast', 'stay'],
  kicked: ['kicked', 'anywhere'],
  'too-many-guesses': ['tooManyGuesses', 'password'],
  'too-many-rooms-held': ['tooManyRoomsHeld', 'anywhere'],
  'no-log': ['garbled', 'reload'],
  'cannot-follow': ['cannotFollow', 'stay'],
  'no-emotes': ['noEmotes', 'stay'],
  'cannot-be-host': ['cannotBeHost', 'stay'],
  'server-banned': ['serverBanned', 'anywhere'],
  'wrong-ticket': ['ticketRefused', 'stay'],
  'ticket-expired': ['ticketRefused', 'stay'],
  'token-revoked': ['ticketRefused', 'stay'],
  'no-accounts': ['noAccounts', 'stay'],
  'name-taken': ['nameTaken', 'stay'],
  'name-of-account': ['nameOfAccount', 'stay'],
  'not-identified': ['notIdentified', 'stay'],
  'ratings-unavailable': ['ratingsUnavailable', 'stay'],
  'queue-full': ['queueFull', 'stay'],
  'queue-address-full': ['queueAddressFull', 'stay'],
  'queued-elsewhere': ['queuedElsewhere', 'stay'],
  'ranked-pause': ['rankedPause', 'stay'],
  'ended-by-operator': ['endedByOperator', 'anywhere'],
};

/** @param text what the server says beside the code: an operator may give a reason */
export function endingOf(reason: EndReason, text = ''): Ending {
  const ending = endingIn(ENDINGS[reason]);
  if (reason !== 'ended-by-operator' && reason !== 'server-banned') return ending;
  // The server repeats the sentence of the code, in English, before the end of a ban and its reason.
  const said = ERRORS[reason].text;
  const own = (text.startsWith(said) ? text.slice(said.length) : text).trim();
  return own === '' ? ending : { ...ending, text: `${ending.text} “${own}”` };
}

type LeftReason = Extract<News, { readonly type: 'left' }>['reason'];

const DEPARTURES: Readonly<Record<KnownWord<LeftReason>, Row>> = {
  asked: ENDINGS.left,
  kicked: ['kickedNow', 'anywhere'],
  banned: ENDINGS.banned,
  closed: ['roomClosed', 'anywhere'],
  failed: ENDINGS['room-failed'],
  'host-closed': ['hostClosed', 'anywhere'],
  'called-off': ['calledOff', 'anywhere'],
  'operator-closed': ['operatorClosed', 'anywhere'],
};

const LEFT_FOR_ANOTHER_REASON: Row = ['roomLeft', 'anywhere'];

/** Why the player is not in the room any more. */
export function departureOf(reason: LeftReason): Ending {
  return endingIn(rowFor(DEPARTURES, reason) ?? LEFT_FOR_ANOTHER_REASON);
}

function endingIn([sentence, way]: Row): Ending {
  return { text: sentence === null ? null : words().endings[sentence], way };
}
