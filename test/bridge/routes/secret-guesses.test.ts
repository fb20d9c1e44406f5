import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SecretGuesses } from '../../../bridge/routes/secret-guesses.ts';
import { waitingGuesses } from '../../../bridge/routes/waiting-guesses.ts';

const caller = (address: string) => ({ address, port: 0, forwarded: true });

function onClock() {
  const clock = { nowMs: 0, counted: 0 };
  const guesses = new SecretGuesses(
    () => (clock.counted += 1),
    () => clock.nowMs,
  );
  const from = (address: string) => guesses.of(caller(address));
  /** How it goes with a wrong secret: `open`, `repeated`, or the seconds to wait. */
  const guess = (address: string, secret: string) => {
    const attempt = from(address).begin(secret);
    if (attempt.name === 'waits') return attempt.seconds;
    from(address).wrong(secret);
    return attempt.name;
  };
  return { clock, from, guess };
}

test('[B23] five failures are free, then each doubles the delay up to a minute', () => {
  const { clock, guess } = onClock();
  for (let each = 0; each < 5; each += 1) expect(guess('192.0.2.1', `free ${each}`)).toBe('open');
  for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60, 60]) {
    expect(guess('192.0.2.1', `too early ${clock.nowMs}`)).toBe(seconds);
    clock.nowMs += seconds * 1000 - 1;
    expect(guess('192.0.2.1', `next ${clock.nowMs}`)).toBe(1);
    clock.nowMs += 1;
    expect(guess('192.0.2.1', `next ${clock.nowMs}`)).toBe('open');
  }
  expect(clock.counted).toBe(14);
});

test('[B23] whoever guesses all the time gets about one guess a minute, 1,450 a day', () => {
  const { clock, guess } = onClock();
  let guessed = 0;
  for (; clock.nowMs < 24 * 60 * 60_000; clock.nowMs += 250)
    if (guess('192.0.2.1', `${clock.nowMs}`) === 'open') guessed += 1;
  expect(guessed).toBeGreaterThan(1400);
  expect(guessed).toBeLessThan(1460);
});

test('[B23] a refused attempt does not make the wait longer, and ten minutes without a failure end it all', () => {
  const { clock, from, guess } = onClock();
  for (let each = 0; each < 8; each += 1) {
    clock.nowMs += 8000;
    expect(guess('192.0.2.1', `wrong ${each}`)).toBe('open');
  }
  for (let each = 0; each < 1000; each += 1) from('192.0.2.1').begin(`more ${each}`);
  expect(guess('192.0.2.1', 'more')).toBe(8);
  clock.nowMs += 10 * 60_000 + 1;
  for (let each = 0; each < 5; each += 1) expect(guess('192.0.2.1', `again ${each}`)).toBe('open');
});

test('[B23] addresses are counted each by itself, IPv6 by /64', () => {
  const { guess } = onClock();
  for (let each = 0; each < 5; each += 1) expect(guess(`2001:db8::${each}`, `${each}`)).toBe('open');
  expect(guess('2001:db8::ffff', 'more')).toBe(1);
  expect(guess('2001:db8:0:1::1', 'more')).toBe('open');
  expect(guess('192.0.2.1', 'more')).toBe('open');
});

test('[B23] the same wrong secret again is not counted, and a right one is never held up, even by a right login in between', () => {
  const { clock, from, guess } = onClock();
  from('192.0.2.1').begin('right');
  from('192.0.2.1').right('right');
  for (let each = 0; each < 100; each += 1) guess('192.0.2.1', 'stale');
  expect(clock.counted).toBe(1);
  for (let each = 0; each < 4; each += 1) guess('192.0.2.1', `${each}`);
  expect(guess('192.0.2.1', 'new')).toBe(1);
  expect(from('192.0.2.1').begin('stale').name).toBe('repeated');
  expect(from('192.0.2.1').begin('right').name).toBe('known');
  from('192.0.2.1').right('right');
  expect(guess('192.0.2.1', 'new')).toBe(1);
});

test('[B23] a secret that was right and is wrong now is not known any more', () => {
  const { clock, from, guess } = onClock();
  from('192.0.2.1').right('revoked');
  expect(guess('192.0.2.1', 'revoked')).toBe('known');
  expect(from('192.0.2.1').begin('revoked').name).toBe('repeated');
  expect(from('192.0.2.2').begin('revoked').name).toBe('open');
  expect(clock.counted).toBe(1);
});

test('[B23] those under way count as if they were wrong, the same one once', () => {
  const { clock, from, guess } = onClock();
  const { begin, dropped, wrong } = from('192.0.2.1');
  const names = (secrets: readonly string[]) => secrets.map((secret) => begin(secret).name);
  for (let each = 0; each < 3; each += 1) expect(guess('192.0.2.1', `${each}`)).toBe('open');
  expect(names(['a', 'a', 'b', 'a', 'c', 'b'])).toEqual(['open', 'open', 'open', 'open', 'waits', 'open']);
  dropped('a');
  expect(names(['c', 'a'])).toEqual(['open', 'waits']);
  wrong('b');
  wrong('c');
  expect(begin('d')).toEqual({ name: 'waits', seconds: 1 });
  clock.nowMs += 1000;
  expect(names(['d', 'd', 'e'])).toEqual(['open', 'open', 'waits']);
  expect(clock.counted).toBe(5);
});

test('[B23] addresses and accepted secrets are kept up to a maximum', () => {
  const { from, guess } = onClock();
  for (let each = 0; each < 5; each += 1) guess('198.51.100.1', `${each}`);
  for (let each = 0; each < 16_384; each += 1) guess(`10.0.${each >> 8}.${each & 0xff}`, 'x');
  expect(guess('198.51.100.1', 'forgotten')).toBe('open');
  for (let each = 0; each < 4; each += 1) guess('198.51.100.1', `${each}`);
  // Whoever goes on trying is not forgotten for those who do not.
  for (let each = 0; each < 2 * 16_384; each += 1) {
    guess(`10.0.${(each >> 8) & 0xff}.${each & 0xff}`, `${each}`);
    if (each % 16_000 === 0) expect(guess('198.51.100.1', 'more')).toBe(1);
  }
  expect(guess('198.51.100.1', 'more')).toBe(1);
  for (let each = 0; each < 4097; each += 1) from('192.0.2.1').right(`${each}`);
  expect(from('192.0.2.1').begin('0').name).toBe('open');
  expect(from('192.0.2.1').begin('1').name).toBe('known');
});

test('[B23] whatever callers do, no address has more wrong secrets than its delays allow', () => {
  const step = fc.record({
    address: fc.constantFrom('192.0.2.1', '192.0.2.2'),
    secret: fc.nat(30),
    end: fc.constantFrom('wrong', 'right', 'dropped', 'later'),
    pauseMs: fc.constantFrom(0, 0, 0, 100, 1000, 5000),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const { clock, from } = onClock();
      const failed = new Map<string, number[]>();
      for (const { address, secret, end, pauseMs } of steps) {
        clock.nowMs += pauseMs;
        const guesses = from(address);
        // Numbers below 3 are right.
        const isRight = secret < 3;
        if (guesses.begin(`${secret}`).name !== 'open' || end === 'later') continue;
        if (end === 'dropped') guesses.dropped(`${secret}`);
        else if (isRight) guesses.right(`${secret}`);
        else {
          guesses.wrong(`${secret}`);
          failed.set(address, [...(failed.get(address) ?? []), clock.nowMs]);
        }
      }
      for (const times of failed.values()) {
        for (let index = 5; index < times.length; index += 1) {
          const delayMs = Math.min(1000 * 2 ** (index - 5), 60_000);
          expect(times[index]! - times[index - 1]!).toBeGreaterThanOrEqual(delayMs);
        }
      }
    }),
  );
});

test('[B23] an address is forgotten after more than ten minutes, not at ten minutes', () => {
  for (const [passedMs, outcome] of [
    [10 * 60_000, 'waits'],
    [10 * 60_000 + 1, 'open'],
  ] as const) {
    const { clock, from, guess } = onClock();
    // Sixty failures: each one a minute after the last.
    for (let each = 0; each < 60; each += 1) {
      guess('192.0.2.1', `${each}`);
      clock.nowMs += 60_000;
    }
    clock.nowMs += passedMs - 60_000;
    guess('192.0.2.1', 'one more');
    expect(from('192.0.2.1').begin('and another').name).toBe(outcome);
  }
});

test('[B23] a secret waits while others of its address are being looked at, and no longer than three seconds', async () => {
  const { clock, from, guess } = onClock();
  const pauses: number[] = [];
  let whilePaused = () => {};
  const waiting = waitingGuesses({ of: ({ address }) => from(address) }, async (ms) => {
    pauses.push(ms);
    whilePaused();
  });
  const { begin, right } = waiting.of(caller('192.0.2.1'));
  for (const secret of ['a', 'b', 'c', 'd', 'e']) expect(await begin(secret)).toEqual({ name: 'open' });
  expect(await begin('f')).toMatchObject({ name: 'waits' });
  expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(2900);
  expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(3000);
  whilePaused = () => right('a');
  expect(await begin('f')).toEqual({ name: 'open' });
  // Once there have been too many wrong ones, it is refused at once.
  for (const secret of ['b', 'c', 'd', 'e', 'f']) guess('192.0.2.1', secret);
  pauses.length = 0;
  expect(await begin('g')).toEqual({ name: 'waits', seconds: 1 });
  expect(pauses).toEqual([]);
  expect(clock.counted).toBe(5);
});
