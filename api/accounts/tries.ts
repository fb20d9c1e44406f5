// Limits the tries to sign in: by address, and by account. The limit of an account does not apply to addresses from which its
// user is signed in, nor to passkeys: an attacker who uses it up does not lock the user out.

import { RequestLimits } from '#net';
import { ApiError } from '../http/errors.ts';

const OF_ADDRESS = { perSecond: 1 / 20, burst: 20 };
const OF_ACCOUNT = { perSecond: 1 / 60, burst: 30 };
const RETRY_AFTER_SECONDS = { address: 20, account: 60 };

export class Tries {
  private readonly addresses: RequestLimits;
  private readonly accounts: RequestLimits;
  private readonly nowMs: () => number;

  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
    this.addresses = new RequestLimits(nowMs(), OF_ADDRESS.perSecond, OF_ADDRESS.burst);
    this.accounts = new RequestLimits(nowMs(), OF_ACCOUNT.perSecond, OF_ACCOUNT.burst);
  }

  /** Counts a try of an address. @throws {ApiError} if it has none left */
  ofAddress(address: string): void {
    if (this.addresses.take(address, this.nowMs())) return;
    throw new ApiError('too-many-tries', { retryAfter: RETRY_AFTER_SECONDS.address });
  }

  /**
   * Counts a try for a name, whether there is such an account or not.
   * @throws {ApiError} if it has none left
   */
  ofAccount(nameKey: string, isFromKnownAddress: boolean): void {
    const isLeft = this.accounts.take(`name ${nameKey}`, this.nowMs());
    if (!isLeft && !isFromKnownAddress) {
      throw new ApiError('too-many-tries', { retryAfter: RETRY_AFTER_SECONDS.account });
    }
  }
}
