/**
 * Targets by token in Redis, as websockify's TokenRedis has them. What is read is kept for a moment, so that many clients who
 * come back at once do not all ask. Which addresses there are is token-source.ts, what a value means token-value.ts.
 */
import type { Redis } from '#redis';
import type { Logger } from '#process';
import type { Refused } from '../websocket/refusals.ts';
import { keep, RecentAnswers } from './recent-answers.ts';
import { parseTokenSource, type TokenSource } from './token-source.ts';
import { NOBODY, TOKEN_LENGTH_MAX, type Revocation, type TokenTarget, type TokenTargets } from './token-targets.ts';
import { inTurn, targetsOfValue, type NamedTarget } from './token-value.ts';

/** While Redis is away, targets of an index are used as they were: to know their names takes no secret. */
const LAST_KNOWN_MS = 60_000;
/** Targets of an index. */
const INDEX_MAX = 256;
/** Of these, how many are tried for one client. */
const TRIED_MAX = 4;
/** Keys of open tunnels that are asked for at a time, so that the answers for others come in between. */
const ROUND_KEYS_MAX = 256;
/** As long as an answer counts as new. */
const LOOK_EVERY_MS = 250;
/** Where no token is asked for during this time, no tunnel is watched. */
const UNUSED_MS = 8 * LOOK_EVERY_MS;
/** For the answer of the whole index: no token is empty. */
const ANY = '';

export class TokenRedis implements TokenTargets {
  readonly #source: TokenSource;
  readonly #redis: Promise<Redis>;
  readonly #started: Promise<unknown>;
  #closing: NodeJS.Timeout | undefined;
  /** By token. */
  readonly #answers = new RecentAnswers<readonly NamedTarget[]>();
  /** By token, what Redis said last. */
  readonly #lastKnown = new Map<string, { readonly atMs: number; readonly targets: readonly NamedTarget[] }>();

  /**
   * @param text of the setting `tokenRedis`
   * @param silenceMsMax how long Redis may take to answer, or to be there after the start of the bridge
   */
  constructor(text: string, silenceMsMax: number, log: Logger) {
    this.#source = parseTokenSource(text);
    // Only a bridge that has such a route loads ioredis.
    this.#redis = import('#redis').then(({ connectRedis }) =>
      connectRedis(this.#source.url, { name: 'bridge', log, silenceMsMax }),
    );
    this.#started = this.#redis.then((redis) => readyOrLate(redis, silenceMsMax));
  }

  /** With an index any client may have any target, and a token is only a name. */
  get isSecret(): boolean {
    return this.#source.index === null;
  }

  readonly revocation: Revocation = {
    everyMs: LOOK_EVERY_MS,
    roundsMin: 1,
    missing: (tokens) => this.#missing(tokens),
  };

  /** @param token null for any target of the index */
  async targetsOf(token: string | null): Promise<TokenTarget | Refused | null> {
    if (token !== null && (token === ANY || token.length > TOKEN_LENGTH_MAX)) return null;
    if (token === null && this.isSecret) return null;
    try {
      const targets = await this.#known(token ?? ANY);
      if (token !== null) {
        return targets.length === 0 ? null : { targets: targets.map(({ address }) => address), login: NOBODY };
      }
      if (targets.length === 0) return { refusal: 'target-unreachable', cause: 'no target is in the index' };
      return { targets: inTurn(targets, Math.random).slice(0, TRIED_MAX), login: NOBODY };
    } catch (error) {
      return { refusal: 'tokens-unavailable', cause: (error as Error).message };
    }
  }

  close(): void {
    clearTimeout(this.#closing);
    void this.#redis.then((redis) => redis.disconnect());
  }

  /** Closes it when nobody asks any more: tokens of open tunnels can still be revoked. */
  closeUnused(): void {
    this.#closing = setTimeout(() => this.close(), UNUSED_MS).unref();
  }

  /** @throws while Redis is away */
  async #known(token: string): Promise<readonly NamedTarget[]> {
    try {
      const targets = await this.#answers.of(token, () => (token === ANY ? this.#readAll() : this.#read([token])));
      // Names that nobody has would push out those that somebody has.
      if (targets.length === 0) this.#lastKnown.delete(token);
      else if (!this.isSecret) keep(this.#lastKnown, token, { atMs: performance.now(), targets });
      return targets;
    } catch (error) {
      const last = this.#lastKnown.get(token);
      if (last !== undefined && performance.now() - last.atMs < LAST_KNOWN_MS) return last.targets;
      throw error;
    }
  }

  async #read(tokens: readonly string[]): Promise<readonly NamedTarget[]> {
    await this.#started;
    return (await this.#values(tokens)).flatMap((value) => (value === null ? [] : targetsOfValue(value)));
  }

  async #values(tokens: readonly string[]): Promise<readonly (string | null)[]> {
    const { namespace } = this.#source;
    return (await this.#redis).mget(tokens.map((token) => `${namespace}${token}`));
  }

  async #missing(tokens: readonly string[]): Promise<readonly string[]> {
    this.#closing?.refresh();
    const missing: string[] = [];
    for (let from = 0; from < tokens.length; from += ROUND_KEYS_MAX) {
      const some = tokens.slice(from, from + ROUND_KEYS_MAX);
      const values = await this.#values(some);
      missing.push(...some.filter((_, at) => targetsOfValue(values[at] ?? '').length === 0));
    }
    return missing;
  }

  async #readAll(): Promise<readonly NamedTarget[]> {
    await this.#started;
    const tokens = await (await this.#redis).hkeys(this.#source.index!);
    return tokens.length === 0 ? [] : this.#read(tokens.slice(0, INDEX_MAX));
  }
}

/** The connections of one bridge: routes share them, and they stay when settings are read again. */
export class TokenRedisConnections {
  readonly #log: Logger;
  /** By the settings that they depend on. */
  readonly #open = new Map<string, TokenRedis>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @param text of the setting `tokenRedis` */
  of(text: string, lookUpTimeoutMs: number): TokenRedis {
    const key = `${lookUpTimeoutMs} ${text}`;
    const open = this.#open.get(key) ?? new TokenRedis(text, lookUpTimeoutMs, this.#log);
    this.#open.set(key, open);
    return open;
  }

  /** Closes all others, as soon as no open tunnel needs them. */
  keepOnly(used: ReadonlySet<TokenRedis>): void {
    for (const [key, tokens] of this.#open) {
      if (used.has(tokens)) continue;
      this.#open.delete(key);
      tokens.closeUnused();
    }
  }

  close(): void {
    for (const tokens of this.#open.values()) tokens.close();
    this.#open.clear();
  }
}

/** Clients who come while the bridge starts wait for its connection. */
function readyOrLate(redis: Redis, waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, waitMs);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    redis.once('ready', done);
    redis.once('end', done);
  });
}
