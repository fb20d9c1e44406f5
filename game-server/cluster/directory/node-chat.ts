// Lines of chat between nodes.
//
//   a line to the lobby   "line" to all nodes; each writes it to its own lobby
//   a whisper             "whisper" asks each node, which answers with the name of the recipient, or without
//                            └── none has the name: no-such-player       └── a node that is alive does not answer in time,
//                                                                            or there is no Redis: nodes-unreachable
//
// The node of the sender has checked the line and counted it. Other nodes count it too, for the address, so that an address
// may not send more by way of several nodes.

import { readLine, readName, type Fault } from '#protocol';
import type { Chat } from '../../chat/chat.ts';
import type { OtherChat, WhisperResult } from '../../chat/other-chat.ts';
import type { Player } from '../../rooms/player.ts';
import { ANSWER_MS_MAX, type MessageBody, type NodeMessages } from './node-messages.ts';

/** Whispers that wait for answers. */
export const WHISPERS_MAX = 200;
/** The key of a caller, and of a name. */
const KEY_LENGTH_MAX = 64;

const UNREACHABLE: Fault = { code: 'nodes-unreachable', retryAfterMs: ANSWER_MS_MAX };
const TOO_MANY: Fault = {
  code: 'chat-too-fast',
  text: 'too many whispers to other nodes are under way',
  retryAfterMs: ANSWER_MS_MAX,
};

export interface NodeChatParts {
  readonly messages: NodeMessages;
  /** The ids of the other nodes that are alive. */
  readonly liveIds: () => Iterable<string>;
  /** Whether nothing is known of the other nodes. */
  readonly isBlind: () => boolean;
  /** Connected sessions of other nodes. */
  readonly otherCount: () => number;
}

/** What a line from another node does here. */
export type HeardChat = Pick<Chat, 'hearLine' | 'hearWhisper' | 'hearAnnouncement' | 'hearRename'>;

export class NodeChat implements OtherChat {
  private readonly parts: NodeChatParts;
  private whisperCount = 0;

  constructor(parts: NodeChatParts) {
    this.parts = parts;
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
    messages.on('renamed', ({ oldKey, key }) => {
      if (isKey(oldKey) && isKey(key)) chat.hearRename(oldKey, key);
    });
    messages.on('whisper', (body) => {
      const line = lineOf(body);
      const { to } = body;
      if (line === null || !isName(to)) return { name: null };
      return { name: chat.hearWhisper(line.from, to, line.text, line.caller) };
    });
  }

  // What this node says.

  get mayHaveMore(): boolean {
    return true;
  }

  say(from: Player, text: string): void {
    void this.parts.messages.sendAll('line', lineBody(from, text));
  }

  renamed(oldKey: string, key: string): void {
    void this.parts.messages.sendAll('renamed', { oldKey, key });
  }

  announce(text: string): number {
    void this.parts.messages.sendAll('announcement', { text });
    return this.parts.otherCount();
  }

  async whisper(from: Player, to: string, text: string): Promise<WhisperResult> {
    const { messages, liveIds, isBlind } = this.parts;
    if (this.whisperCount >= WHISPERS_MAX) return { refusal: TOO_MANY };
    this.whisperCount++;
    const body = { ...lineBody(from, text), to };
    const isThere = ({ name }: MessageBody) => isName(name);
    const answers = await messages.askAll('whisper', body, isThere);
    this.whisperCount--;
    if (answers === null) return { refusal: UNREACHABLE };
    for (const { name } of answers.byNode.values()) if (isName(name)) return { name };
    // A process that has stopped is dead when its lease is over. One that is alive may not be listening now.
    const isMissing = [...liveIds()].some((id) => !answers.byNode.has(id));
    const isUnclear = isMissing || (!answers.isComplete && isBlind());
    return { refusal: isUnclear ? UNREACHABLE : 'no-such-player' };
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
  return caller === '' || isKey(caller) ? { from, text, caller } : null;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && readName(value) === value;
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= KEY_LENGTH_MAX;
}
