// Guessing passwords of rooms and tokens of sessions: who knows them is let in, and guesses lead nowhere.

import { expect, test } from 'vitest';
import { PROTOCOL_VERSION } from '#protocol';
import { BoundedMap } from '../../../game-server/limits/bounded-map.ts';
import { Failures } from '../../../game-server/limits/failures.ts';
import { isSameSecret } from '../../../game-server/sessions/secret.ts';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';

const HOUR_TICKS = 60 * 3600;

function lockedRoom(password = '7351') {
  const server = new MemoryServer();
  const host = server.enter('Hanna', 'human', '198.51.100.1');
  const code = host.create({}, password);
  host.inbox.length = 0;
  return { server, host, code, password };
}

/** Joins with as many passwords as are given. @returns how many of them were looked at. */
function guess(player: MemoryPlayer, code: string, passwords: readonly string[]): number {
  for (const password of passwords) player.join(code, password);
  return player.errors().filter((error) => error === 'wrong-password').length;
}

const PINS = Array.from({ length: 200 }, (_, i) => String(i).padStart(4, '0'));

test('[GR22] after five wrong passwords there is a delay that doubles, for the right one too, and it ends', () => {
  const { server, code, password } = lockedRoom();
  const eve = server.enter('Eve', 'human', '203.0.113.7');
  expect(guess(eve, code, PINS.slice(0, 100))).toBe(5);
  expect(guess(eve, code, ['0000', password])).toBe(0);
  expect(eve.seat).toBeNull();
  let looked = 0;
  for (let second = 0; second < 60; second++) {
    server.run(60);
    looked += guess(eve, code, ['0000']);
  }
  // After 2, 4, 8, 16 and 32 s, more or less.
  expect(looked).toBeGreaterThanOrEqual(4);
  expect(looked).toBeLessThanOrEqual(5);
  server.run(121 * 60);
  eve.join(code, password);
  expect(eve.code).toBe(code);
});

test('[GR22] a new name, a new connection and another host of the same /64 do not help', () => {
  const { server, code } = lockedRoom();
  let looked = 0;
  for (let i = 0; i < 40; i++) looked += guess(server.enter(`Eve ${i}`, 'human', `2001:db8::${i + 1}`), code, PINS);
  expect(looked).toBe(5);
});

test('[GR22] guesses of others delay no player, and four typing errors do not either', () => {
  const { server, code, password } = lockedRoom();
  for (let i = 0; i < 6; i++) guess(server.enter(`Eve ${i}`, 'human', `203.0.113.${i}`), code, PINS);
  const bob = server.enter('Bob', 'human', '192.0.2.1');
  expect(guess(bob, code, ['a', 'b', 'c', 'd'])).toBe(4);
  bob.join(code, password);
  expect(bob.code).toBe(code);
});

test('[GR22] whoever opens the link and has not typed a password yet has guessed nothing', () => {
  const { server, host, code, password } = lockedRoom();
  const bob = server.enter('Bob', 'human', '192.0.2.1');
  expect(
    guess(
      bob,
      code,
      Array.from({ length: 40 }, () => ''),
    ),
  ).toBe(40);
  expect(host.errors()).toEqual([]);
  expect(guess(bob, code, ['a', 'b', 'c', 'd'])).toBe(4);
  bob.join(code, password);
  expect(bob.code).toBe(code);
});

test('[GR22] over many rooms an address has twenty guesses, and then the delay', () => {
  const server = new MemoryServer();
  const codes = Array.from({ length: 30 }, (_, i) => server.enter(`H${i}`, 'human', `198.51.100.${i}`).create({}, 'x'));
  const eve = server.enter('Eve', 'human', '203.0.113.7');
  expect(codes.reduce((sum, code) => sum + guess(eve, code, PINS.slice(0, 3)), 0)).toBe(20);
});

test('[GR22] many addresses have a bounded number of guesses, and a player who knows the password gets in at once', () => {
  const { server, code, password, host } = lockedRoom();
  const eves = Array.from({ length: 60 }, (_, i) => server.enter(`Eve ${i}`, 'human', `203.0.113.${i}`));
  let looked = eves.reduce((sum, eve) => sum + guess(eve, code, PINS), 0);
  // First tries, some more, and many have a bucket each.
  expect(looked).toBeLessThanOrEqual(20 + 100 + 30);
  for (let second = 0; second < 240; second++) {
    server.run(60);
    for (const eve of eves) if (!eve.isClosed) looked += guess(eve, code, ['0000']);
  }
  expect(looked).toBeLessThanOrEqual(150 + 60 + 240 + 80);
  server.run(60);
  const bob = server.enter('Bob', 'human', '192.0.2.1');
  bob.join(code, password);
  expect(bob.code).toBe(code);
  // After a typing error too, while the attack goes on.
  const cid = server.enter('Cid', 'human', '192.0.2.2');
  for (const eve of eves) if (!eve.isClosed) guess(eve, code, PINS.slice(0, 3));
  expect(guess(cid, code, ['slip'])).toBe(1);
  cid.join(code, password);
  expect(cid.code).toBe(code);
  bob.send({ type: 'leave' });
  for (const eve of eves) if (!eve.isClosed) guess(eve, code, PINS.slice(0, 3));
  bob.join(code, password);
  expect(bob.code).toBe(code);
  expect(host.isClosed).toBe(false);
});

test('[GR22] a caller that has given the password is not delayed by others; a new one waits, until the password changes', () => {
  const { server, host, code, password } = lockedRoom();
  const bob = server.enter('Bob', 'human', '192.0.2.1');
  bob.join(code, password);
  bob.send({ type: 'leave' });
  for (let i = 0; i < 30; i++) guess(server.enter(`E${i}`, 'human', `203.0.113.${i}`), code, ['0000']);
  const cid = server.enter('Cid', 'human', '192.0.2.2');
  cid.join(code, password);
  expect(cid.errors()).toEqual(['too-many-guesses']);
  bob.join(code, password);
  expect(bob.code).toBe(code);
  host.configure({}, 'two');
  cid.join(code, 'two');
  expect(cid.code).toBe(code);
});

test('[GR22] after the right password one has five failures again', () => {
  const { server, code, password } = lockedRoom();
  const bob = server.enter('Bob', 'human', '192.0.2.1');
  for (let time = 0; time < 3; time++) {
    expect(guess(bob, code, ['a', 'b', 'c', 'd'])).toBe(4);
    bob.join(code, password);
    expect(bob.take('joined')).toHaveLength(1);
    bob.send({ type: 'leave' });
  }
});

test('[GR22] a room without a password takes none', () => {
  const server = new MemoryServer();
  const code = server.enter('Hanna').create();
  const bob = server.enter('Bob');
  bob.join(code, 'x');
  expect(bob.errors()).toEqual(['wrong-password']);
  bob.join(code);
  expect(bob.code).toBe(code);
});

test('[GR22] of one /48 the first failure counts to those of new networks, four to the next, all others to the last', () => {
  const { server, code } = lockedRoom();
  const eves = Array.from({ length: 60 }, (_, i) => server.enter(`E${i}`, 'human', `2001:db8:1:${i}::1`));
  expect(eves.reduce((sum, eve) => sum + guess(eve, code, ['0000']), 0)).toBe(1 + 4 + 30);
});

test('[GR22] networks of one /48 are strangers once: they do not use up the first tries of others', () => {
  const { server, code, password } = lockedRoom();
  for (let i = 0; i < 300; i++)
    guess(server.enter(`E${i}`, 'human', `2001:db8:1:${i.toString(16)}::1`), code, ['0000']);
  const bob = server.enter('Bob', 'human', '192.0.2.1');
  bob.join(code, password);
  expect(bob.code).toBe(code);
});

test('[GR22] on an exempt network new sessions do not help either', () => {
  const { server, code } = lockedRoom();
  let looked = 0;
  for (let i = 0; i < 100; i++) looked += guess(server.enter('Eve'), code, PINS.slice(0, 20));
  expect(looked).toBeLessThanOrEqual(20 + 100 + 30);
});

test('[GR22] the host is warned after five failures, at most twice a minute; failures are counted', () => {
  const { server, host, code } = lockedRoom();
  const eve = server.enter('Eve', 'human', '203.0.113.7');
  guess(eve, code, PINS.slice(0, 4));
  expect(host.notices()).toEqual([]);
  guess(eve, code, PINS.slice(0, 50));
  expect(host.notices()).toEqual(['password-guessed ']);
  for (let second = 0; second < 60; second++) {
    server.run(60);
    guess(server.enter(`E${second}`, 'human', `203.0.113.${second}`), code, PINS.slice(0, 10));
  }
  const warnings = host.notices().filter((notice) => notice === 'password-guessed ');
  expect(warnings.length).toBeGreaterThanOrEqual(1);
  expect(warnings.length).toBeLessThanOrEqual(3);
  expect(server.core.metrics.passwordFailures).toBeGreaterThan(5);
});

test('[GR22] a new password begins anew, and a right one is never counted', () => {
  const { server, host, code } = lockedRoom('one');
  const guests = Array.from({ length: 80 }, (_, i) => server.enter(`G${i}`, 'human', `203.0.113.${i}`));
  for (const guest of guests) guest.watch(code, 'one');
  expect(guests.every((guest) => guest.code === code)).toBe(true);
  expect(server.core.metrics.passwordFailures).toBe(0);
  host.configure({}, 'two');
  guests[0]!.send({ type: 'leave' });
  guests[0]!.watch(code, 'one');
  expect(guests[0]!.errors()).toEqual(['wrong-password']);
  guests[0]!.watch(code, 'two');
  expect(guests[0]!.code).toBe(code);
});

test('[GR22] a class behind one address, half of which mistypes, gets in without a delay, again and again', () => {
  const { server, host, code, password } = lockedRoom();
  const pupils = Array.from({ length: 24 }, (_, i) => server.enter(`Pupil ${i}`, 'human', '203.0.113.7'));
  for (let lesson = 0; lesson < 3; lesson++) {
    for (const [i, pupil] of pupils.entries()) {
      if (i % 2 === 0) pupil.watch(code, `${password}0`);
      pupil.watch(code, password);
      expect(pupil.code).toBe(code);
      server.run(60);
    }
    for (const pupil of pupils) pupil.send({ type: 'leave' });
  }
  expect(pupils.flatMap((pupil) => pupil.errors())).not.toContain('too-many-guesses');
  expect(host.isClosed).toBe(false);
});

test('[GR22] guesses at one room are not made good by the password of another', () => {
  const server = new MemoryServer();
  const codes = Array.from({ length: 30 }, (_, i) => server.enter(`H${i}`, 'human', `198.51.100.${i}`).create({}, 'x'));
  const own = server.enter('Mallory', 'human', '203.0.113.7').create({}, 'own');
  const eve = server.enter('Eve', 'human', '203.0.113.7');
  let looked = 0;
  for (const code of codes) {
    looked += guess(eve, code, PINS.slice(0, 2));
    // One wrong and one right at a room of one's own.
    eve.watch(own, 'x');
    eve.watch(own, 'own');
    eve.send({ type: 'leave' });
    eve.errors();
  }
  expect(looked).toBeLessThanOrEqual(20);
});

test('[GR22] guesses of the same address delay others there, but no session that was in the room', () => {
  const { server, host, code, password } = lockedRoom();
  const [bob, cid, eve] = ['Bob', 'Cid', 'Eve'].map((name) => server.enter(name, 'human', '203.0.113.7'));
  bob!.join(code, password);
  bob!.send({ type: 'leave' });
  expect(guess(eve!, code, PINS)).toBe(5);
  cid!.join(code, password);
  expect(cid!.errors()).toEqual(['too-many-guesses']);
  bob!.join(code, password);
  expect(bob!.code).toBe(code);
  bob!.send({ type: 'leave' });
  // Of a new password this one knows no more than the others.
  server.run(121 * 60);
  host.configure({}, '9999');
  expect(guess(eve!, code, PINS)).toBe(5);
  expect(guess(bob!, code, PINS)).toBe(0);
});

test('[GR22] the memory of failures is bounded, and old ones are dropped', () => {
  const rules = { freeCount: 2, delayMsFirst: 1000, delayMsMax: 4000, forgetMs: 10_000, keysMax: 100 };
  const failures = new Failures(rules);
  for (let i = 0; i < 1000; i++) failures.add(`key ${i}`, 0);
  expect(failures.keyCount).toBe(100);
  const waits = Array.from({ length: 7 }, () => {
    failures.add('Eve', 0);
    return failures.waitMs('Eve', 500);
  });
  expect(waits).toEqual([0, 500, 1500, 3500, 3500, 3500, 3500]);
  expect(failures.waitMs('Eve', 10_000)).toBe(0);
  expect(failures.count('Eve', 10_000)).toBe(0);
});

test('[GR22] the newest keys are kept longest', () => {
  const map = new BoundedMap<string, number>(2);
  for (const [i, key] of ['Ann', 'Bob', 'Ann', 'Cid'].entries()) map.set(key, i);
  expect(['Ann', 'Bob', 'Cid'].map((key) => map.get(key))).toEqual([2, undefined, 3]);
  map.delete('Ann');
  map.set('Dan', 4);
  expect(['Cid', 'Dan'].map((key) => map.get(key))).toEqual([3, 4]);
});

test('[GP2] unknown tokens are counted and refused beyond a burst, a known token never', () => {
  const { server, host } = lockedRoom();
  const { token } = host;
  const address = '203.0.113.7';
  const bob = server.enter('Bob', 'human', address);
  bob.cut();
  let begun = 0;
  let flooded = 0;
  for (let i = 0; i < 200; i++) {
    const eve = server.connect(address);
    eve.hello(`Eve ${i}`, 'human', `${i}${token.slice(4)}`);
    begun += eve.take('welcome').length;
    flooded += eve.errors().filter((error) => error === 'flood').length;
    eve.cut();
  }
  expect([begun, flooded]).toEqual([64, 136]);
  expect(server.core.metrics.tokenFailures).toBe(200);
  // Bob is behind the same address.
  const another = server.enter('Cid', 'human', address);
  expect(another.take('welcome')).toHaveLength(1);
});

test('[GP2] after a restart all clients of an address, and of an exempt network, may begin anew', () => {
  const server = new MemoryServer();
  for (const [address, count] of [
    ['203.0.113.7', 32],
    ['127.0.0.1', 500],
  ] as const) {
    for (let i = 0; i < count; i++) {
      const player = server.connect(address);
      player.send({
        type: 'hello',
        version: PROTOCOL_VERSION,
        name: 'Old',
        kind: 'bot',
        token: `of before ${i}`,
        rules: 0,
        ...{ colour: 0, mark: 0, ticket: '', seen: 0 },
      });
      expect(player.last('welcome')).toMatchObject({ resumed: false });
    }
  }
});

test('[GP2] secrets are compared whole, whatever their length', () => {
  expect(isSameSecret('sesame', 'sesame')).toBe(true);
  for (const other of ['', 'sesam', 'sesame ', 'Sesame', '\u0000']) expect(isSameSecret(other, 'sesame')).toBe(false);
});

test('[GR22] in an hour one address gets through less than a hundredth of the four-digit passwords', () => {
  const { server, code } = lockedRoom('no pin');
  const eve = server.enter('Eve', 'human', '203.0.113.7');
  let looked = guess(eve, code, PINS);
  for (let tick = 0; tick < HOUR_TICKS; tick += 600) {
    server.run(600);
    looked += guess(eve, code, ['0000']);
  }
  expect(looked).toBeLessThan(100);
});
