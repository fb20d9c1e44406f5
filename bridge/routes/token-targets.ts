/**
 * Where the tokens of a route lead: files, folders, Redis, an HTTP server, or the tokens themselves. route-table.ts takes
 * the token from the request, and token-watch.ts ends the tunnels of tokens that lead nowhere any more.
 */
import type { TargetAddress } from '../target/address.ts';
import type { Refused } from '../websocket/refusals.ts';
import type { Login } from './auth.ts';

export interface TokenTargets {
  /** Whether to know a token is what gives the right to connect. */
  readonly isSecret: boolean;
  /**
   * The targets to try in turn.
   * @param token null where the client has none
   * @returns null where the token leads nowhere
   */
  targetsOf(token: string | null): Promise<TokenTarget | Refused | null>;
  /** Null where a token cannot be taken back. */
  readonly revocation: Revocation | null;
}

export interface TokenTarget {
  readonly targets: readonly TargetAddress[];
  /** What a signed token says about its bearer. */
  readonly login: Login;
}

export interface Revocation {
  /** Between two rounds. */
  readonly everyMs: number;
  /** Rounds in a row in which a token must be missing: a file may be read while it is written. */
  readonly roundsMin: number;
  /**
   * Those of the tokens that lead nowhere.
   * @throws while this cannot be told: then nothing is revoked
   */
  missing(tokens: readonly string[]): Promise<readonly string[]>;
}

/** Of tokens that say nothing about their bearer. */
export const NOBODY: Login = Object.freeze({ user: null, expiresAtMs: null });

/** Longer than any token but signed ones, and shorter than what makes a server work. */
export const TOKEN_LENGTH_MAX = 512;
