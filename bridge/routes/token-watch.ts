/**
 * Ends tunnels whose token has been revoked: asks in rounds about the tokens of all open tunnels of one route. The tokens
 * of a route are in token-targets.ts.
 */
import type { Revocation } from './token-targets.ts';

interface Watched {
  /** Rounds in a row in which it was missing. */
  missing: number;
  /** What ends each of its tunnels. */
  readonly ends: Set<() => void>;
}

export class TokenWatch {
  readonly #revocation: Revocation;
  readonly #watched = new Map<string, Watched>();
  #timer: NodeJS.Timeout | null = null;
  #isAsking = false;

  constructor(revocation: Revocation) {
    this.#revocation = revocation;
  }

  /**
   * @param onRevoked called once, when the token leads nowhere any more
   * @returns what stops it
   */
  watch(token: string, onRevoked: () => void): () => void {
    const watched = this.#watched.get(token) ?? { missing: 0, ends: new Set() };
    this.#watched.set(token, watched);
    watched.ends.add(onRevoked);
    this.#wait();
    return () => {
      watched.ends.delete(onRevoked);
      if (watched.ends.size > 0 || this.#watched.get(token) !== watched) return;
      this.#watched.delete(token);
      if (this.#watched.size > 0 || this.#timer === null) return;
      clearTimeout(this.#timer);
      this.#timer = null;
    };
  }

  /** The next round begins when this one is over, however long that takes. */
  #wait(): void {
    if (this.#timer !== null || this.#isAsking) return;
    this.#timer = setTimeout(() => void this.#round(), this.#revocation.everyMs);
  }

  async #round(): Promise<void> {
    this.#timer = null;
    this.#isAsking = true;
    const asked = [...this.#watched.keys()];
    try {
      const missing = new Set(await this.#revocation.missing(asked));
      for (const token of asked) this.#count(token, missing.has(token));
    } catch {
      // What cannot be told now may be told in the next round.
    }
    this.#isAsking = false;
    if (this.#watched.size > 0) this.#wait();
  }

  #count(token: string, isMissing: boolean): void {
    const watched = this.#watched.get(token);
    if (watched === undefined) return;
    watched.missing = isMissing ? watched.missing + 1 : 0;
    if (watched.missing < this.#revocation.roundsMin) return;
    this.#watched.delete(token);
    for (const end of watched.ends) end();
  }
}
