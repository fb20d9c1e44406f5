// Why a session ended, as a sentence for the player and a way on.

import type { EndReason } from '../netcode/session.ts';

export interface Ending {
  /** Null when there is nothing to say. */
  readonly text: string | null;
  /** `again` keeps the room, `anywhere` forgets it, `reload` fetches the page anew. */
  readonly way: 'again' | 'anywhere' | 'reload';
}

export function endingOf(reason: EndReason): Ending {
  switch (reason) {
    case 'left':
      return { text: null, way: 'anywhere' };
    case 'no-such-room':
      return { text: 'That room is not there any more. Play in another one?', way: 'anywhere' };
    case 'room-full':
      return { text: 'That room is full. Play in another one?', way: 'anywhere' };
    case 'room-failed':
      return { text: 'Sorry, that match broke on our side. Another one is a click away.', way: 'anywhere' };
    case 'wrong-version':
      return { text: 'The game has been updated. Reload the page to play.', way: 'reload' };
    case 'bad-name':
      return { text: 'That name cannot be used here. Try another one.', way: 'again' };
    case 'server-full':
    case 'too-many-rooms':
      return { text: 'The server is full right now. Try again in a moment.', way: 'again' };
    case 'server-stopping':
      return { text: 'The server is restarting. Try again in a moment.', way: 'again' };
    case 'unreachable':
      return { text: 'The server cannot be reached. Are you online?', way: 'again' };
    case 'lost':
      return { text: 'The connection was lost and did not come back.', way: 'again' };
    default:
      return { text: `The server ended the connection (${reason}).`, way: 'again' };
  }
}
