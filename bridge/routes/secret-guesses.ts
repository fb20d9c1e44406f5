/**
 * Limits how many wrong secrets one address may send: passwords, signed tokens, tokens that name a target. auth.ts and
 * route-table.ts check the secrets; upgrade.ts and pages.ts answer the refusals.
 *
 *     begin ──▶ known      was right before: always accepted, or one guesser would lock out all clients of an address
 *          ├──▶ repeated   was wrong before: a page that repeats one secret is not guessing, so this is not counted
 *          ├──▶ waits      refused: too many wrong ones from the address, or too many that are being checked
 *          └──▶ open       is checked; `right`, `wrong` or `dropped` must follow
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ClientAddress } from '../http/client-address.ts';
import { networkOf } from '#net';

/** Wrong ones without a delay: typing errors. */
const FREE_FAILURES = 5;
/** The delay after the last of these; it doubles with each further one, up to the longest. */
const FIRST_DELAY_MS = 1000;
const DELAY_MS_MAX = 60_000;
/** After this long without a wrong one an address starts anew. */
const FORGET_MS = 10 * 60_000;
/** Addresses whose failures are remembered. The one without an attempt for longest is forgotten first. */
const NETWORKS_MAX = 16_384;
/** Wrong secrets of one address that are recognised when they come again. */
const REPEATED_MAX = 8;
/** Secrets that were right, of all addresses together. */
const KNOWN_MAX = 4096;

/**
 * The answer to an attempt. With `waits`, the next one is checked after this many whole seconds; where it is for others that
 * are being checked, and these are right, sooner.
 */
export type Attempt =
  | { readonly name: 'known' | 'repeated' | 'open' }
  | { readonly name: 'waits'; readonly seconds: number; readonly isForOthers?: true };

/** The guesses of one caller. A secret is any text; what it is for belongs to it, so that it is known only there. */
export interface Guesses {
  /** After `open` one of the others must follow; after `known` and `repeated` it may. */
  begin(secret: string): Attempt | Promise<Attempt>;
  right(secret: string): void;
  wrong(secret: string): void;
  /** It could not be checked. */
  dropped(secret: string): void;
}

/** Guesses that are counted here. */
export interface OwnGuesses extends Guesses {
  begin(secret: string): Attempt;
}

/** Of a client, what guesses are counted by. */
type Guesser = Partial<ClientAddress> & Pick<ClientAddress, 'address'>;

/** The guesses of all callers: those of one process, or of several together. */
export interface GuessCounts {
  of(client: Guesser): Guesses;
}

interface Failures {
  count: number;
  lastMs: number;
  waitsUntilMs: number;
  /** Digests of secrets that are being looked at. */
  readonly open: Set<string>;
  /** Digests of the last wrong ones, oldest first. */
  readonly repeated: Set<string>;
}

export class SecretGuesses implements GuessCounts {
  readonly #now: () => number;
  readonly #onWrong: () => void;
  /** Makes the digests of secrets worthless outside of this process. */
  readonly #key = randomBytes(32);
  /** By IPv4 address or IPv6 /64, the one that tried last at the end. */
  readonly #failures = new Map<string, Failures>();
  /** Digests, the one used last at the end. */
  readonly #known = new Set<string>();

  /**
   * @param onWrong called for each wrong secret that counts
   * @param now a clock in milliseconds that never goes back
   */
  constructor(onWrong: () => void = () => {}, now: () => number = () => performance.now()) {
    this.#onWrong = onWrong;
    this.#now = now;
  }

  /** Clients of this machine are counted too: they may come through a proxy that --trust does not name. */
  of({ address }: Guesser): OwnGuesses {
    const network = networkOf(address);
    return {
      begin: (secret) => this.#begin(network, this.#digest(secret)),
      right: (secret) => this.#right(network, this.#digest(secret)),
      wrong: (secret) => this.#wrong(network, this.#digest(secret)),
      dropped: (secret) => this.#close(network, this.#digest(secret)),
    };
  }

  #digest(secret: string): string {
    return createHmac('sha256', this.#key).update(secret).digest('base64');
  }

  #begin(network: string, digest: string): Attempt {
    if (this.#known.has(digest)) return { name: 'known' };
    const failures = this.#failuresOf(network);
    if (failures.repeated.has(digest)) return { name: 'repeated' };
    if (failures.open.has(digest)) return { name: 'open' };
    const waitMs = failures.waitsUntilMs - this.#now();
    if (waitMs > 0) return { name: 'waits', seconds: Math.ceil(waitMs / 1000) };
    // Secrets that are being checked count as wrong, because all of them could be.
    const openMax = Math.max(1, FREE_FAILURES - failures.count);
    if (failures.open.size >= openMax) return { name: 'waits', seconds: 1, isForOthers: true };
    failures.open.add(digest);
    return { name: 'open' };
  }

  #right(network: string, digest: string): void {
    this.#close(network, digest);
    moveToEnd(this.#known, digest, KNOWN_MAX);
  }

  #wrong(network: string, digest: string): void {
    this.#known.delete(digest);
    const failures = this.#failuresOf(network);
    failures.open.delete(digest);
    if (failures.repeated.has(digest)) return;
    const nowMs = this.#now();
    failures.count += 1;
    failures.lastMs = nowMs;
    const past = failures.count - FREE_FAILURES;
    if (past >= 0) failures.waitsUntilMs = nowMs + Math.min(FIRST_DELAY_MS * 2 ** past, DELAY_MS_MAX);
    moveToEnd(failures.repeated, digest, REPEATED_MAX);
    this.#onWrong();
  }

  #close(network: string, digest: string): void {
    this.#failures.get(network)?.open.delete(digest);
  }

  /** Of an address that is new, or was not wrong for long, none; it is now the last that is forgotten. */
  #failuresOf(network: string): Failures {
    const known = this.#failures.get(network);
    this.#failures.delete(network);
    const isForgotten = known === undefined || this.#now() - known.lastMs > FORGET_MS;
    const failures = isForgotten
      ? { count: 0, lastMs: this.#now(), waitsUntilMs: 0, open: new Set<string>(), repeated: new Set<string>() }
      : known;
    this.#failures.set(network, failures);
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > NETWORKS_MAX && oldest !== undefined) this.#failures.delete(oldest);
    return failures;
  }
}

function moveToEnd(set: Set<string>, value: string, sizeMax: number): void {
  set.delete(value);
  set.add(value);
  const [oldest] = set;
  if (set.size > sizeMax && oldest !== undefined) set.delete(oldest);
}

/** In the same time for all that are wrong. */
export function isSameSecret(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(first!, second!);
}
