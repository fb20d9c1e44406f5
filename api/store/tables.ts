// All tables, as queries see them. What they look like in a database is migrations/; the two change together.
// Times are milliseconds since 1970, booleans are 0 or 1, `json` columns hold JSON text.

import type { Generated } from 'kysely';
import type { BanKind, MatchKind, RatingPool, UserKind } from '#handover';

export type MatchState = 'waiting' | 'verified' | 'failed';

interface UserTable {
  id: string;
  kind: UserKind;
  name: string;
  /** The name as it is compared: equal names have one key. */
  name_key: string;
  /** The name as it looks: look-alikes have one skeleton. Unique among persons and bots that are not deleted. */
  skeleton: string;
  /** The person whose bot it is. */
  owner_id: string | null;
  created_ms: number;
  renamed_ms: number | null;
  seen_ms: number;
  deleted_ms: number | null;
  /** Whether others may not see the list of matches. */
  history_hidden: Generated<number>;
}

/** The secret that a page keeps for its guest, hashed. */
interface DeviceTable {
  hash: string;
  user_id: string;
}

interface PasswordTable {
  user_id: string;
  salt: Uint8Array;
  hash: Uint8Array;
  params: string;
}

interface PasskeyTable {
  id: string;
  user_id: string;
  public_key: Uint8Array;
  counter: number;
  /** JSON: a list of words. */
  transports: string;
  name: string;
  created_ms: number;
}

interface RecoveryTable {
  user_id: string;
  hash: string;
}

interface LoginTable {
  /** Of the cookie. */
  hash: string;
  user_id: string;
  created_ms: number;
  seen_ms: number;
  address: string;
  agent: string;
}

/** A name that its user has changed, and that nobody else may claim for a while. */
interface OldNameTable {
  skeleton: string;
  user_id: string;
  until_ms: number;
}

interface BotTokenTable {
  id: string;
  user_id: string;
  /** Counts from 1. */
  version: number;
  revoked_ms: number | null;
}

interface MatchTable {
  /** 32 hexadecimal digits, drawn when the match starts. */
  id: string;
  /** Of two results with one id, the one with the higher epoch counts. */
  epoch: number;
  mode: string;
  variant: string | null;
  /** The version of the rules. */
  rules: string;
  /** JSON. */
  settings: string;
  seed: number;
  level: number;
  score: number;
  ticks: number;
  ended_ms: number;
  /** The game server that ran it. */
  node: string;
  kind: MatchKind;
  daily_date: string | null;
  state: MatchState;
  /** Why it failed. */
  failure: string | null;
  listed: number;
  /** Whether its settings are those of the main tables. */
  plain: number;
  /** Of what was handed over. */
  bytes: number;
  /** SHA-256 of it, in hexadecimal digits. */
  digest: Generated<string>;
}

interface MatchSeatTable {
  match_id: string;
  /** Counts from 0: players who had one seat, one after another, have a row each. */
  position: Generated<number>;
  seat: number;
  user_id: string | null;
  name: string;
  driver: string;
  version: string | null;
  place: number | null;
  score: number;
  /** JSON. */
  stats: string;
  /** Whether the player had the seat for the whole match, and steered it. */
  whole: number;
  /** That of the match, by which a history is ordered. */
  ended_ms: number;
}

/** What was handed over of matches that wait, or could not be played again. */
interface MatchQueueTable {
  match_id: string;
  /** `finished`: as a game server sends it. `replay`: a gzipped replay file. */
  form: 'finished' | 'replay';
  bytes: Uint8Array;
}

interface MatchLogTable {
  match_id: string;
  /** The replay file, compressed by gzip. */
  replay: Uint8Array;
}

/** The best result of a user on a board in a period: the rows of the leaderboards. */
interface BestTable {
  pool: RatingPool;
  board: string;
  /** `all`, a month `2026-11`, a week `2026-W49` or a day `2026-11-30`. */
  period: string;
  mode: string;
  user_id: string;
  /** What the board is ordered by; of a rating, hundredths of the low end. */
  value: number;
  score: number;
  level: number;
  match_id: string;
  ended_ms: number;
  offline: number;
}

/** How many rows of `best` have a value, or values of a range: the places of a table are counted in it. */
interface BestCountTable {
  pool: RatingPool;
  board: string;
  period: string;
  mode: string;
  /** The length of the ranges: 1 for single values, or 1000. */
  step: number;
  /** The value divided by `step`, rounded down. */
  value: number;
  users: number;
}

/** What a user did in all verified matches of a mode. */
interface TotalTable {
  user_id: string;
  mode: string;
  matches: number;
  won: number;
  ticks: number;
  last_ms: number;
  /** JSON: sums of what is counted for a seat, and the best chain. */
  counts: string;
}

interface RatingTable {
  pool: RatingPool;
  mode: string;
  user_id: string;
  mu: number;
  sigma: number;
  games: number;
  changed_ms: number;
}

interface RatingChangeTable {
  match_id: string;
  user_id: string;
  /** JSON: the rating before and after. */
  before: string;
  after: string;
}

interface DailyTryTable {
  /** A UTC date, `2026-11-30`. */
  date: string;
  mode: string;
  user_id: string;
  match_id: string;
  started_ms: number;
}

interface BanTable {
  id: string;
  kind: BanKind;
  value: string;
  reason: string;
  until_ms: number | null;
  by: string;
  created_ms: number;
  lifted_ms: number | null;
}

interface AuditTable {
  /** Consecutive: `nextOf(transaction, 'audit')` of counter.ts. */
  id: number;
  at_ms: number;
  who: string;
  what: string;
  on: string;
  /** JSON. */
  details: string;
}

/** The newest state of each key that game servers must know; change-feed.ts writes it. */
interface ChangeTable {
  seq: number;
  kind: string;
  key: string;
  /** JSON, null for a key that is gone. */
  value: string | null;
}

/** Consecutive numbers, by name. */
interface CounterTable {
  name: string;
  value: number;
}

export interface Database {
  counter: CounterTable;
  user: UserTable;
  device: DeviceTable;
  password: PasswordTable;
  passkey: PasskeyTable;
  recovery: RecoveryTable;
  login: LoginTable;
  old_name: OldNameTable;
  bot_token: BotTokenTable;
  match: MatchTable;
  match_seat: MatchSeatTable;
  match_queue: MatchQueueTable;
  match_log: MatchLogTable;
  best: BestTable;
  best_count: BestCountTable;
  total: TotalTable;
  rating: RatingTable;
  rating_change: RatingChangeTable;
  daily_try: DailyTryTable;
  ban: BanTable;
  audit: AuditTable;
  change: ChangeTable;
}
