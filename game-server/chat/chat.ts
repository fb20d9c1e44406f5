// The receivers of a line of chat: a room, the lobby, or one player. chat-limits.ts limits the number of lines.

import { readLine, type ClientMessage, type Fault, type Refusal } from '#protocol';
import type { Clock } from '../clock.ts';
import type { Callers } from '../limits/callers.ts';
import { frameOf } from '../net/frame.ts';
import type { Player } from '../rooms/player.ts';
import { ChatRate } from './chat-limits.ts';
import type { LobbyChat } from './lobby-chat.ts';
import type { OtherChat } from './other-chat.ts';

const OF_ADDRESS = 'too many lines of your address in a short time';
/** The lines that are under way to all players in the lobby take about a second at most. */
const LOBBY_IS_BUSY: Fault = {
  code: 'chat-too-fast',
  text: 'too many lines to the lobby are under way',
  retryAfterMs: 1000,
};

export interface Speaker extends Recipient {
  /** Null in the lobby. */
  readonly room: { say(from: Player, frame: Buffer): Refusal | null } | null;
  /** Refuses a line that came earlier. */
  refuseChat(refusal: Refusal): void;
}

/** A player on this server, in a room or in the lobby. */
interface Recipient extends Player {
  readonly room: object | null;
  otherRenamed(oldKey: string, key: string): void;
}

export interface ChatParts {
  readonly clock: Clock;
  readonly callers: Callers;
  /** Sends a line of the operator to all players. */
  readonly announce: (frame: Buffer) => void;
  /** The chat of other nodes. */
  readonly others: OtherChat;
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
    const { lobbyChat, others, sessions } = this.parts;
    const line = readLine(text);
    if (line === null) return 'bad-chat';
    const tooFast = this.take(from);
    if (tooFast !== null) return tooFast;
    const frame = (recipient: string) => chatFrame(scope, from.name, recipient, line);
    switch (scope) {
      case 'room':
        // The room may have ended while the line was on its way.
        return from.room?.say(from, frame('')) ?? null;
      case 'lobby':
        if (!lobbyChat.say(frame(''), from, inLobby(sessions, from))) return LOBBY_IS_BUSY;
        others.say(from, line);
        return null;
      case 'whisper': {
        const recipient = sessions.named(to);
        if (recipient === null && others.mayHaveMore) {
          void this.whisperElsewhere(from, to, line);
          return null;
        }
        if (recipient === null || !recipient.isConnected) return 'no-such-player';
        const whisper = frame(recipient.name);
        if (recipient !== from && recipient.hears(from.name)) recipient.send(whisper);
        from.send(whisper);
        return null;
      }
    }
  }

  private async whisperElsewhere(from: Speaker, to: string, line: string): Promise<void> {
    const { name } = from;
    const result = await this.parts.others.whisper(from, to, line);
    if ('name' in result) from.send(chatFrame('whisper', name, result.name, line));
    else from.refuseChat(result.refusal);
  }

  /** Whether there may be a player with a name, here or on another node. */
  mayKnow(name: string): boolean {
    return this.parts.others.mayHaveMore || this.parts.sessions.named(name) !== null;
  }

  // What players of other nodes say.

  /** A line to the lobby. @param caller the key of its sender's, '' where addresses are shared */
  hearLine(from: string, line: string, caller: string): void {
    const { lobbyChat, sessions } = this.parts;
    this.count(caller);
    lobbyChat.hear(chatFrame('lobby', from, '', line), from, inLobby(sessions, null));
  }

  /** @returns the name of the recipient; null if no connected player of this node has it */
  hearWhisper(from: string, to: string, line: string, caller: string): string | null {
    // Names that nobody has cost all nodes a look.
    this.count(caller);
    const recipient = this.parts.sessions.named(to);
    if (recipient === null || !recipient.isConnected) return null;
    if (recipient.hears(from)) recipient.send(chatFrame('whisper', from, recipient.name, line));
    return recipient.name;
  }

  /** A player of another node has another name. */
  hearRename(oldKey: string, key: string): void {
    for (const session of this.parts.sessions) session.otherRenamed(oldKey, key);
  }

  /** A line of the operator. */
  hearAnnouncement(line: string): void {
    this.parts.announce(chatFrame('server', '', '', line));
  }

  /** Counts a line that another node has let through. */
  private count(caller: string): void {
    if (caller === '') return;
    const nowMs = this.parts.clock.now();
    this.parts.callers.at(caller, nowMs).lines.take(nowMs);
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

function chatFrame(scope: 'room' | 'lobby' | 'whisper' | 'server', from: string, to: string, text: string): Buffer {
  return frameOf({ type: 'chat', scope, from, to, text });
}

/** The sessions in no room, and the sender. */
function* inLobby(sessions: Iterable<Recipient>, from: Player | null): Generator<Recipient> {
  for (const session of sessions) if (session.room === null || session === from) yield session;
}
