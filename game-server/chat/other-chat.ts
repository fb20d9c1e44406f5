// Chat with the players of other nodes, as the chat of this node needs it. A server that is alone has no others.

import type { Refusal } from '#protocol';
import type { Player } from '../rooms/player.ts';

/** Whether a whisper has arrived: the name of its recipient as it is written there, or why it has not. */
export type WhisperResult = { readonly name: string } | { readonly refusal: Refusal };

export interface OtherChat {
  /** Sends a line to the lobbies of all other nodes. */
  say(from: Player, line: string): void;
  /** Sends a line to a player who is not on this node. Never rejects. */
  whisper(from: Player, to: string, line: string): Promise<WhisperResult>;
  /** Sends a line of an operator to all players of other nodes. @returns how many there are */
  announce(line: string): number;
  /** A player of this node has another name, under which others still do not read their lines. @param key of the name */
  renamed(oldKey: string, key: string): void;
  /** Whether there may be a player with a name that is not on this node. */
  readonly mayHaveMore: boolean;
}

export const NO_OTHER_CHAT: OtherChat = {
  say() {},
  whisper: () => Promise.resolve({ refusal: 'no-such-player' }),
  announce: () => 0,
  renamed() {},
  mayHaveMore: false,
};
