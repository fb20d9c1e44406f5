// The cost of a message, one row for each type: a new type without a cost does not compile. The bytes that a message
// causes are counted when they are written.

import type { ClientMessageType } from '#protocol';

/**
 * Processor time in microseconds, writes to sockets left out, rounded up from the figures of `npm run bench:abuse`. Where
 * it is 0 the limit of messages a second is enough, and budgets are not checked: these come up to 60 times a second.
 */
export const MESSAGE_WORK_US: Readonly<Record<ClientMessageType, number>> = {
  hello: 100,
  // Searches all rooms, and may open one.
  play: 300,
  join: 150,
  create: 300,
  leave: 100,
  input: 0,
  ping: 0,
  // Without a code it searches all rooms.
  watch: 300,
  sit: 150,
  ready: 30,
  start: 300,
  configure: 300,
  kick: 60,
  pause: 30,
  // A line to the lobby is sent to all sessions.
  chat: 150,
  mute: 60,
  browse: 150,
  // A keyframe for one viewer.
  keyframe: 50,
  // A keyframe too, and perhaps a match that is played again for late viewers.
  follow: 100,
  emote: 60,
  // The seats are sent to all members.
  favourite: 60,
  phrase: 60,
  handover: 60,
  // Each member leaves, and is removed from the room's lists.
  close: 300,
  // A signature, and another name for which the mutes of all sessions are searched.
  identify: 300,
  rename: 300,
};

/** A message that cannot be read, or has no type: decoded and answered with an error. Measured are about 20, with the reader of the answer. */
export const MISTAKE_WORK_US = 60;
