// The numbers of a deployment. Those of the wire are in protocol/limits.ts, those of a room's life in room-rules.ts.

import { defaultFrightTable } from '#simulation';

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

  /** On Linux the server takes 80 % of its limit of open files instead, where that is less. */
  readonly connectionsMax: number;
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
  /** Stays that wait for a lost player; past it the oldest is given up. */
  readonly absentSessionsMax: number;
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
  absentSessionsMax: 5000,
};

/** The defaults with some of them replaced, frozen. */
export function gameServerConfig(overrides: Partial<GameServerConfig> = {}): GameServerConfig {
  return Object.freeze({ ...DEFAULTS, ...overrides });
}
