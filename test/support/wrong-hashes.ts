// A client on the log stream must come to the server's World: a wrong hash in any client of a test fails the test.
// vitest.config.ts loads this file before the tests.

import { afterEach } from 'vitest';
import { KeyframeRequest } from '../../client/keyframe-request.ts';

/** The ticks of wrong hashes since the test began. */
let ticks: number[] = [];
let areAllowed = false;

const { wrongHash } = KeyframeRequest.prototype;
KeyframeRequest.prototype.wrongHash = function (tick: number): void {
  ticks.push(tick);
  wrongHash.call(this, tick);
};

afterEach(() => {
  const wrong = takeWrongHashes();
  const isFault = wrong.length > 0 && !areAllowed;
  areAllowed = false;
  if (isFault) throw new Error(`a client had another World than the server after the ticks ${wrong.join()}`);
});

/** For a test that changes the server's World beside its log: until its end they fail nothing. */
export function allowWrongHashes(): void {
  areAllowed = true;
}

/** For a test that provokes them. @returns the ticks of the wrong hashes so far, which fail nothing then */
export function takeWrongHashes(): number[] {
  const taken = ticks;
  ticks = [];
  return taken;
}
