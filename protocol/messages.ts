// All messages: number, name, and fields in the order of the wire. The TypeScript types are derived from these tables.
// codec.ts turns messages into bytes; conversation.ts says which message is allowed in which state.

import {
  bool,
  boolIfAny,
  direction,
  flag,
  int,
  ints,
  intsIfAny,
  list,
  oneOf,
  openWord,
  openWordIfAny,
  phraseNumber,
  rate,
  row,
  text,
  textIfAny,
  uint,
  uint31,
  uintIfAny,
  type Shape,
  type ValueOf,
  type ValuesOf,
} from './fields.ts';
import { EMOTES } from './limits.ts';
import { isKnownWord, type KnownWord } from './words.ts';

/** What drives a client. Everybody sees which players are bots. */
const CLIENT_KINDS = ['human', 'bot'] as const;
/** What an identified session is: a guest by their device, a person with an account, or a bot with a token. */
const USER_KINDS = ['guest', 'person', 'bot'] as const;
/** What drives a seat. */
const driver = openWord('empty', 'human', 'bot', 'ai');
const roomState = openWord('lobby', 'countdown', 'play', 'paused', 'result', 'restored');
const driversAllowed = openWord('any', 'humans', 'bots');
/**
 * How `classic` differs from the arcade: not at all, in speed and pauses, in that ghosts catch nobody, are not frightened,
 * or never scatter, or in the maze.
 */
const variant = openWord('none', 'turbo', 'practice', 'fearless', 'relentless', 'travel');
/** What decides a match; left out for the default of the mode. */
const rule = openWordIfAny('turns', 'race', 'last', 'score');
/** Which tables a match is for. */
const matchKind = openWordIfAny('ranked', 'ladder', 'daily');
const SCOPES = ['lobby', 'room', 'whisper'] as const;

/**
 * The settings of a room; the host may change them between matches. The wire does not know what a mode means. The sets of
 * words are open in both directions: the server answers an unknown word with `bad-settings`. A setting that is appended
 * must have a default and may be left out, so that a client that does not know it can still make a room.
 */
const roomSettings = row({
  mode: text,
  /** Name of the maze. */
  maze: text,
  seatCount: uint,
  /** Whether the built-in AI takes the empty seats. */
  fill: bool,
  skill: openWord('easy', 'normal', 'hard'),
  drivers: driversAllowed,
  /** Whether the room is in the list and open to quick play. */
  listed: bool,
  level: uint,
  lives: uint,
  extraLifeScore: uint,
  killScreen: bool,
  variant,
  /** Hash of the table of frightened turns. From a client 0 means the server's table, from the server the built-in one. */
  frightTable: uintIfAny,
  rule,
  /** The score that wins, and rounds at most. 0 means the default of the mode, or that it has none. */
  target: uintIfAny,
  rounds: uintIfAny,
});

/** The settings of a match that the rules need. */
const matchSettings = row({
  maze: text,
  seatCount: uint,
  seed: uint,
  level: uint,
  lives: uint,
  extraLifeScore: uint,
  killScreen: bool,
  variant,
  rule,
  target: uintIfAny,
  rounds: uintIfAny,
});

/**
 * `disconnected`: the connection is lost. `idle`: connected, but the AI steers because no input came for long. `wins`:
 * matches that the player has won in this room. `colour` and `mark`: numbers of `COLOURS` and `MARKS`, 0 for an empty seat.
 */
const seat = row({
  name: text,
  driver,
  disconnected: bool,
  idle: bool,
  ready: bool,
  wins: uintIfAny,
  colour: uintIfAny,
  mark: uintIfAny,
});

const listedRoom = row({
  code: text,
  mode: text,
  state: roomState,
  taken: uint,
  seatCount: uint,
  watchers: uint,
  locked: bool,
  drivers: driversAllowed,
  rule,
  target: uintIfAny,
  rounds: uintIfAny,
  fill: boolIfAny,
  /** A name, '' for none. */
  host: textIfAny,
  /** Humans and bots with a seat. `taken` counts the AI too. */
  players: uintIfAny,
  /** The level that is played, 0 for none. `eaten`: how many eighths of its dots are eaten, 0 where that is not public. */
  level: uintIfAny,
  eaten: uintIfAny,
});

/**
 * One seat of a finished match. `place` counts from 1; equal seats have the same place. `rivals`: Pac-Men of other players
 * that it caught. `rounds`: rounds that it won. `turns`: how often it became Pac-Man. `fruits`: fruits that it ate.
 */
const result = row({
  name: text,
  place: uint,
  score: uint,
  dots: uint,
  energizers: uint,
  ghosts: uint,
  caught: uint,
  bestChain: uint,
  distance: uint,
  seat: uintIfAny,
  rivals: uintIfAny,
  rounds: uintIfAny,
  turns: uintIfAny,
  fruits: uintIfAny,
});

/** A game server process that shares its rooms with others. `node`: its name. `host`, `port`: where it accepts connections. */
const nodeAddress = row({ node: text, host: text, port: uint });

/** Name, index of the first word, number of words. */
const layoutRow = row({ name: text, start: uint, length: uint });

/** Messages of clients. Types are below 64, and a retired type is not used again. */
export const CLIENT_MESSAGES = {
  /**
   * `token`: from the `welcome` of the session to resume, '' for a new session. A server can read the hello of every
   * version, to answer it with `wrong-version`: appended fields may be left out, and `kind` is an open word. `rules`: the
   * version of the rules that the client can run, 0 for a client that only reads snapshots. `colour` and `mark`: the player's
   * favourites, 0 for none. `ticket`: who the player is, a ticket or a bot's token; '' for nobody. `seen`: the newest tick of
   * the session's match that the client has, 0 for none. `follows`: whether the client understands `redirect` and `nodes`.
   */
  hello: {
    type: 1,
    fields: {
      version: uint,
      name: text,
      kind: openWord(...CLIENT_KINDS),
      token: textIfAny,
      rules: uintIfAny,
      colour: uintIfAny,
      mark: uintIfAny,
      ticket: textIfAny,
      seen: uintIfAny,
      follows: flag,
    },
  },
  /**
   * Quick play: a running room of this mode with a free seat, or a new room. `ranked`: instead, a match against players of
   * like strength, for which the client waits in a queue. `daily`: instead, a room with the match of the day. Not both.
   */
  play: { type: 2, fields: { mode: text, rate, ranked: flag, daily: flag } },
  join: { type: 3, fields: { code: text, password: text, rate } },
  create: { type: 4, fields: { settings: roomSettings, password: text, rate } },
  leave: { type: 5, fields: {} },
  /** `tick`: the tick that it is meant for, 0 for the next one. */
  input: { type: 6, fields: { sequence: uint31, tick: uint, direction, seenTick: uint } },
  ping: { type: 7, fields: { time: uint, seenTick: uint } },
  /** `code`: '' for the featured match. */
  watch: { type: 8, fields: { code: text, password: text, rate } },
  /** A watcher takes a seat. */
  sit: { type: 9, fields: {} },
  ready: { type: 10, fields: { ready: bool } },
  /** The host starts the match. */
  start: { type: 11, fields: {} },
  /** The host changes the room between matches. */
  configure: { type: 12, fields: { settings: roomSettings, password: text } },
  /** The host removes a member, with `ban` for as long as the room exists. */
  kick: { type: 13, fields: { name: text, ban: bool } },
  /** True asks for a pause, or agrees to one. False refuses it, or ends it. */
  pause: { type: 14, fields: { paused: bool } },
  /** `to`: the receiver of a whisper, '' in the other scopes. */
  chat: { type: 15, fields: { scope: oneOf(...SCOPES), to: text, text } },
  /** `name`: '' for all players. `forRoom`: the host mutes a member for the whole room. */
  mute: { type: 16, fields: { name: text, muted: bool, forRoom: bool } },
  /** Subscribes to the list of rooms. */
  browse: { type: 17, fields: { on: bool } },
  /** Asks for a keyframe. `tick`: the tick whose hash differed from the client's, 0 for another reason. */
  keyframe: { type: 18, fields: { tick: uint31 } },
  /**
   * A member without a seat in play chooses what it looks at. `seat`: the seat to follow, -1 for none. `maze`: without a
   * seat, the number of a maze, -1 for the choice of the server.
   */
  follow: { type: 19, fields: { seat: int, maze: int } },
  emote: { type: 20, fields: { emote: oneOf(...EMOTES) } },
  /** Other favourites than those of the `hello`, 0 for none. */
  favourite: { type: 21, fields: { colour: uint, mark: uint } },
  phrase: { type: 22, fields: { phrase: phraseNumber } },
  /** The host makes another member the host. */
  handover: { type: 23, fields: { name: text } },
  /** The host ends the room. */
  close: { type: 24, fields: {} },
  /** Says who the player is, by a ticket of the API or a bot's token; '' signs the session out. */
  identify: { type: 25, fields: { ticket: text } },
  /** Another name for a session without a claimed one. */
  rename: { type: 26, fields: { name: text } },
} as const satisfies Record<string, { type: number; fields: Shape }>;

/** Messages of the server. Types are 64 and above, and a retired type is not used again. */
export const SERVER_MESSAGES = {
  /**
   * `token`: resumes this session after a lost connection. `resumed`: whether the token of the hello did. `rules`: the
   * version of the server's rules, 0 for a server without a match log.
   */
  welcome: {
    type: 64,
    fields: {
      version: uint,
      name: text,
      tickRate: uint,
      pingIntervalMs: uint,
      token: text,
      resumed: bool,
      rules: uintIfAny,
    },
  },
  /** `seat`: -1 for a watcher. */
  joined: {
    type: 65,
    fields: {
      code: text,
      mode: text,
      seat: int,
      tick: uint31,
      settings: matchSettings,
      /** The lines of the maze. */
      tiles: list(text),
      layout: list(layoutRow),
      words: ints,
      seats: list(seat),
      /** The turns of frightened ghosts if they are not the built-in ones: 512 words of 16 directions each. */
      frightTable: intsIfAny,
      /** Whether pieces of the match log follow instead of snapshots. */
      log: boolIfAny,
      /** Which tables the match is for; '' for none of these. */
      kind: matchKind,
      /** Whether your result counts for them. */
      counts: boolIfAny,
      /** The date of a daily match, '' in a room that has none yet. */
      date: textIfAny,
    },
  },
  /** `changes`: index, difference, index, difference ... relative to the previous snapshot. */
  snapshot: { type: 66, fields: { tick: uint31, changes: ints, events: intsIfAny } },
  keyframe: { type: 67, fields: { tick: uint31, words: ints } },
  seats: { type: 68, fields: { seats: list(seat) } },
  left: {
    type: 69,
    fields: {
      reason: openWord('asked', 'kicked', 'banned', 'closed', 'failed', 'host-closed', 'called-off', 'operator-closed'),
    },
  },
  /**
   * `logTick`: up to this tick no inputs were applied after the last piece of the log, 0 for a client that takes snapshots.
   */
  pong: { type: 70, fields: { time: uint, tick: uint, logTick: uintIfAny } },
  /**
   * `code`: the number of an error code. `answers`: type of the message it answers, 0 for none. `recovery`: what a client
   * may do after a fatal error, '' for one that is not. `retryAfterMs`: when the same may be tried again, 0 if no time is
   * known. Clients of every version read the first four fields.
   */
  error: {
    type: 71,
    fields: {
      code: uint,
      text,
      fatal: bool,
      answers: uint,
      recovery: openWordIfAny('resume', 'new-session', 'stop'),
      retryAfterMs: uintIfAny,
    },
  },
  bye: { type: 72, fields: { reason: text } },
  /**
   * The client's room. `host`: a name, '' for none. `endsInTicks`: until the state ends by itself, 0 if it does not.
   * `pauseAskedBy`: the name of the player whose question for a pause is open, '' for none. `pauseSeats`: the seats that
   * have agreed, the asker's included. `pauseLapsesInTicks`: until the question lapses.
   */
  room: {
    type: 73,
    fields: {
      code: text,
      state: roomState,
      host: text,
      settings: roomSettings,
      locked: bool,
      watchers: uint,
      endsInTicks: uint,
      pauseAskedBy: textIfAny,
      pauseSeats: intsIfAny,
      pauseLapsesInTicks: uintIfAny,
    },
  },
  /** In the scope `server`, a message of the operator to all, `from` is ''. */
  chat: { type: 74, fields: { scope: openWord(...SCOPES, 'server'), from: text, to: text, text } },
  notice: {
    type: 75,
    fields: {
      kind: openWord(
        'joined',
        'left',
        'disconnected',
        'reconnected',
        'idle',
        'host',
        'kicked',
        'muted',
        'unmuted',
        'paused',
        'unpaused',
        'password-guessed',
        'in-line',
        'pause-refused',
        'pause-lapsed',
        'not-counted',
      ),
      name: text,
    },
  },
  /**
   * `replay`: the id of the match among the kept replays, '' if it is not kept. `match`: its id at the API, '' if it is not
   * handed over to one.
   */
  results: {
    type: 76,
    fields: { level: uint, score: uint, cleared: bool, seats: list(result), replay: textIfAny, match: textIfAny },
  },
  /** The whole list, after `browse`. */
  rooms: { type: 77, fields: { rooms: list(listedRoom) } },
  /** One room of the list is new, or has changed. */
  listed: { type: 78, fields: { room: listedRoom } },
  unlisted: { type: 79, fields: { code: text } },
  /**
   * A piece of the match log: `inputs` were applied in the tick `tick`, and none in the ticks between the previous piece
   * and this one. Three numbers an input: seat, action, sequence. `hash`: of the World after the tick, 0 for none.
   */
  log: { type: 80, fields: { tick: uint31, inputs: ints, hash: uintIfAny } },
  /** `seat`: that of the member who shows it, -1 for a watcher. */
  emote: { type: 81, fields: { seat: int, name: text, emote: openWord(...EMOTES) } },
  /** A member says one of `PHRASES`: its number, which a later server may know and this version not. */
  phrase: { type: 82, fields: { seat: int, name: text, phrase: uint } },
  /** Who you are now, under which name. `kind`: '' for a session that nobody has identified. */
  identity: { type: 83, fields: { name: text, kind: openWordIfAny(...USER_KINDS) } },
  /** A member of the room has another name. */
  renamed: { type: 84, fields: { name: text, newName: text } },
  /**
   * Connect to this node, and send `hello` with `token`; '' stands for the token of the newest `welcome`. `keep`: this
   * connection goes on until the new one has its `welcome`. Without it the connection ends now.
   */
  redirect: { type: 85, fields: { node: text, host: text, port: uint, token: textIfAny, keep: boolIfAny } },
  /** The other nodes, any of which resumes the session if the connection to this one is lost. Replaces the list before it. */
  nodes: { type: 86, fields: { nodes: list(nodeAddress) } },
  /**
   * You wait for a ranked match. Sent at first, and when something has changed, at most once a second. `position`: from 1
   * on, in the order of arrival. `waiting`: players in the queue. `waitedMs`, `waitMsMax`: how long you have waited, and
   * after which time you get any opponents that there are. `rating`: your own; `least` and `most`: the ratings of opponents
   * that you would get now. All three are estimates of strength, times 100; 0 until yours is known.
   */
  queued: {
    type: 90,
    fields: {
      mode: text,
      position: uint,
      waiting: uint,
      waitedMs: uint,
      waitMsMax: uint,
      rating: int,
      least: int,
      most: int,
    },
  },
} as const satisfies Record<string, { type: number; fields: Shape }>;

type Tables = Readonly<Record<string, { readonly fields: Shape }>>;
/** The union of all messages of a table: `type` is the name of the message. */
type MessageOf<Table extends Tables> = {
  [Name in keyof Table]: { type: Name } & ValuesOf<Table[Name]['fields']>;
}[keyof Table];

export type ClientMessage = MessageOf<typeof CLIENT_MESSAGES>;
export type ServerMessage = MessageOf<typeof SERVER_MESSAGES>;
export type ClientMessageType = keyof typeof CLIENT_MESSAGES;
export type ServerMessageType = keyof typeof SERVER_MESSAGES;

export type ClientKind = (typeof CLIENT_KINDS)[number];
export type Driver = ValueOf<typeof driver>;
export type RoomState = ValueOf<typeof roomState>;
export type DriversAllowed = ValueOf<typeof driversAllowed>;
export type ChatScope = (typeof SCOPES)[number];
export type RoomSettings = ValueOf<typeof roomSettings>;
/** Room settings without a word that this version does not know. */
export type KnownRoomSettings = {
  readonly [Name in keyof RoomSettings]: RoomSettings[Name] extends string
    ? KnownWord<RoomSettings[Name]>
    : RoomSettings[Name];
};
export type WireSettings = ValueOf<typeof matchSettings>;
export type WireSeat = ValueOf<typeof seat>;
export type WireResult = ValueOf<typeof result>;
export type ListedRoom = ValueOf<typeof listedRoom>;
export type NodeAddress = ValueOf<typeof nodeAddress>;
export type WireLayout = readonly ValueOf<typeof layoutRow>[];

/** Whether this version knows all words of some room settings. */
export function hasKnownWords(settings: RoomSettings): settings is KnownRoomSettings {
  return unknownWord(settings) === '';
}

/** The first setting with a word that this version does not know, and the words that it may have; '' if there is none. */
export function unknownWord(settings: RoomSettings): string {
  for (const [name, kind] of Object.entries(roomSettings.shape)) {
    if (!('known' in kind) || isKnownWord<string>(kind.known, settings[name as 'skill'])) continue;
    return `settings.${name}: one of ${kind.known.filter((word) => word !== '').join(', ')}`;
  }
  return '';
}

/** Whether a `hello` of this version says what drives the client. */
export function isClientKind(word: string): word is ClientKind {
  return isKnownWord(CLIENT_KINDS, word);
}
