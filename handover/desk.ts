// What the API answers to the operator's page, below /api/desk. Rooms, sessions, pictures and lines are those of control.ts.
//
//   POST login Credentials → Operator     POST logout     GET me → Operator
//   GET  live: events `history` History, then `sample` LiveNews once a second
//   GET  rooms?after=   rooms/CODE   sessions?search=&room=&after=   log?program=&node=&after=
//   GET  rooms/CODE/live?maze=: events `picture` RoomPicture, `gone` when the room has closed
//   POST kick   rooms/CODE/close   announce   drain → Done; drain takes the id of a node, or null for all
//   POST move { node, count } → Done
//   GET  bans?after= → BanPage   POST bans NewBan → Done   POST bans/ID/lift → Done
//   GET  audit?after= → AuditPage   failed?after= → FailedPage   failed/ID/replay: the file

import type { BanKind } from './directory.ts';

export interface Credentials {
  readonly token: string;
}

/** Who is signed in. */
export interface Operator {
  /** The name of the token. */
  readonly name: string;
}

/** One second, or the means of ten. Rates are by second; null where it is not known. */
export interface Sample {
  readonly atMs: number;
  readonly tickP50: number | null;
  readonly tickP99: number | null;
  readonly latenessP50: number | null;
  readonly latenessP99: number | null;
  readonly ticks: number;
  readonly ticksDropped: number;
  readonly players: number;
  readonly bots: number;
  readonly rooms: number;
  readonly connections: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly errors: number;
  /** Of one core. */
  readonly cpu: number;
  readonly rssBytes: number;
  readonly journalBytes: number;
  /** Finished matches that wait for the API. */
  readonly outboxCount: number;
}

export interface History {
  /** The last five minutes, by the second. */
  readonly recent: readonly Sample[];
  /** The last hour, by ten seconds. */
  readonly hour: readonly Sample[];
  readonly status: DeskStatus;
}

export interface LiveNews {
  /** Null while the game server does not answer. */
  readonly sample: Sample | null;
  /** Null unless ten seconds are complete. */
  readonly tenSeconds: Sample | null;
  readonly status: DeskStatus;
}

export interface DeskStatus {
  readonly gameServer: GameServerStatus;
  /** Null if the API does not know the bridge's admin port. */
  readonly bridge: BridgeStatus | null;
  /** The nodes that share a Redis, by id. Empty for a lone game server. */
  readonly nodes: readonly NodeStatus[];
}

/** One of several game servers that share a Redis. */
export interface NodeStatus {
  readonly id: string;
  /** False while it does not answer. Then all figures are 0, or null. */
  readonly isUp: boolean;
  readonly isDraining: boolean;
  readonly uptimeSeconds: number;
  readonly rooms: number;
  /** Rooms that it can still carry. */
  readonly free: number;
  readonly players: number;
  readonly bots: number;
  /** Of one core. Null before the second reading. */
  readonly cpu: number | null;
  readonly tickP99: number | null;
  /** Whether Redis takes what it writes. */
  readonly hasRedis: boolean;
  /** False while its rooms stand still. */
  readonly mayRun: boolean;
  /** Ticks that were shown before Redis had them, and rooms that it has taken over, since its start. */
  readonly ticksUnreplicated: number;
  readonly roomsTaken: number;
  readonly rules: number;
}

export interface GameServerStatus {
  readonly isUp: boolean;
  readonly isDraining: boolean;
  readonly uptimeSeconds: number;
  readonly disconnected: number;
  readonly roomsFailed: number;
  readonly journal: 'on' | 'off' | 'none';
  readonly journalFailures: number;
  readonly outboxOldestMs: number;
  readonly outboxFailures: number;
  readonly outboxDropped: number;
  readonly logLinesDropped: number;
  /** Errors in the last five minutes, the most frequent first. */
  readonly errors: readonly (readonly [code: string, count: number])[];
}

export interface BridgeStatus {
  readonly isUp: boolean;
  readonly tunnels: number;
  readonly bytesQueued: number;
}

export const DESK_PROGRAMS = ['game-server', 'api'] as const;
export type DeskProgram = (typeof DESK_PROGRAMS)[number];

/** What was done. */
export interface Done {
  /** False where the audit log could not be written; the program's log has a line in any case. */
  readonly isAudited: boolean;
  /** How many sessions were reached or ended. */
  readonly sessions?: number;
  /** How many rooms have gone to other nodes. */
  readonly rooms?: number;
}

export interface NewBan {
  readonly kind: BanKind;
  /** An IP address or network, a name, or the id of a user. */
  readonly value: string;
  readonly reason: string;
  /** Null for good. */
  readonly untilMs: number | null;
  /** The operator has confirmed the effects beyond the player that is meant. */
  readonly isConfirmed?: boolean;
}

export interface BanRow {
  readonly id: string;
  readonly kind: BanKind;
  readonly value: string;
  readonly reason: string;
  readonly untilMs: number | null;
  readonly by: string;
  readonly createdMs: number;
  readonly liftedMs: number | null;
}

export interface BanPage {
  readonly bans: readonly BanRow[];
  readonly after: string | null;
}

export interface AuditRow {
  readonly id: number;
  readonly atMs: number;
  /** Operator and address. */
  readonly who: string;
  readonly what: string;
  readonly on: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface AuditPage {
  readonly rows: readonly AuditRow[];
  readonly after: string | null;
}

export interface FailedMatch {
  readonly id: string;
  readonly mode: string;
  readonly endedMs: number;
  readonly rules: string;
  readonly score: number;
  readonly failure: string;
  readonly names: readonly string[];
  readonly hasReplay: boolean;
}

export interface FailedPage {
  readonly matches: readonly FailedMatch[];
  readonly after: string | null;
}
