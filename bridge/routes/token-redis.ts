/**
 * Targets by token in Redis, as websockify's TokenRedis has them. What is read is kept for a moment, so that many clients who
 * come back at once do not all ask. Which addresses there are is token-source.ts, what a value means token-value.ts.
 */
import type { Redis } from '#redis';
import type { Logger } from '#process';
import type { TargetAddress } from '../target/address.ts';
import type { Refused } from '../websocket/refusals.ts';
import { parseTokenSource, type TokenSource } from './token-source.ts';
import { inTurn, targetOfValue, type NamedTarget } from './token-value.ts';

/** How long an answer of Redis counts as new. */
const FRESH_MS = 250;
/** While Redis is away, targets of an index are used as they were: to know their names takes no secret. */
const LAST_KNOWN_MS = 60_000;
/** Answers that are kept. The oldest is forgotten first. */
const ANSWERS_MAX = 4096;
/** A Redis that takes longer is away, also where look-ups may take longer. */
const SILENCE_MS_MAX = 2000;
/** Targets of an index. */
const INDEX_MAX = 256;
/** Of these, how many are tried for one client. */
const TRIED_MAX = 4;
/** Longer than any token, and shorter than a name that makes Redis work. */
const TOKEN_LENGTH_MAX = 512;
/** For the answer of the whole index: no token is empty. */
const ANY = '';

interface Answer {
  readonly askedMs: number;
  readonly targets: Promise<readonly NamedTarget[]>;
}

export class TokenRedis {
  readonly #source: TokenSource;
  readonly #redis: Promise<Redis>;
  readonly #started: Promise<unknown>;
  /** By token, the newest at the end. */
  readonly #answers = new Map<string, Answer>();
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

  /** Whether any client may have any target, and a token is only a name. */
  get isPublic(): boolean {
    return this.#source.index !== null;
  }

  /**
   * The targets to try in turn.
   * @param token null for any target of the index
   * @returns null where the token has none
   */
  async targetsOf(token: string | null): Promise<readonly TargetAddress[] | Refused | null> {
    if (token !== null && (token === ANY || token.length > TOKEN_LENGTH_MAX)) return null;
    if (token === null && !this.isPublic) return null;
    try {
      const targets = await this.#known(token ?? ANY);
      if (token !== null) return targets.length === 0 ? null : targets.map(({ address }) => address);
      if (targets.length === 0) return { refusal: 'target-unreachable', cause: 'no target is in the index' };
      return inTurn(targets, Math.random).slice(0, TRIED_MAX);
    } catch (error) {
      return { refusal: 'tokens-unavailable', cause: (error as Error).message };
    }
  }

  close(): void {
    void this.#redis.then((redis) => redis.disconnect());
  }

  /** @throws while Redis is away */
  async #known(token: string): Promise<readonly NamedTarget[]> {
    try {
      const targets = await this.#fresh(token).targets;
      // Names that nobody has would push out those that somebody has.
      if (targets.length === 0) this.#lastKnown.delete(token);
      else if (this.isPublic) keep(this.#lastKnown, token, { atMs: performance.now(), targets });
      return targets;
    } catch (error) {
      const last = this.#lastKnown.get(token);
      if (last !== undefined && performance.now() - last.atMs < LAST_KNOWN_MS) return last.targets;
      throw error;
    }
  }

  #fresh(token: string): Answer {
    const nowMs = performance.now();
    const known = this.#answers.get(token);
    if (known !== undefined && nowMs - known.askedMs < FRESH_MS) return known;
    const answer = { askedMs: nowMs, targets: token === ANY ? this.#readAll() : this.#read([token]) };
    keep(this.#answers, token, answer);
    return answer;
  }

  async #read(tokens: readonly string[]): Promise<readonly NamedTarget[]> {
    await this.#started;
    const { namespace } = this.#source;
    const values = await (await this.#redis).mget(tokens.map((token) => `${namespace}${token}`));
    return values.flatMap((value) => (value === null ? [] : (targetOfValue(value) ?? [])));
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
    const open = this.#open.get(key) ?? new TokenRedis(text, Math.min(lookUpTimeoutMs, SILENCE_MS_MAX), this.#log);
    this.#open.set(key, open);
    return open;
  }

  /** Closes all others. */
  keepOnly(used: ReadonlySet<TokenRedis>): void {
    for (const [key, tokens] of this.#open) {
      if (used.has(tokens)) continue;
      this.#open.delete(key);
      tokens.close();
    }
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

function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > ANSWERS_MAX && oldest !== undefined) map.delete(oldest);
}
