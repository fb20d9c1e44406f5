// The tokens that resume sessions. A session has one token, or two until the client has shown that it got the newest.

import type { Rng } from '../clock.ts';
import { digestOf, newToken } from './secret.ts';

export class Tokens<Holder extends object> {
  private readonly rng: Rng;
  /** By the digest of a token. */
  private readonly holders = new Map<string, Holder>();
  /** The digests of each holder's tokens, newest last. */
  private readonly digests = new Map<Holder, readonly string[]>();

  constructor(rng: Rng) {
    this.rng = rng;
  }

  /** Tokens that are valid now. */
  get count(): number {
    return this.holders.size;
  }

  holderOf(token: string): Holder | null {
    return this.holders.get(digestOf(token)) ?? null;
  }

  /**
   * A new token. The used one stays valid until `confirm`, because the new one may be lost together with its connection.
   * @param used '' for none. If it is no token of this holder, such as a ticket of another node, the newest one stays valid.
   */
  renew(holder: Holder, used: string): string {
    const usedDigest = digestOf(used);
    const kept = this.holders.get(usedDigest) === holder ? usedDigest : this.digests.get(holder)?.at(-1);
    this.revoke(holder, kept ?? '');
    const token = newToken(this.rng);
    const digest = digestOf(token);
    this.holders.set(digest, holder);
    this.digests.set(holder, kept === undefined ? [digest] : [kept, digest]);
    return token;
  }

  /** The client has its newest token: from now on only that one is valid. */
  confirm(holder: Holder): void {
    const newest = this.digests.get(holder)!.at(-1)!;
    this.revoke(holder, newest);
    this.digests.set(holder, [newest]);
  }

  /** The digests of its valid tokens, newest last. */
  digestsOf(holder: Holder): readonly string[] {
    return this.digests.get(holder) ?? [];
  }

  /** Makes these tokens valid. @param digests newest last */
  restore(holder: Holder, digests: readonly string[]): void {
    for (const digest of digests) this.holders.set(digest, holder);
    this.digests.set(holder, digests);
  }

  forget(holder: Holder): void {
    this.revoke(holder, '');
    this.digests.delete(holder);
  }

  /** @param except the digest of a token that stays valid */
  private revoke(holder: Holder, except: string): void {
    for (const digest of this.digests.get(holder) ?? []) if (digest !== except) this.holders.delete(digest);
  }
}
