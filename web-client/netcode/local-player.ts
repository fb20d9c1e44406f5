// Another player at this screen: a session with a connection and a seat of its own in the room of the page's session. It only
// keeps the seat and sends inputs. The page predicts and draws the match for all of them (online-match.ts).

import {
  Conversation,
  MatchModel,
  type EndReason,
  type Favourite,
  type SavedSession,
  type Surroundings,
} from '#client';
import { NAME_LENGTH_MAX, type ClientMessage } from '#protocol';
import type { Direction } from '#simulation';
import type { OnlineMatch } from './online-match.ts';
import type { OnlineRoom } from './session-state.ts';

/** Nothing is drawn of what this session receives: the lowest rate that the protocol has. */
const SNAPSHOT_RATE = 10;

/** The room to enter, and the password that led into it. */
export interface SharedRoom {
  readonly code: string;
  readonly password: string;
}

export interface LocalPlayerEvents {
  /** Something about the session or its seat has changed. */
  changed(): void;
  /** The session has ended for a reason that is not ours, or has no place in the room. */
  failed(reason: EndReason): void;
  saved(session: SavedSession | null): void;
}

export class LocalPlayer {
  readonly room: SharedRoom;
  private readonly surroundings: Surroundings;
  private readonly conversation: Conversation;
  private favourite: Favourite;
  /** Whether the room was entered: to be in the lobby afterwards is to be sent out. */
  private wasInRoom = false;
  private isClosed = false;

  /** Dials at once. */
  constructor(
    surroundings: Surroundings,
    name: string,
    favourite: Favourite,
    room: SharedRoom,
    saved: SavedSession | null,
    events: LocalPlayerEvents,
  ) {
    this.surroundings = surroundings;
    this.room = room;
    this.favourite = favourite;
    const report = (reason: EndReason): void => {
      if (this.isClosed) return;
      this.isClosed = true;
      events.failed(reason);
    };
    this.conversation = new Conversation(
      surroundings,
      {
        ...{ name, favourite, kind: 'human', entry: { type: 'join', ...room }, afterLoss: 'give-up', saved },
        ...{ rate: SNAPSHOT_RATE, snapshotRate: SNAPSHOT_RATE },
        createMatch: (joined, world) => new MatchModel(joined, world),
      },
      {
        changed: (state) => {
          if (state.name === 'ended') return report(state.reason);
          if (state.name === 'room') this.wasInRoom = true;
          if (state.name === 'lobby' && this.wasInRoom) return report('left');
          events.changed();
        },
        received: () => {},
        refused: (code, _text, entry) => entry !== null && report(code),
        wrongHash: () => {},
        movedOn: () => {},
        saved: (session) => !this.isClosed && events.saved(session),
      },
    );
  }

  /** As the server has it. */
  get name(): string {
    return this.conversation.session.name;
  }

  get isConnected(): boolean {
    return this.conversation.state.name === 'room';
  }

  /** The seat in a match of the page's session; -1 while there is none, or the two sessions are not in the same match. */
  seatIn({ code, seats }: Pick<OnlineMatch, 'code' | 'seats'>): number {
    const { match: current, room } = this.conversation;
    // A seat is kept while its connection is lost.
    const match = current ?? room?.match ?? null;
    if (match === null || match.code !== code || match.seat < 0) return -1;
    // Names are unique on the server. During a rematch one session may still be in the match before.
    const { name, driver } = seats[match.seat] ?? { name: '', driver: 'empty' };
    return driver === 'human' && name === this.name ? match.seat : -1;
  }

  /** @param shown the room that the page shows; null while its own connection is lost: then nothing is predicted */
  steer(direction: Direction, shown: OnlineRoom | null): void {
    const { conversation } = this;
    if (!this.isConnected) return;
    const seat = shown === null ? -1 : this.seatIn(shown.match);
    const tick =
      seat < 0 ? 0 : shown!.match.steer(direction, conversation.sequence + 1, this.surroundings.now(), seat).tick;
    conversation.steer(direction, tick);
  }

  send(message: ClientMessage): void {
    this.conversation.send(message);
  }

  /** The player has other favourites. */
  prefer(favourite: Favourite): void {
    if (favourite.colour === this.favourite.colour && favourite.mark === this.favourite.mark) return;
    this.favourite = favourite;
    this.conversation.prefer(favourite);
  }

  reconnectNow(): void {
    this.conversation.session.reconnectNow();
  }

  /** Leaves the seat. */
  close(): void {
    this.isClosed = true;
    this.conversation.close();
  }
}

/** The name to ask for: that of the page's own player with a number. @param number of the player at this screen, from 2 */
export function localName(name: string, number: number): string {
  const end = ` ${number}`;
  return `${[...name]
    .slice(0, NAME_LENGTH_MAX - end.length)
    .join('')
    .trimEnd()}${end}`;
}
