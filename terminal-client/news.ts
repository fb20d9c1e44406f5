// Messages of the server as a line of text: who came and went, chat, emotes and phrases.

import type { RoomModel } from '#client';
import { PHRASES, type ServerMessage } from '#protocol';

const NOTICES: Readonly<Record<string, string>> = {
  joined: 'is in the room',
  left: 'has left',
  disconnected: 'is disconnected',
  reconnected: 'is back',
  idle: 'press a direction, or AI steers for you',
  host: 'is the host now',
  kicked: 'was removed by the host',
  muted: 'is muted',
  unmuted: 'is no longer muted',
  paused: 'wants a pause: p agrees',
  unpaused: 'has ended the pause',
  'in-line': 'the next match has a seat for you',
  'pause-refused': 'refuses the pause',
  'pause-lapsed': 'not all have agreed to the pause',
};

/** Notices that are about us, and begin without a name. */
const WITHOUT_NAME = ['idle', 'in-line', 'pause-lapsed'];

/** @returns the line; null for messages that are no news */
export function newsOf(message: ServerMessage, room: RoomModel | null): string | null {
  switch (message.type) {
    case 'notice': {
      const text = NOTICES[message.kind];
      if (text === undefined) return null;
      return WITHOUT_NAME.includes(message.kind) ? text : `${message.name} ${text}`;
    }
    case 'chat':
      if (message.scope === 'server') return `Message of the server: ${message.text}`;
      return message.scope === 'lobby' && room !== null ? null : `${message.from}: ${message.text}`;
    case 'emote':
      return `${message.name}: *${message.emote}*`;
    case 'phrase': {
      const phrase = PHRASES[message.phrase - 1];
      return phrase === undefined ? null : `${message.name}: ${phrase.replaceAll('-', ' ')}`;
    }
    case 'renamed':
      return `${message.name} is now ${message.newName}`;
    case 'bye':
      return 'The server restarts';
    default:
      return null;
  }
}
