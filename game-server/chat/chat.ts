// The receivers of a line of chat: a room, the lobby, or one player. chat-limits.ts limits the number of lines.

import { readLine, type ClientMessage, type Fault, type Refusal } from '#protocol';
import type { Clock } from '../clock.ts';
import { frameOf } from '../net/frame.ts';
import type { Player } from '../rooms/player.ts';
import { ChatRate } from './chat-limits.ts';
import type { LobbyChat } from './lobby-chat.ts';

const OF_ADDRESS = 'too many lines of your address in a short time';
/** The lines that are under way to all players in the lobby take about a second at most. */
const LOBBY_IS_BUSY: Fault = {
  code: 'chat-too-fast',
  text: 'too many lines to the lobby are under way',
  retryAfterMs: 1000,
};

export interface Speaker extends Player {
  /** Null in the lobby. */
  readonly room: { say(from: Player, frame: Buffer): Refusal | null } | null;
}

/** A player on this server, in a room or in the lobby. */
interface Recipient extends Player {
  readonly room: object | null;
}

export interface ChatParts {
  readonly clock: Clock;
  readonly lobbyChat: LobbyChat;
  readonly sessions: Iterable<Recipient> & { named(name: string): Recipient | null };
}

export class Chat {
  private readonly parts: ChatParts;
  private readonly rates = new WeakMap<Player, ChatRate>();

  constructor(parts: ChatParts) {
    this.parts = parts;
  }

  /** Sends a line to its receivers. @returns the code of a refusal, or null. */
  say({ scope, to, text }: ClientMessage & { type: 'chat' }, from: Speaker): Refusal | null {
    const { lobbyChat, sessions } = this.parts;
    const line = readLine(text);
    if (line === null) return 'bad-chat';
    const tooFast = this.take(from);
    if (tooFast !== null) return tooFast;
    const frame = (recipient: string) => frameOf({ type: 'chat', scope, from: from.name, to: recipient, text: line });
    switch (scope) {
      case 'room':
        // The room may have ended while the line was on its way.
        return from.room?.say(from, frame('')) ?? null;
      case 'lobby':
        return lobbyChat.say(frame(''), from, inLobby(sessions, from)) ? null : LOBBY_IS_BUSY;
      case 'whisper': {
        const recipient = sessions.named(to);
        if (recipient === null || !recipient.isConnected) return 'no-such-player';
        const whisper = frame(recipient.name);
        if (recipient !== from && recipient.hears(from.name)) recipient.send(whisper);
        from.send(whisper);
        return null;
      }
    }
  }

  /** Counts a line of the session, and then of its caller. @returns the fault if it comes too soon, or null */
  private take(from: Player): Fault | null {
    const nowMs = this.parts.clock.now();
    const known = this.rates.get(from);
    const rate = known ?? new ChatRate();
    if (known === undefined) this.rates.set(from, rate);
    const ownMs = rate.take(nowMs);
    if (ownMs > 0) return { code: 'chat-too-fast', retryAfterMs: ownMs };
    const { lines } = from.caller;
    return lines.take(nowMs) ? null : { code: 'chat-too-fast', text: OF_ADDRESS, retryAfterMs: lines.waitMs(nowMs) };
  }
}

/** The sessions in no room, and the sender. */
function* inLobby(sessions: Iterable<Recipient>, from: Player): Generator<Recipient> {
  for (const session of sessions) if (session.room === null || session === from) yield session;
}
