// How long sessions wait for Redis and for other nodes.

export interface SessionWaits {
  /** For one answer of Redis. Without one a session is not moved. */
  readonly answerMs: number;
  /** For an answer about a name. After that Redis counts as away. */
  readonly nameMs: number;
  /** How long a `hello` waits for its session: longer than a takeover takes. */
  readonly findMs: number;
  /** How long the new owner of a room takes at most to restore it: sessions that it has not got by then were left out. */
  readonly restoreMs: number;
  /** After so long without an answer a claim may count as that of a dead node. */
  readonly claimMs: number;
}

export const SESSION_WAITS: SessionWaits = {
  answerMs: 1000,
  nameMs: 300,
  findMs: 3000,
  restoreMs: 2000,
  claimMs: 2000,
};
