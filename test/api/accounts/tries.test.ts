// How many tries there are to sign in, at a clock that stands still until it is moved.

import { expect, test } from 'vitest';
import { ApiError } from '../../../api/http/errors.ts';
import { Tries } from '../../../api/accounts/tries.ts';

/** @returns how many tries are left, and the seconds to wait after them */
function left(attempt: () => void): { tries: number; retryAfter: number | undefined } {
  for (let tries = 0; ; tries++) {
    try {
      attempt();
    } catch (error) {
      expect(error).toBeInstanceOf(ApiError);
      const { code, retryAfter } = error as ApiError;
      expect(code).toBe('too-many-tries');
      return { tries, retryAfter };
    }
  }
}

test('[AC12] an address has twenty tries, and one more every twenty seconds', () => {
  let nowMs = 1000;
  const tries = new Tries(() => nowMs);
  const of = (address: string) => left(() => tries.ofAddress(address));
  expect(of('192.0.2.1')).toEqual({ tries: 20, retryAfter: 20 });
  nowMs += 19_999;
  expect(of('192.0.2.1').tries).toBe(0);
  nowMs += 1;
  expect(of('192.0.2.1').tries).toBe(1);
  expect(of('192.0.2.2').tries).toBe(20);
});

test('[AC12] a name has thirty tries from strange addresses, and one more a minute; known addresses have no end', () => {
  let nowMs = 1000;
  const tries = new Tries(() => nowMs);
  const of = (name: string) => left(() => tries.ofAccount(name, false));
  expect(of('ann')).toEqual({ tries: 30, retryAfter: 60 });
  for (let i = 0; i < 100; i++) tries.ofAccount('ann', true);
  nowMs += 59_999;
  expect(of('ann').tries).toBe(0);
  nowMs += 1;
  expect(of('ann').tries).toBe(1);
  // A name is counted apart from an address that is written like it.
  tries.ofAddress('ann');
  expect(of('bob').tries).toBe(30);
});
