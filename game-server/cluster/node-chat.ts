// Lines of chat between nodes.
//
//   a line to the lobby   "line" to all nodes; each writes it to its own lobby
//   a whisper             "whisper" to all nodes; each answers "heard": with the name of the recipient, or without
//                            └── none has the name: no-such-player       └── a node that is alive does not answer in time,
//                                                                            or there is no Redis: nodes-unreachable
//
// The node of the sender has checked the line and counted it. Other nodes count it too, for the address, so that an address
// may not send more by way of several nodes.

import { readLine, readName, type Fault } from '#protocol';
import type { Chat } from '../chat/chat.ts';
import type { OtherChat, WhisperResult } from '../chat/other-chat.ts';
import type { Clock } from '../clock.ts';
import type { Player } from '../rooms/player.ts';
import type { MessageBody, NodeMessages } from './node-messages.ts';

/** Nodes answer within milliseconds. A node that does not answer in this time is too busy, or has stopped. */
export const ANSWER_MS_MAX = 1000;
/** Whispers that wait for answers. */
export const WHISPERS_MAX = 1000;
/** The key of a caller. */
const CALLER_LENGTH_MAX = 64;

const UNREACHABLE: Fault = { code: 'nodes-unreachable', retryAfterMs: ANSWER_MS_MAX };
const TOO_MANY: Fault = {
  code: 'chat-too-fast',
  text: 'too many whispers to other nodes are under way',
  retryAfterMs: ANSWER_MS_MAX,
};

export interface NodeChatParts {
  readonly clock: Clock;
  readonly messages: NodeMessages;
  /** The ids of the other nodes that are alive. */
  readonly liveIds: () => Iterable<string>;
  /** Connected sessions of other nodes. */
  readonly otherCount: () => number;
}

/** What a line from another node does here. */
export type HeardChat = Pick<Chat, 'hearLine' | 'hearWhisper' | 'hearAnnouncement'>;

interface Asked {
  readonly done: (result: WhisperResult) => void;
  /** Nodes that have not answered. */
  readonly unanswered: Set<string>;
  readonly cancel: () => void;
}

export class NodeChat implements OtherChat {
  private readonly parts: NodeChatParts;
  private readonly asked = new Map<number, Asked>();
  private lastId = 0;

  constructor(parts: NodeChatParts) {
    this.parts = parts;
    parts.messages.on('heard', (body, from) => this.heard(body, from));
  }

  /** Begins to hear the other nodes. */
  begin(chat: HeardChat): void {
    const { messages } = this.parts;
    messages.on('line', (body) => {
      const line = lineOf(body);
      if (line !== null) chat.hearLine(line.from, line.text, line.caller);
    });
    messages.on('announcement', ({ text }) => {
      if (typeof text === 'string' && readLine(text) === text) chat.hearAnnouncement(text);
    });
    messages.on('whisper', (body, node) => {
      const line = lineOf(body);
      const { id, to } = body;
      if (line === null || !isName(to) || typeof id !== 'number') return;
      const name = chat.hearWhisper(line.from, to, line.text, line.caller);
      void messages.send(node, 'heard', { id, name });
    });
  }

  // What this node says.

  get mayHaveMore(): boolean {
    return true;
  }

  say(from: Player, text: string): void {
    void this.parts.messages.sendAll('line', lineBody(from, text));
  }

  announce(text: string): number {
    void this.parts.messages.sendAll('announcement', { text });
    return this.parts.otherCount();
  }

  whisper(from: Player, to: string, text: string, done: (result: WhisperResult) => void): void {
    const { clock, messages, liveIds } = this.parts;
    if (this.asked.size >= WHISPERS_MAX) return done({ refusal: TOO_MANY });
    const unanswered = new Set(liveIds());
    const id = ++this.lastId;
    const cancel = clock.after(ANSWER_MS_MAX, () => this.timedOut(id));
    this.asked.set(id, { done, unanswered, cancel });
    void messages.sendAll('whisper', { ...lineBody(from, text), id, to }).then((isSent) => {
      if (!isSent) this.finish(id, { refusal: UNREACHABLE });
      else if (unanswered.size === 0) this.finish(id, { refusal: 'no-such-player' });
    });
  }

  /** Another node has answered a whisper. */
  private heard({ id, name }: MessageBody, from: string): void {
    const asked = typeof id === 'number' ? this.asked.get(id) : undefined;
    if (typeof id !== 'number' || asked === undefined) return;
    if (isName(name)) return this.finish(id, { name });
    asked.unanswered.delete(from);
    if (asked.unanswered.size === 0) this.finish(id, { refusal: 'no-such-player' });
  }

  private timedOut(id: number): void {
    const live = new Set(this.parts.liveIds());
    const isMissing = [...(this.asked.get(id)?.unanswered ?? [])].some((node) => live.has(node));
    this.finish(id, { refusal: isMissing ? UNREACHABLE : 'no-such-player' });
  }

  private finish(id: number, result: WhisperResult): void {
    const asked = this.asked.get(id);
    if (asked === undefined) return;
    this.asked.delete(id);
    asked.cancel();
    asked.done(result);
  }
}

interface Line {
  readonly from: string;
  readonly text: string;
  /** The key of the sender's caller; '' where addresses are shared. */
  readonly caller: string;
}

function lineBody({ name, caller }: Player, text: string): MessageBody {
  return { from: name, text, caller: caller.isShared ? '' : caller.key };
}

function lineOf({ from, text, caller }: MessageBody): Line | null {
  if (!isName(from) || typeof text !== 'string' || readLine(text) !== text) return null;
  return typeof caller === 'string' && caller.length <= CALLER_LENGTH_MAX ? { from, text, caller } : null;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && readName(value) === value;
}
