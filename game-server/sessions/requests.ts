// What a client's message leads to. Which may come when is the protocol's table.

import { isAllowed, LOG_RATE, readName, whereAllowed, type ClientMessage, type Fault, type Refusal } from '#protocol';
import { RULES_VERSION } from '#simulation';
import type { Chat, Speaker } from '../chat/chat.ts';
import type { Emotes } from '../chat/emotes.ts';
import type { Appearance } from '../rooms/appearance.ts';
import type { RankedPlayer } from '../ranked/queue.ts';
import type { Lobby, Placing } from '../rooms/lobby.ts';
import type { RoomList } from '../rooms/room-list.ts';
import type { Room } from '../rooms/room.ts';
import type { RoomRequest } from './room-request.ts';

type Said<Type extends ClientMessage['type']> = ClientMessage & { type: Type };

const NO_LOG: Fault = {
  code: 'no-log',
  text: `hello.rules was not ${RULES_VERSION}, the version of this server's rules: choose a snapshot rate`,
};

/** What a request needs of the session that makes it. */
export interface Requester extends Speaker, RankedPlayer {
  /** Null in the lobby. */
  readonly room: Room | null;
  /** Does what a request for a room asks for by `answer`, or leads the client to the node that does it. */
  route(request: RoomRequest, answer: () => Refusal | null): Refusal | null;
  leaveRoom(): void;
  saw(seenTick: number): void;
  pong(time: number): void;
  mute(name: string, isMuted: boolean): void;
  prefer(favourite: Appearance): void;
  /** @param ticket '' to sign out @returns why not, or null */
  identify(ticket: string): Refusal | null;
  rename(name: string): Refusal | null;
}

/** Ranked matches and those of the day. */
export interface PlayContests {
  play(player: RankedPlayer, message: Said<'play'>): Refusal | null;
  /** @returns whether the player was waiting */
  withdraw(player: RankedPlayer): boolean;
}

export interface RequestParts {
  readonly lobby: Lobby;
  readonly roomList: RoomList;
  readonly chat: Chat;
  readonly emotes: Emotes;
  readonly contests: PlayContests;
}

export class Requests {
  private readonly parts: RequestParts;

  constructor(parts: RequestParts) {
    this.parts = parts;
  }

  /** Does what a client asks for. @returns why it is refused, or null. */
  handle(message: ClientMessage, from: Requester): Refusal | null {
    const { room } = from;
    if (message.type === 'hello' || !isAllowed(room === null ? 'lobby' : 'room', message.type)) {
      return { code: 'not-allowed-now', text: whereAllowed(message.type) };
    }
    switch (message.type) {
      case 'play':
      case 'join':
      case 'create':
      case 'watch':
        if (message.rate === LOG_RATE && !from.runsRules) return NO_LOG;
        return from.route(message, () => this.enter(message, from));
      case 'ping':
        from.saw(message.seenTick);
        from.pong(message.time);
        return null;
      case 'chat':
        return this.parts.chat.say(message, from);
      case 'favourite':
        from.prefer(message);
        return room?.command(from, message) ?? null;
      case 'emote':
      case 'phrase':
        return this.parts.emotes.show(message, from);
      case 'mute':
        return message.forRoom ? (room?.command(from, message) ?? null) : this.mute(message, from);
      case 'identify':
        return from.identify(message.ticket);
      case 'rename':
        return from.rename(message.name);
      case 'browse':
        if (message.on) this.parts.roomList.subscribe(from);
        else this.parts.roomList.unsubscribe(from);
        return null;
      case 'leave':
        if (this.parts.contests.withdraw(from)) from.answer({ type: 'left', reason: 'asked' });
        else from.leaveRoom();
        return null;
      case 'input':
        from.saw(message.seenTick);
        room?.input(from, message);
        return null;
      case 'keyframe':
        room?.wantKeyframe(from, message.tick);
        return null;
      default:
        // The room may have ended while the message was on its way.
        return room?.command(from, message) ?? null;
    }
  }

  private enter(message: RoomRequest, from: Requester): Refusal | null {
    const { contests } = this.parts;
    if (message.type === 'play' && (message.ranked === true || message.daily === true)) {
      return contests.play(from, message);
    }
    contests.withdraw(from);
    return from.enterRoom(message.rate, () => this.place(message, from));
  }

  private place(message: RoomRequest, from: Requester): Placing {
    const { lobby } = this.parts;
    switch (message.type) {
      case 'play':
        return lobby.play(from, message);
      case 'join':
        return lobby.join(from, message);
      case 'create':
        return lobby.create(from, message);
      case 'watch':
        return lobby.watch(from, message);
    }
  }

  private mute({ name, muted }: Said<'mute'>, from: Requester): Refusal | null {
    // What no player can be called is not kept: each change of a session is recorded with all its mutes.
    const mayBe = readName(name) !== null && this.parts.chat.mayKnow(name);
    if (muted && name !== '' && !mayBe) return 'no-such-player';
    from.mute(name, muted);
    return null;
  }
}
