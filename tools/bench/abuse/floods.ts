// For each type of message, the form that costs the server most.

import { COLOURS, type ClientMessage, type ClientMessageType, type RoomSettings, type SnapshotRate } from '#protocol';

/** The sender: the host of a room with watchers, a watcher there, or a client in the lobby. */
type Role = 'host' | 'watcher' | 'stranger';

export interface Flood {
  readonly by: Role;
  /** @param i counts the messages @param code the room with watchers */
  readonly message: (i: number, code: string) => ClientMessage;
}

export const SETTINGS: RoomSettings = {
  ...{ mode: 'coop', maze: 'classic', seatCount: 4, fill: true, skill: 'easy', drivers: 'any', listed: true },
  ...{ level: 1, lives: 3, extraLifeScore: 10_000, killScreen: true, variant: 'none', frightTable: 0 },
  ...{ rule: '', target: 0, rounds: 0 },
};
/** The client that is muted and kicked. */
export const VICTIM = 'Watcher 0';
const RATE: SnapshotRate = 60;
/** The longest chat text: 120 characters of four bytes. */
const LINE = '\u{1F600}'.repeat(120);

const leave: ClientMessage = { type: 'leave' };
const watch = (code: string): ClientMessage => ({ type: 'watch', code, password: '', rate: RATE });
const isOdd = (i: number): boolean => i % 2 === 1;

/** By type, so that none is missing. `hello` can be sent only once. */
export const FLOODS: Readonly<Record<Exclude<ClientMessageType, 'hello'>, Flood>> = {
  play: { by: 'stranger', message: (i) => (isOdd(i) ? leave : { type: 'play', mode: 'coop', rate: RATE }) },
  join: {
    by: 'stranger',
    message: (i, code) => (isOdd(i) ? leave : { type: 'join', code, password: '', rate: RATE }),
  },
  create: {
    by: 'stranger',
    message: (i) => (isOdd(i) ? leave : { type: 'create', settings: SETTINGS, password: '', rate: RATE }),
  },
  leave: { by: 'stranger', message: () => leave },
  input: {
    by: 'host',
    message: (i) => ({ type: 'input', sequence: i + 1, tick: 0, direction: i & 3, seenTick: 0 }),
  },
  ping: { by: 'stranger', message: (i) => ({ type: 'ping', time: i, seenTick: 0 }) },
  watch: { by: 'stranger', message: (i, code) => (isOdd(i) ? leave : watch(code)) },
  sit: { by: 'watcher', message: (i, code) => [{ type: 'sit' } as const, leave, watch(code)][i % 3]! },
  ready: { by: 'host', message: (i) => ({ type: 'ready', ready: !isOdd(i) }) },
  start: { by: 'watcher', message: () => ({ type: 'start' }) },
  configure: {
    by: 'host',
    message: (i) => ({ type: 'configure', settings: { ...SETTINGS, level: 1 + (i % 200) }, password: '' }),
  },
  kick: { by: 'host', message: () => ({ type: 'kick', name: 'Nobody', ban: true }) },
  pause: { by: 'host', message: (i) => (i === 0 ? { type: 'start' } : { type: 'pause', paused: isOdd(i) }) },
  chat: { by: 'host', message: () => ({ type: 'chat', scope: 'room', to: '', text: LINE }) },
  mute: { by: 'host', message: (i) => ({ type: 'mute', name: VICTIM, muted: !isOdd(i), forRoom: true }) },
  browse: { by: 'stranger', message: (i) => ({ type: 'browse', on: !isOdd(i) }) },
  keyframe: { by: 'watcher', message: (i) => ({ type: 'keyframe', tick: i }) },
  follow: { by: 'watcher', message: (i) => ({ type: 'follow', seat: isOdd(i) ? 0 : -1, maze: -1 }) },
  emote: { by: 'watcher', message: () => ({ type: 'emote', emote: 'hello' }) },
  favourite: { by: 'host', message: (i) => ({ type: 'favourite', colour: 1 + (i % COLOURS.length), mark: 0 }) },
  phrase: { by: 'watcher', message: () => ({ type: 'phrase', phrase: 1 }) },
  handover: { by: 'host', message: () => ({ type: 'handover', name: 'Nobody' }) },
  close: { by: 'watcher', message: () => ({ type: 'close' }) },
  identify: { by: 'host', message: (i) => ({ type: 'identify', ticket: `t-${String(i).padStart(240, 'A')}` }) },
  rename: { by: 'host', message: (i) => ({ type: 'rename', name: `Name ${i}` }) },
};
