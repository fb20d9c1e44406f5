// One match of a page, fed by hand: which events it reports, when it stands still, and what a frame shows.
import { describe, expect, test } from 'vitest';
import { cloneWorld, decodedWorld, EVENT, LEFT, PAC, PHASE, UP, type Direction } from '#simulation';
import { JUMP_TICKS, ServerClock } from '../../web-client/netcode/server-clock.ts';
import { OnlineMatch, type MatchCalls } from '../../web-client/netcode/online-match.ts';
import { PREDICTION_TICKS_MAX } from '../../web-client/netcode/prediction.ts';
import { joinedMessage } from './joined-message.ts';

const CALLS: MatchCalls = {
  broke(error) {
    throw error;
  },
  awaitsNews() {},
  goesOn() {},
};

const MS_PER_TICK = 1000 / 60;
const OTHER = 1;

/** A match that has just been joined, and the clock it runs by. */
function join(): { match: OnlineMatch; clock: ServerClock } {
  const joined = joinedMessage();
  const clock = new ServerClock();
  clock.heard(joined.tick, 0);
  return { match: new OnlineMatch(joined, decodedWorld(joined)!, clock, CALLS), clock };
}

/** A snapshot in which nothing changes but the tick. */
function snapshot(tick: number, events: number[] = []) {
  return { type: 'snapshot', tick, changes: [], events } as const;
}

function kinds(match: OnlineMatch): number[] {
  return match.takeEvents().map(({ kind }) => kind);
}

describe('[W5] events of the server', () => {
  test('are reported once, as they are', () => {
    const { match } = join();
    match.receive(snapshot(3, [EVENT.ghostEaten, 0, 77, 200, EVENT.caught, OTHER, 5, 2]));
    expect(match.takeEvents()).toEqual([
      { kind: EVENT.ghostEaten, who: 0, place: 77, value: 200 },
      { kind: EVENT.caught, who: OTHER, place: 5, value: 2 },
    ]);
    expect(match.takeEvents()).toEqual([]);
  });

  test('are left out where the page has reported them: own dots and energizers', () => {
    const { match } = join();
    const all = [EVENT.dotEaten, EVENT.energizerEaten, EVENT.fruitEaten].flatMap((kind) => [
      ...[kind, match.seat, 1, 0],
      ...[kind, OTHER, 2, 0],
    ]);
    match.receive(snapshot(3, all));
    expect(match.takeEvents().map(({ kind, who }) => [kind, who])).toEqual([
      [EVENT.dotEaten, OTHER],
      [EVENT.energizerEaten, OTHER],
      [EVENT.fruitEaten, match.seat],
      [EVENT.fruitEaten, OTHER],
    ]);
  });

  test('cut short are not read beyond their end', () => {
    const { match } = join();
    match.receive(snapshot(3, [EVENT.caught, OTHER, 5, 2, EVENT.caught, OTHER, 5]));
    expect(kinds(match)).toEqual([EVENT.caught]);
  });

  test('are the newest 128 of those between two frames', () => {
    const { match } = join();
    const events = (count: number) => Array.from({ length: count }, (_, i) => [EVENT.caught, OTHER, i, 0]).flat();
    match.receive(snapshot(3, events(128)));
    expect(match.takeEvents()).toHaveLength(128);
    match.receive(snapshot(4, events(129)));
    const told = match.takeEvents();
    expect(told.map(({ place }) => place)).toEqual(Array.from({ length: 128 }, (_, i) => i + 1));
  });

  test.each([
    [1000, 1],
    [1001, 0],
  ])('of a pause of %i ms between two frames: %i of them are news', (pauseMs, count) => {
    const { match } = join();
    match.frame(5000);
    match.receive(snapshot(3, [EVENT.caught, OTHER, 5, 2]));
    match.frame(5000 + pauseMs);
    expect(match.takeEvents()).toHaveLength(count);
  });
});

describe('a frame', () => {
  test('[W4] shows the present, between two ticks', () => {
    const { match } = join();
    match.frame(10.2 * MS_PER_TICK);
    // Half a tick of lead.
    expect(match.prediction.predicted.tick).toBe(11);
    expect(match.fraction).toBeCloseTo(0.7);
    match.frame(10.6 * MS_PER_TICK);
    expect(match.prediction.predicted.tick).toBe(12);
    expect(match.fraction).toBeCloseTo(0.1);
  });

  test('[W6] shows the last world that can be predicted when the server falls silent', () => {
    const { match } = join();
    match.frame(10_000);
    expect(match.prediction.predicted.tick).toBe(PREDICTION_TICKS_MAX);
    expect(match.fraction).toBe(1);
  });

  test('[W2] shows a key at once, also when no tick is due', () => {
    const { match } = join();
    match.frame(10.1 * MS_PER_TICK);
    expect(match.prediction.predicted.tick).toBe(11);
    const input = match.steer(LEFT, 1, 10.2 * MS_PER_TICK);
    expect(input).toMatchObject({ sequence: 1, tick: 12, direction: LEFT, seenTick: 0 });
    match.frame(10.2 * MS_PER_TICK);
    expect(match.prediction.predicted.tick).toBe(12);
    expect(match.prediction.predicted.pacWish[match.seat]).toBe(LEFT);
    expect(match.fraction).toBe(0);
  });

  test('[W2] after a long pause a key is meant for the tick that is next then', () => {
    const { match } = join();
    match.frame(0);
    expect(match.steer(UP, 1, 30.2 * MS_PER_TICK).tick).toBe(31);
  });

  test('[W3] takes back what a server that dropped ticks has not run', () => {
    const { match, clock } = join();
    match.frame(50 * MS_PER_TICK);
    expect(match.prediction.predicted.tick).toBe(51);
    clock.restart();
    clock.heard(51 - JUMP_TICKS - 2, 50 * MS_PER_TICK);
    match.frame(50 * MS_PER_TICK);
    expect(match.prediction.predicted.tick).toBe(51 - JUMP_TICKS - 1);
  });

  test('[W20] counts a correction of the own actor, and blends it', () => {
    const { match } = join();
    const { predicted, confirmed } = match.prediction;
    confirmed.phase = PHASE.play;
    confirmed.pacState[0] = PAC.alive;
    match.prediction.confirmedChanged();
    match.frame(0);
    expect(predicted.pacState[0]).toBe(PAC.alive);
    const x = predicted.pacX[0]!;
    confirmed.pacX[0]! += 5;
    match.receive(snapshot(0));
    match.frame(0);
    expect(match.figures.corrections).toBe(1);
    expect(predicted.pacX[0]! + match.blend.x[0]!).toBeCloseTo(x);
    // A catch is no correction.
    confirmed.pacX[0]! += 5;
    confirmed.pacState[0] = PAC.returning;
    match.receive(snapshot(0));
    match.frame(0);
    expect(match.figures.corrections).toBe(1);
  });
});

describe('[W4] a world that stands still', () => {
  test('is shown as the server has it, and goes on with a new clock', () => {
    const { match, clock } = join();
    match.frame(20 * MS_PER_TICK);
    expect(match.prediction.predicted.tick).toBe(21);
    match.stand(true, 21 * MS_PER_TICK);
    match.receive(snapshot(9));
    match.frame(40 * MS_PER_TICK);
    expect([match.prediction.predicted.tick, match.fraction, match.stands]).toEqual([9, 1, true]);
    // Inputs count for the next tick.
    expect(match.steer(LEFT as Direction, 1, 41 * MS_PER_TICK).tick).toBe(10);
    match.stand(true, 50 * MS_PER_TICK);
    match.stand(false, 100 * MS_PER_TICK);
    expect(clock.arrivalTick(100 * MS_PER_TICK)).toBeCloseTo(9);
    match.frame(100 * MS_PER_TICK);
    expect(match.prediction.predicted.tick).toBe(10);
    // Once is enough.
    match.stand(false, 200 * MS_PER_TICK);
    expect(clock.arrivalTick(100 * MS_PER_TICK)).toBeCloseTo(9);
  });

  test('[W181] waits as it was drawn until another node goes on with it, and never goes back', () => {
    const { match } = join();
    match.frame(20 * MS_PER_TICK);
    const drawn = match.prediction.predicted.tick;
    match.hold();
    match.receive(snapshot(drawn - 9));
    match.stand(true, 40 * MS_PER_TICK, true);
    match.frame(41 * MS_PER_TICK);
    expect([match.prediction.predicted.tick, match.stands]).toEqual([drawn, true]);
    // An input counts for the next tick that is drawn, and is drawn at once.
    expect(match.steer(LEFT as Direction, 1, 42 * MS_PER_TICK).tick).toBe(drawn + 1);
    match.stand(false, 50 * MS_PER_TICK);
    const ticks = Array.from({ length: 20 }, (_, i) => {
      match.frame((50 + i) * MS_PER_TICK);
      return match.prediction.predicted.tick;
    });
    expect(ticks).toEqual(ticks.toSorted((a, b) => a - b));
    expect(ticks[0]).toBe(drawn + 1);
    expect(ticks.at(-1)).toBeGreaterThan(drawn + 1);
  });
});

test('[W3] a message that does not fit the match is refused', () => {
  const { match } = join();
  expect(match.receive({ type: 'keyframe', words: [1, 2] } as never)).toBe('misfit');
  expect(match.receive(snapshot(4))).toBe('applied');
  expect(match.seenTick).toBe(4);
});

test('[W27] a World that breaks the rules is reported, and the frame ends', () => {
  const joined = joinedMessage();
  const clock = new ServerClock();
  clock.heard(joined.tick, 0);
  const errors: unknown[] = [];
  const match = new OnlineMatch(joined, decodedWorld(joined)!, clock, {
    ...CALLS,
    broke: (error) => errors.push(error),
  });
  match.frame(0);
  expect(errors).toEqual([]);
  const broken = cloneWorld(match.prediction.confirmed);
  broken.phase = PHASE.play;
  broken.pacState[0] = PAC.alive;
  broken.dotsLeft = 0;
  broken.level = -1;
  broken.difficulty = -1;
  match.receive({ type: 'keyframe', tick: 0, words: Array.from(broken.words) });
  match.frame(10 * MS_PER_TICK);
  expect(errors).toHaveLength(1);
  match.fail(new Error('drawing failed'));
  expect(errors).toHaveLength(2);
});
