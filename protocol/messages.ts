// All messages, as two unions. How they become arrays of msgpack is in codec.ts, who may say what when in conversation.ts.

import type { ErrorCode } from './errors.ts';
import type { SnapshotRate } from './limits.ts';

/** A match's mode by name; the wire does not know what a mode means. */
export type ModeName = string;
/** Who sits behind a client: shown to everybody for bots. */
export type ClientKind = 'human' | 'bot';
/** Who drives a seat. */
export type Driver = 'none' | 'human' | 'bot' | 'ai';

export type ClientMessage =
  | { type: 'hello'; version: number; name: string; kind: ClientKind }
  /** Quick play: any running room of this mode with a place, or a new one. */
  | { type: 'play'; mode: ModeName; rate: SnapshotRate }
  | { type: 'join'; code: string; rate: SnapshotRate }
  /** A room of one's own: `fill` lets the built-in AI sit on the empty seats. */
  | { type: 'create'; mode: ModeName; seatCount: number; fill: boolean; rate: SnapshotRate }
  | { type: 'leave' }
  /** A wish: direction 0 right, 1 down, 2 left, 3 up, 4 none. `tick`: meant for this tick, 0 for the next. */
  | { type: 'input'; sequence: number; tick: number; direction: number; seenTick: number }
  | { type: 'ping'; time: number; seenTick: number };

/** Settings of a match that the rules need: numbers by name, so that new ones can be appended. */
export interface WireSettings {
  readonly seatCount: number;
  readonly seed: number;
  readonly level: number;
  readonly lives: number;
  readonly extraLifeScore: number;
  readonly killScreen: boolean;
}

export interface WireSeat {
  readonly name: string;
  readonly driver: Driver;
}

/** Name, index of the first word, number of words. */
export type WireLayout = readonly (readonly [name: string, start: number, length: number])[];

export type ServerMessage =
  | { type: 'welcome'; version: number; name: string; tickRate: number; pingIntervalMs: number }
  | {
      type: 'joined';
      code: string;
      mode: ModeName;
      seat: number;
      tick: number;
      settings: WireSettings;
      maze: readonly string[];
      layout: WireLayout;
      words: ArrayLike<number>;
      seats: readonly WireSeat[];
    }
  /** `changes`: word index, difference, word index, difference ... against the snapshot before. */
  | { type: 'snapshot'; tick: number; changes: ArrayLike<number>; events: ArrayLike<number> }
  | { type: 'keyframe'; tick: number; words: ArrayLike<number> }
  | { type: 'seats'; seats: readonly WireSeat[] }
  | { type: 'left' }
  | { type: 'pong'; time: number; tick: number }
  /** `answers`: type number of the message it answers, 0 for none. */
  | { type: 'error'; code: ErrorCode; text: string; fatal: boolean; answers: number }
  | { type: 'bye'; reason: string };

export type ClientMessageType = ClientMessage['type'];
export type ServerMessageType = ServerMessage['type'];

/** Type numbers on the wire: clients below 64, the server from 64 on. Never reused. */
export const CLIENT_TYPES = {
  hello: 1,
  play: 2,
  join: 3,
  create: 4,
  leave: 5,
  input: 6,
  ping: 7,
} as const satisfies Record<ClientMessageType, number>;
export const SERVER_TYPES = {
  welcome: 64,
  joined: 65,
  snapshot: 66,
  keyframe: 67,
  seats: 68,
  left: 69,
  pong: 70,
  error: 71,
  bye: 72,
} as const satisfies Record<ServerMessageType, number>;
