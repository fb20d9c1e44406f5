// The title of the tab: the state of the page, for a player who looks at another tab.

import type { Screen } from './menus/screens.ts';
import type { OnlineRoom, SessionState } from '../netcode/session-state.ts';
import { words } from '../language/language.ts';

const NAME = 'Packetman';

export interface TitledState {
  readonly screen: Screen | null;
  /** Null without a session. */
  readonly session: SessionState | null;
  /** Lines of chat that the player has not seen. */
  readonly unread: number;
}

/** The known parts, the most urgent first. */
export function titleOf({ screen, session, unread }: TitledState): string {
  const news = unread > 0 ? `(${unread}) ` : '';
  return news + [...partsOf(screen, session), NAME].join(' · ');
}

function partsOf(screen: Screen | null, session: SessionState | null): string[] {
  const { title, menu } = words();
  if (screen === 'replays') return [menu.replays];
  if (screen === 'replay') return [title.replay];
  const room = session !== null && 'room' in session ? session.room : null;
  if (room === null) return screen === 'rooms' ? [menu.rooms] : [];
  return [session!.name === 'room' ? roomPart(room) : title.connectionLost, room.code].filter(Boolean);
}

function roomPart(room: OnlineRoom): string {
  const { title } = words();
  const players = room.seats.filter(({ driver }) => driver === 'human' || driver === 'bot').length;
  switch (room.state) {
    case 'lobby':
      return title.waiting(players);
    case 'countdown':
      return room.isSeated ? title.countdown : title.watching;
    case 'paused':
      return title.paused;
    case 'result':
      return room.isSeated && !room.isReady ? title.again : title.result;
    case 'restored':
      return title.restored;
    default:
      return room.isSeated ? title.playing : title.watching;
  }
}
