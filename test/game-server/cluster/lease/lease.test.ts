// When a node shows its rooms, and that two never show one.

import { expect, test } from 'vitest';
import { Lease, type PeerWord } from '../../../../game-server/cluster/lease/lease.ts';
import { seededRng } from '../../../support/seeded-rng.ts';
import { LEASE_MS, Model } from './lease-model.ts';

/** As many as take a second; more by hand: `LEASE_SEEDS=2000`. */
const SEEDS = Number(process.env['LEASE_SEEDS'] ?? 40);

function leaseWith(words: (PeerWord | null)[] = []) {
  let ms = 0;
  const lease = new Lease({ ms: LEASE_MS, nowMs: () => ms, words: () => words });
  const at = (nowMs: number) => {
    ms = nowMs;
    return lease.mayShow(nowMs);
  };
  const beat = (sentMs: number, answeredMs: number | null) => {
    at(sentMs);
    lease.beats();
    if (answeredMs === null) return;
    at(answeredMs);
    lease.acknowledged(sentMs);
  };
  return { lease, at, beat };
}

/** Redis does not answer from 1,000 ms on, and the process runs. */
function without(words: (PeerWord | null)[]) {
  const { lease, at, beat } = leaseWith(words);
  for (let ms = 0; ms <= 900; ms += 300) beat(ms, ms + 5);
  for (let ms = 1200; ms <= 2100; ms += 150) {
    at(ms);
    if (ms % 300 === 0) lease.beats();
  }
  return { lease, at, beat };
}

test('[CN8] the lease counts from when an acknowledged beat was sent', () => {
  const { at, beat } = leaseWith();
  expect(at(0)).toBe(false);
  beat(0, 200);
  expect(at(899)).toBe(true);
  expect(at(900)).toBe(false);
});

test('[CN11] a stall longer than a lease is a lapse, and so is an acknowledgement that comes later than a lease', () => {
  const { lease, at, beat } = leaseWith();
  beat(0, 5);
  at(900);
  expect(lease.lapses).toBe(0);
  at(1801);
  expect(lease.lapses).toBe(1);
  const late = leaseWith();
  late.beat(0, 5);
  late.beat(300, 600);
  for (const ms of [800, 1000, 1190]) late.at(ms);
  late.lease.beats();
  late.at(1200);
  late.lease.acknowledged(1190);
  expect(late.lease.lapses).toBe(1);
});

test('[CN9] a node whose peers have lost Redis too, or are gone, shows its rooms without Redis', () => {
  const answer = { askedMs: 2050, atMs: 2060, withoutMs: 1000 };
  const agrees = { goneMs: null, answer };
  expect(without([]).at(2100)).toBe(true);
  expect(without([{ goneMs: 1700, answer: null }, agrees]).at(2100)).toBe(true);
  expect(without([{ goneMs: null, answer: { ...answer, askedMs: 1790 } }]).at(2100)).toBe(false);
  expect(without([{ goneMs: null, answer: { ...answer, withoutMs: null } }]).at(2100)).toBe(false);
  // It has heard of Redis when this lease could be seen to be over.
  expect(without([{ goneMs: null, answer: { ...answer, withoutMs: 200 } }]).at(2100)).toBe(false);
  expect(without([agrees, null]).at(2100)).toBe(false);
});

test('[CN9] when Redis refuses connections, a node is alone at once if its peers say the same, and otherwise never', () => {
  const words: (PeerWord | null)[] = [];
  const { lease, at, beat } = leaseWith(words);
  for (let ms = 0; ms <= 900; ms += 300) beat(ms, ms + 5);
  at(1000);
  expect(lease.isAlone).toBe(false);
  lease.refused();
  expect(lease.isAlone).toBe(true);
  const has = { goneMs: null, answer: { askedMs: 990, atMs: 991, withoutMs: null } };
  words.push(has);
  expect(lease.isAlone).toBe(false);
  words[0] = { goneMs: null, answer: { askedMs: 1000, atMs: 1001, withoutMs: 60 } };
  expect(lease.isAlone).toBe(true);
  // It goes on without a break when the lease is over.
  for (let ms = 1100; ms <= 2400; ms += 100) {
    words[0] = { goneMs: null, answer: { askedMs: ms - 50, atMs: ms - 49, withoutMs: ms - 940 } };
    expect([at(ms), lease.isAlone]).toEqual([true, true]);
  }
  words[0] = has;
  expect([at(2400), lease.isAlone]).toEqual([false, false]);
  // Redis answers again.
  words.pop();
  beat(2410, 2415);
  expect([at(2420), lease.isAlone]).toEqual([true, false]);
});

test('[CN9] a Redis that refuses to write is as good as none, though it answers', () => {
  const words: (PeerWord | null)[] = [];
  const { lease, at, beat } = leaseWith(words);
  lease.begin();
  for (let ms = 0; ms <= 900; ms += 300) beat(ms, ms + 5);
  at(1000);
  lease.refusedToWrite('everybody');
  expect([lease.isAlone, lease.mayClaim, lease.sayWithoutMs()]).toEqual([true, false, 95]);
  // A node that has it in its power to claim stops this one.
  words.push({ goneMs: null, answer: { askedMs: 990, atMs: 991, withoutMs: null } });
  expect(lease.isAlone).toBe(false);
  for (let ms = 1050; ms <= 200_000; ms += 150) {
    words[0] = { goneMs: null, answer: { askedMs: ms - 50, atMs: ms - 49, withoutMs: ms - 940 } };
    lease.beats();
    lease.refusedToWrite('everybody');
    lease.heard();
    expect([at(ms), lease.isAlone, lease.mayClaim]).toEqual([true, true, false]);
  }
  // It takes a beat again. Nothing is claimed for two leases.
  words.pop();
  beat(200_100, 200_105);
  expect([at(200_110), lease.isAlone, lease.mayClaim, lease.lapses]).toEqual([true, false, false, 1]);
});

test('[CN9] a Redis that is no primary any more is like one that does not answer', () => {
  const { lease, at, beat } = leaseWith();
  for (let ms = 0; ms <= 900; ms += 300) beat(ms, ms + 5);
  for (let ms = 1050; ms <= 95_000; ms += 150) {
    lease.beats();
    lease.refusedToWrite('replica');
    lease.heard();
    const isAlone = ms >= 1800 && ms <= 90_900;
    expect([ms, at(ms), lease.isAlone]).toEqual([ms, ms < 1800 || isAlone, isAlone]);
  }
});

test.each([40, 200, 500])(
  '[CN9] a Redis that takes %s ms to answer is not gone, not even for a lone node',
  (delayMs) => {
    const { lease, at } = leaseWith();
    const arrivals: { readonly atMs: number; readonly sentMs: number }[] = [{ atMs: 0, sentMs: 0 }];
    for (let ms = 0; ms <= 9000; ms += 10) {
      at(ms);
      for (const { sentMs } of arrivals.filter(({ atMs }) => atMs === ms)) lease.acknowledged(sentMs);
      if (ms % 300 === 0) {
        lease.beats();
        arrivals.push({ sentMs: ms, atMs: ms + (ms < 3000 ? 10 : delayMs) });
      }
      expect([at(ms), lease.isAlone, lease.lapses]).toEqual([true, false, 0]);
    }
  },
);

test('[CN9] a Redis that hangs is gone when the lease is over, and not after two beats', () => {
  const { lease, at, beat } = leaseWith();
  for (let ms = 0; ms <= 900; ms += 300) beat(ms, ms + 5);
  for (let ms = 1200; ms < 1800; ms += 100) {
    at(ms);
    if (ms % 300 === 0) lease.beats();
    expect(lease.isAlone).toBe(false);
  }
  at(1800);
  expect(lease.isAlone).toBe(true);
});

test('[CN12] a node that has said that it has no Redis claims nothing for two leases', () => {
  const { lease, at, beat } = leaseWith();
  lease.begin();
  beat(0, 5);
  expect(lease.sayWithoutMs()).toBeNull();
  at(100);
  lease.refused();
  expect([lease.sayWithoutMs(), lease.mayClaim]).toEqual([95, false]);
  for (let ms = 110; ms <= 2000; ms += 30) {
    beat(ms, ms);
    expect(lease.mayClaim).toBe(ms >= 1900);
  }
});

test('[CN9] a peer that is gone may have claimed rooms before, unless it ended early or had no Redis until its end', () => {
  const answer = { askedMs: 1750, atMs: 1760, withoutMs: 800 };
  expect(without([{ goneMs: 1799, answer: null }]).at(2100)).toBe(true);
  expect(without([{ goneMs: 1801, answer: null }]).at(2100)).toBe(false);
  expect(without([{ goneMs: 2090, answer }]).at(2100)).toBe(true);
  expect(without([{ goneMs: 2090, answer: { ...answer, askedMs: 280 } }]).at(2100)).toBe(false);
  expect(without([{ goneMs: 2090, answer: { ...answer, withoutMs: null } }]).at(2100)).toBe(false);
});

test('[CN9] a node that another one tells of Redis is not alone, and no node is alone for ever', () => {
  const { lease, at } = without([]);
  lease.asked('new', null);
  expect(at(2100)).toBe(false);
  lease.asked('new', 10);
  expect(at(2100)).toBe(true);
  const other = without([]);
  for (let ms = 2200; ms < 90_900; ms += 100) expect(other.at(ms)).toBe(true);
  expect(other.at(91_000)).toBe(false);
  // No Redis is running: that can last.
  other.lease.refused();
  expect(other.at(91_100)).toBe(true);
});

test('[CN10] a node whose lease is over is cut off while another one has Redis, whose word is new', () => {
  const word = { goneMs: null, answer: { askedMs: 2100, atMs: 2105, withoutMs: null } };
  const { lease, at, beat } = without([null, word]);
  at(2400);
  expect(lease.isCutOff).toBe(true);
  at(2401);
  expect(lease.isCutOff).toBe(false);
  Object.assign(word.answer, { askedMs: 2400 });
  expect(lease.isCutOff).toBe(true);
  beat(2402, 2405);
  expect(lease.isCutOff).toBe(false);
  expect(without([{ goneMs: null, answer: { ...word.answer, withoutMs: 900 } }]).lease.isCutOff).toBe(false);
});

test('[CN12] a node whose Redis came back claims nothing for two leases', () => {
  const { lease, at, beat } = leaseWith();
  lease.begin();
  beat(0, 5);
  expect(lease.mayClaim).toBe(true);
  for (let ms = 300; ms <= 1500; ms += 150) at(ms);
  for (let ms = 1500; ms <= 3300; ms += 300) {
    beat(ms, ms + 5);
    expect(lease.mayClaim).toBe(ms - 1500 >= 1800);
  }
  beat(3600, 3605);
  expect(lease.mayClaim).toBe(true);
});

test('[CN12] a node with a new connection to Redis claims nothing for two leases, however soon it had one', () => {
  const { lease, beat } = leaseWith();
  lease.begin();
  for (let ms = 0; ms <= 3000; ms += 150) beat(ms, ms + 5);
  expect(lease.mayClaim).toBe(true);
  lease.reconnected();
  for (let ms = 3150; ms <= 4650; ms += 150) beat(ms, ms + 5);
  expect(lease.mayClaim).toBe(false);
  beat(4950, 4955);
  expect(lease.mayClaim).toBe(true);
});

test('[CN8] whatever stops, breaks or is late: no two nodes show the room by turns', () => {
  let shown = 0;
  let owners = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const model = run(seed);
    expect({ seed, faults: model.faults.slice(0, 1) }).toEqual({ seed, faults: [] });
    shown += model.shown.length;
    owners += new Set(model.shown.map(({ epoch }) => epoch)).size;
  }
  // The room is mostly there, and has had many owners.
  expect(shown / SEEDS).toBeGreaterThan(800);
  expect(owners / SEEDS).toBeGreaterThan(2.5);
});

/** Forty seconds of trouble for three nodes. */
function run(seed: number): Model {
  const draw = seededRng(seed);
  const model = new Model(draw);
  for (const id of ['a', 'b', 'c']) model.start(id);
  for (let step = 0; step < 80; step++) {
    model.clock.advance(500);
    trouble(model, draw);
  }
  return model;
}

function trouble(model: Model, draw: (below: number) => number): void {
  const { nodes, cut, redis } = model;
  const alive = nodes.filter(({ isAlive }) => isAlive);
  const node = alive[draw(alive.length)]!;
  const ends = ['redis', ...alive.map(({ id }) => id)];
  switch (draw(14)) {
    case 0:
      return node.freeze();
    case 1:
      if (alive.length < 3) model.start(`n${nodes.length}`);
      return;
    case 2: {
      node.kill();
      if (draw(2) === 0) model.start(node.id);
      else model.start(`n${nodes.length}`);
      return;
    }
    case 3:
    case 4:
      return void cut.add(`${node.id}>redis`);
    case 5:
      return void cut.add(`redis>${node.id}`);
    case 6:
      return void cut.add(`${ends[draw(ends.length)]}>${ends[draw(ends.length)]}`);
    case 7:
      redis.isUp = !redis.isUp;
      return;
    case 8:
      redis.refuses = 'always';
      return;
    case 9:
      redis.refuses = 'at times';
      return;
    default:
      cut.clear();
      redis.isUp = true;
      redis.refuses = 'never';
      for (const each of alive) if (each.isFrozen) each.wake();
  }
}
