// The numbers of a deployment. Those of the wire are in protocol/limits.ts, those of a room's life in room-rules.ts.

import { defaultFrightTable } from '#simulation';
import type { BudgetConfig } from './limits/budget.ts';

export interface GameServerConfig {
  /** Address to listen on; '::' takes IPv4 and IPv6. Port 0 picks a free one. */
  readonly host: string;
  readonly port: number;
  readonly adminHost: string;
  readonly adminPort: number;
  /** HTTP for everybody: the list of rooms. The bridge passes /api on to it. */
  readonly publicHost: string;
  /** Null for none. */
  readonly publicPort: number | null;

  /** On Linux less, where the limit of open files asks for it: see descriptor-budget.ts. So are the next three. */
  readonly connectionsMax: number;
  /** Connections kept a moment beyond the limit, so that they can be told in order why they are refused. */
  readonly refusalsMax: number;
  /** Operators' connections at a time: nobody but them has business on the admin port. */
  readonly adminConnectionsMax: number;
  /** The same on the public port: the bridge takes most of them, a caller needs one. */
  readonly publicConnectionsMax: number;
  /** Counted by address; IPv6 by its /64. */
  readonly connectionsPerAddressMax: number;
  readonly newConnectionsPerAddressPerSecond: number;
  readonly newConnectionsPerAddressBurst: number;
  /** Networks that the three limits by address leave alone, as CIDR. */
  readonly exemptNetworks: readonly string[];
  /** Networks whose connections may begin with a PROXY header, and whose X-Forwarded-For is believed, as CIDR. */
  readonly proxyNetworks: readonly string[];
  /** Connections that have not said hello; past it the oldest is reset. */
  readonly greetingsMax: number;

  readonly helloTimeoutMs: number;
  readonly frameTimeoutMs: number;
  /** How long a closing connection may take to read its last message. */
  readonly closeTimeoutMs: number;

  readonly messagesPerSecond: number;
  readonly messagesBurst: number;
  readonly messagesDroppedMax: number;
  /** Messages decoded for one connection in one turn of the event loop. */
  readonly messagesPerTurnMax: number;

  /** Bytes queued for a client above which it gets no more snapshots. */
  readonly queuedBytesHighWater: number;
  readonly queuedBytesMax: number;
  /** Ticks, beside its round trip, that a client may be behind and still get snapshots. */
  readonly behindTicksMax: number;
  /** How long the last tick a client has seen may stand still, and how long anything may be queued for it. */
  readonly standstillMsMax: number;

  readonly catchUpTicksMax: number;
  /** Deadlines are looked at once every so many ticks. */
  readonly sweepIntervalTicks: number;
  readonly roomsMax: number;
  /** Turns of frightened ghosts in all matches, 8192 directions 0..3. */
  readonly frightTable: Uint8Array;
  /** What part of these is kept for quick play. */
  readonly quickPlayRoomsShare: number;
  /** Stays that wait for a lost player; past it the oldest is given up. */
  readonly absentSessionsMax: number;

  /** What one session may cost. Past it what it asks for is refused. */
  readonly budget: BudgetConfig;
  /** What all sessions of one address together may cost, in budgets of one session. */
  readonly budgetsPerAddress: number;
  /** Messages refused because a budget is spent, past which the client is closed for a flood. */
  readonly refusalsPerSecond: number;
  readonly refusalsBurst: number;
  /** By address; on exempt networks by session, as all of the following. */
  readonly roomsPerAddressMax: number;
  readonly roomsOpenedPerSecond: number;
  readonly roomsOpenedBurst: number;
  readonly watchersPerAddressMax: number;
  readonly absentSessionsPerAddressMax: number;
  /** Tokens that nobody has, shown in `hello`. */
  readonly tokenFailuresPerSecond: number;
  readonly tokenFailuresBurst: number;
}

const LOOPBACK = ['127.0.0.0/8', '::1/128'] as const;

const DEFAULTS: GameServerConfig = {
  host: '0.0.0.0',
  port: 1980,
  adminHost: '127.0.0.1',
  adminPort: 1981,
  publicHost: '127.0.0.1',
  publicPort: null,

  connectionsMax: 10_000,
  refusalsMax: 128,
  adminConnectionsMax: 64,
  publicConnectionsMax: 256,
  connectionsPerAddressMax: 32,
  newConnectionsPerAddressPerSecond: 10,
  newConnectionsPerAddressBurst: 40,
  exemptNetworks: LOOPBACK,
  proxyNetworks: LOOPBACK,
  greetingsMax: 512,

  helloTimeoutMs: 5000,
  frameTimeoutMs: 5000,
  closeTimeoutMs: 2000,

  messagesPerSecond: 120,
  messagesBurst: 240,
  messagesDroppedMax: 480,
  messagesPerTurnMax: 64,

  queuedBytesHighWater: 64 * 1024,
  queuedBytesMax: 256 * 1024,
  behindTicksMax: 30,
  standstillMsMax: 5000,

  catchUpTicksMax: 5,
  sweepIntervalTicks: 15,
  roomsMax: 2500,
  frightTable: defaultFrightTable,
  quickPlayRoomsShare: 0.2,
  absentSessionsMax: 5000,

  // Half a percent of a core. The burst of bytes lets the host of a room with 100 watchers begin eight matches.
  budget: { workUsPerSecond: 5000, workUsBurst: 50_000, bytesPerSecond: 40 * 1024, bytesBurst: 2 * 1024 * 1024 },
  budgetsPerAddress: 4,
  refusalsPerSecond: 2,
  refusalsBurst: 240,
  // As many as connections: everybody in a school may play `classic` at once.
  roomsPerAddressMax: 32,
  roomsOpenedPerSecond: 0.5,
  roomsOpenedBurst: 40,
  watchersPerAddressMax: 25,
  absentSessionsPerAddressMax: 32,
  // After a restart of the server all clients of an address show a token that it does not know.
  tokenFailuresPerSecond: 0.5,
  tokenFailuresBurst: 64,
};

/** The defaults with some of them replaced, frozen. */
export function gameServerConfig(overrides: Partial<GameServerConfig> = {}): GameServerConfig {
  return Object.freeze({ ...DEFAULTS, ...overrides });
}
