// The server's clock as a page estimates it, on times that are given: which tick to predict up to.
import { describe, expect, test } from 'vitest';
import { JUMP_TICKS, ServerClock } from '../../web-client/netcode/server-clock.ts';

const MS_PER_TICK = 1000 / 60;
/** Ticks of lead beyond round trip and jitter. */
const SPARE = 0.5;

/** Lets the clock hear of every second tick from `from` on, each as late as `lateMs` says. @returns the last tick */
function hear(clock: ServerClock, count: number, lateMs: (i: number) => number = () => 0, from = 0): number {
  for (let i = 0; i < count; i++) clock.heard(from + 2 * i, (from + 2 * i) * MS_PER_TICK + lateMs(i));
  return from + 2 * (count - 1);
}

/** The present at a tick of wall time, less that tick: the lead. */
function lead(clock: ServerClock, tick: number): number {
  return clock.present(tick * MS_PER_TICK) - tick;
}

describe('[W4] the present', () => {
  test('is half a tick ahead of a server without delay', () => {
    const clock = new ServerClock();
    const last = hear(clock, 20);
    expect(lead(clock, last)).toBeCloseTo(SPARE);
    expect([clock.roundTripMs, clock.jitterMs]).toEqual([0, expect.closeTo(0)]);
    expect(clock.leadTicks).toBeCloseTo(SPARE);
  });

  test('is unknown before anything was heard, and after a restart', () => {
    const clock = new ServerClock();
    expect([clock.leadTicks, clock.jitterMs]).toEqual([SPARE, 0]);
    expect(() => clock.present(0)).toThrow('before anything was heard');
    hear(clock, 5);
    clock.restart();
    expect(() => clock.present(0)).toThrow('before anything was heard');
  });

  test('is not ahead by the time for which a node kept `hello` waiting', () => {
    const clock = new ServerClock();
    for (let i = 0; i < 8; i++) clock.returned(50);
    hear(clock, 5);
    clock.reconnected(800);
    clock.goesOn(100, 100 * MS_PER_TICK);
    expect(lead(clock, 100)).toBeCloseTo(3 + SPARE);
    // The way to the other node is longer, which the first pong shows.
    clock.returned(80);
    expect(clock.roundTripMs).toBe(80);
    clock.returned(70);
    expect(clock.roundTripMs).toBe(70);
    clock.reconnected(20);
    expect(clock.roundTripMs).toBe(20);
    const first = new ServerClock();
    first.reconnected(800);
    expect(first.roundTripMs).toBe(800);
  });

  test('is ahead by the shortest of the last eight round trips', () => {
    const clock = new ServerClock();
    for (const ms of [300, 100, 200]) clock.returned(ms);
    expect(clock.roundTripMs).toBe(100);
    const last = hear(clock, 3);
    expect(lead(clock, last)).toBeCloseTo(6 + SPARE);
    expect(clock.leadTicks).toBeCloseTo(6 + SPARE);
    expect(clock.arrivalTick(last * MS_PER_TICK)).toBeCloseTo(last + 6);
    for (let i = 0; i < 6; i++) clock.returned(200);
    expect(clock.roundTripMs).toBe(100);
    clock.returned(200);
    expect(clock.roundTripMs).toBe(200);
  });

  test('covers the lateness of 97 of 100 arrivals', () => {
    const often = new ServerClock();
    hear(often, 128, (i) => (i % 20 === 0 ? 50 : 0));
    expect(often.jitterMs).toBeCloseTo(50);
    expect(often.leadTicks).toBeCloseTo(3 + SPARE);
    const seldom = new ServerClock();
    hear(seldom, 128, (i) => (i % 50 === 1 ? 50 : 0));
    expect(seldom.jitterMs).toBeCloseTo(0);
  });

  test('covers at most a fifth of a second of lateness', () => {
    const clock = new ServerClock();
    hear(clock, 128, (i) => (i % 2 === 0 ? 400 : 0));
    expect(clock.jitterMs).toBeCloseTo(200);
    const last = hear(clock, 1, undefined, 256);
    expect(lead(clock, last)).toBeCloseTo(12 + SPARE);
  });

  test('covers the lateness of four arrivals a second, as without inputs', () => {
    const clock = new ServerClock();
    for (let i = 0; i < 20; i++) clock.heard(15 * i, 15 * i * MS_PER_TICK + (i % 2 === 0 ? 50 : 0));
    expect(clock.jitterMs).toBeCloseTo(50);
    // A clock that runs apart by 1 % is no lateness here either.
    const apart = new ServerClock();
    for (let i = 0; i < 20; i++) apart.heard(15 * i, 15 * i * MS_PER_TICK * 1.01);
    expect(apart.jitterMs).toBeLessThan(6);
  });

  test('remembers no more arrivals than come in that time at 60 a second', () => {
    const clock = new ServerClock();
    clock.heard(0, -100);
    for (let i = 0; i < 240; i++) clock.heard(0, 0);
    expect(clock.arrivalTick(0)).toBeCloseTo(0);
  });

  test('does not take a clock that runs apart for lateness', () => {
    const clock = new ServerClock();
    // The page's clock gains 1 %: in half a second that is a third of a tick, in four seconds two and a half.
    hear(clock, 128, (i) => i * 2 * MS_PER_TICK * 0.01);
    expect(clock.jitterMs).toBeGreaterThan(0);
    expect(clock.jitterMs).toBeLessThan(6);
  });

  test('forgets the quickest arrival after 4.3 s', () => {
    const clock = new ServerClock();
    hear(clock, 1, () => -100);
    hear(clock, 125, undefined, 2);
    expect(clock.arrivalTick(0)).toBeCloseTo(6);
    clock.heard(254, 254 * MS_PER_TICK);
    expect(clock.arrivalTick(0)).toBeCloseTo(0);
  });

  test('after a restart counts on the lateness of before, until it has heard for 4 s', () => {
    const clock = new ServerClock();
    hear(clock, 128, (i) => (i % 2 === 0 ? 50 : 0));
    clock.restart();
    hear(clock, 120);
    expect(clock.jitterMs).toBeCloseTo(50);
    clock.heard(241, 241 * MS_PER_TICK);
    expect(clock.jitterMs).toBeCloseTo(0);
  });

  test('after a restart is at the new match at once', () => {
    const clock = new ServerClock();
    hear(clock, 10, undefined, 5000);
    clock.present(5020 * MS_PER_TICK);
    clock.restart();
    clock.heard(3, 5021 * MS_PER_TICK);
    expect(clock.present(5021 * MS_PER_TICK)).toBeCloseTo(3 + SPARE);
  });
});

/** How far the present moves in one tick of wall time, when the clock learns that it is off by so many ticks. */
function movesWhenOffBy(ticks: number, setUp: (clock: ServerClock) => void = () => {}): number {
  const clock = new ServerClock();
  // A round trip that is long at first can become shorter or longer.
  for (let i = 0; i < 8; i++) clock.returned(1000);
  hear(clock, 100);
  const now = 1000;
  const before = lead(clock, now);
  setUp(clock);
  for (let i = 0; i < 8; i++) clock.returned(1000 + ticks * MS_PER_TICK);
  return 1 + lead(clock, now + 1) - before;
}

describe('[W4] the present bends towards what is learnt', () => {
  test.each([
    // Steady when nothing is new.
    [0, 1],
    // Behind: 5 % faster, more by a fifth for each tick, at most half as fast again.
    [0.02, 1.02],
    [0.1, 1.05],
    [0.5, 1.1],
    [1, 1.2],
    [2, 1.4],
    [2.5, 1.5],
    [10, 1.5],
    [14.9, 1.5],
    // Ahead: 5 % slower.
    [-0.02, 0.98],
    [-1, 0.95],
    [-14.9, 0.95],
    // Too far to bend.
    [15.1, 16.1],
    [-15.1, -14.1],
  ])('off by %d ticks: in one tick it moves %d', (off, moves) => {
    expect(movesWhenOffBy(off)).toBeCloseTo(moves);
    expect(JUMP_TICKS).toBe(15);
  });

  test.each([
    [-2, 0.95],
    [-4, 0.95],
    [-5, 0.9],
    [-9, 0.7],
    [-14.9, 0.5],
  ])('ahead by %d ticks of a server that has just shown to be slow: in one tick it moves %d', (off, moves) => {
    // The server has dropped a tenth of a tick since: a ping that was sent at the end says so.
    const slow = (clock: ServerClock) => {
      clock.heard(200.9, 201 * MS_PER_TICK);
      clock.answered(1000 - 0.1 + 60 - 1, 1000 * MS_PER_TICK);
    };
    expect(movesWhenOffBy(off + 0.1, slow)).toBeCloseTo(moves, 1);
  });

  test('by as much as the time that has passed allows', () => {
    const clock = new ServerClock();
    hear(clock, 10);
    const before = lead(clock, 20);
    clock.returned(100);
    const after = lead(clock, 30);
    // Six ticks behind: half a tick for each of the ten that have passed.
    expect(after - before).toBeCloseTo(5);
  });
});

describe('[W24] a ping', () => {
  test('is sent when an arrival is more than two ticks behind the quickest, at most five times a second', () => {
    const clock = new ServerClock();
    expect(clock.doubts(0)).toBe(false);
    hear(clock, 5);
    expect(clock.doubts(150)).toBe(false);
    clock.heard(10, 11.9 * MS_PER_TICK);
    expect(clock.doubts(1000)).toBe(false);
    clock.heard(12, 14.1 * MS_PER_TICK);
    expect(clock.doubts(1000)).toBe(true);
    expect(clock.doubts(1199)).toBe(false);
    expect(clock.doubts(1200)).toBe(true);
  });

  test('that finds the server behind takes back what arrivals said before it', () => {
    const clock = new ServerClock();
    const last = hear(clock, 50);
    const sentMs = 200 * MS_PER_TICK;
    // 100 ticks later the server has dropped 60 of them.
    clock.heard(140, sentMs);
    expect(clock.arrivalTick(sentMs)).toBeCloseTo(200);
    clock.answered(140, sentMs);
    expect(clock.arrivalTick(sentMs)).toBeCloseTo(140);
    expect(clock.jitterMs).toBeCloseTo(0);
    expect(last).toBe(98);
  });

  test('that finds the server where it was thought to be changes nothing', () => {
    const clock = new ServerClock();
    hear(clock, 50);
    const sentMs = 100 * MS_PER_TICK;
    clock.heard(60, sentMs);
    clock.answered(100, sentMs);
    expect(clock.arrivalTick(sentMs)).toBeCloseTo(100);
    // The server may have been up to one tick further than the tick that it answered.
    clock.answered(99.1, sentMs);
    expect(clock.arrivalTick(sentMs)).toBeCloseTo(100);
    clock.answered(98.9, sentMs);
    expect(clock.arrivalTick(sentMs)).toBeCloseTo(60);
  });

  test('takes back the lateness too that arrivals of a slow server seemed to have', () => {
    const clock = new ServerClock();
    hear(clock, 33);
    // The server stands still for 12 ticks, then goes on.
    for (let i = 0; i < 10; i++) clock.heard(66 + 2 * i, (78 + 2 * i) * MS_PER_TICK);
    expect(clock.jitterMs).toBeGreaterThan(100);
    clock.answered(84, 96 * MS_PER_TICK);
    expect(clock.jitterMs).toBeCloseTo(0);
    expect(clock.arrivalTick(96 * MS_PER_TICK)).toBeCloseTo(84);
  });

  test('says nothing of arrivals after it was sent', () => {
    const clock = new ServerClock();
    hear(clock, 10);
    clock.heard(100, 100 * MS_PER_TICK);
    clock.answered(20, 99 * MS_PER_TICK);
    expect(clock.arrivalTick(100 * MS_PER_TICK)).toBeCloseTo(100);
  });

  test('counts the way to the server: it may be a round trip further when the ping arrives', () => {
    const clock = new ServerClock();
    clock.returned(100);
    hear(clock, 50);
    const sentMs = 100 * MS_PER_TICK;
    clock.heard(60, sentMs);
    clock.answered(106, sentMs);
    expect(clock.arrivalTick(sentMs)).toBeCloseTo(106);
    clock.answered(104.9, sentMs);
    expect(clock.arrivalTick(sentMs)).toBeCloseTo(66);
  });

  test('that refutes all arrivals is the best that is known, until the next arrival', () => {
    const clock = new ServerClock();
    const last = hear(clock, 5);
    const sentMs = 100 * MS_PER_TICK;
    clock.answered(last, sentMs);
    expect(clock.arrivalTick(sentMs)).toBeCloseTo(last + 1);
    // A later ping says more.
    clock.answered(last, sentMs + 30 * MS_PER_TICK);
    expect(clock.arrivalTick(sentMs)).toBeCloseTo(last + 1 - 30);
    clock.heard(last + 2, sentMs + 29 * MS_PER_TICK);
    expect(clock.arrivalTick(sentMs)).toBeCloseTo(last + 2 - 29);
  });

  test('keeps the lateness that arrivals had before the server was slow', () => {
    const clock = new ServerClock();
    hear(clock, 128, (i) => (i % 2 === 0 ? 50 : 0));
    const sentMs = 300 * MS_PER_TICK;
    clock.heard(200, sentMs);
    clock.answered(200, sentMs);
    expect(clock.arrivalTick(sentMs)).toBeCloseTo(200);
    expect(clock.jitterMs).toBeCloseTo(50);
  });
});

test.each([-4, 0, 4])(
  '[W180] the present does not jump to the ticks of another node, which come %i ticks apart',
  (apart) => {
    const clock = new ServerClock();
    const last = hear(clock, 60);
    const before = lead(clock, last);
    clock.goesOn(last + apart, last * MS_PER_TICK);
    expect(lead(clock, last)).toBeCloseTo(before);
    let present = clock.present(last * MS_PER_TICK);
    for (let tick = last + 1; tick < last + 240; tick++) {
      if (tick % 2 === 0) clock.heard(tick + apart, tick * MS_PER_TICK);
      const next = clock.present(tick * MS_PER_TICK);
      expect(Math.abs(next - present - 1)).toBeLessThan(0.51);
      present = next;
    }
    expect(lead(clock, last + 240)).toBeCloseTo(SPARE + apart);
  },
);
