// What is shown and said of moments: the card of the own catch, the goal, the news, the end, the lines for screen readers.

import { expect, test } from 'vitest';
import { createWorld, matchSettings, PAC, PHASE, ROLE, type NamedSettings, type World } from '#simulation';
import { goalOf } from '../../../web-client/moments/goal.ts';
import { CATCH_MS, MatchEnd } from '../../../web-client/moments/match-end.ts';
import type { SeenMatch } from '../../../web-client/moments/moment-source.ts';
import { spokenOf } from '../../../web-client/moments/moment-text.ts';
import type { Moment, MomentOf } from '../../../web-client/moments/moment.ts';
import { NewsLines } from '../../../web-client/moments/news-lines.ts';
import { OwnCatch } from '../../../web-client/moments/own-catch.ts';
import { LINES_PER_SECOND_MAX, SpokenLines } from '../../../web-client/moments/spoken-lines.ts';
import { callOf } from '../../../web-client/view/maze/calls.ts';

const NAMES = ['Ann', 'Ben', 'Cleo', 'Dora'];
const nameOf = (seat: number): string => NAMES[seat] ?? '';
const EXTRA: Moment = { kind: 'extraLife', seat: 1, isOwn: false, lives: 4 };

/** A match in which all seats play, at tick 1000. */
function played(settings: NamedSettings): { world: World; seen: SeenMatch & { marked: number } } {
  const world = createWorld(matchSettings(settings));
  world.phase = PHASE.play;
  world.tick = 1000;
  world.lifeStartTick = 300;
  for (let seat = 0; seat < Math.min(world.seatCount, world.pacCount); seat++) {
    world.pacState[seat] = PAC.alive;
    world.seatRole[seat] = ROLE.pac;
    world.seatActor[seat] = seat;
    world.pacSeat[seat] = seat;
  }
  return { world, seen: { viewer: 0, marked: 0, prediction: { confirmed: world, predicted: world } } };
}

function caughtBy(by: MomentOf<'caught'>['by'], seat = 0): MomentOf<'caught'> {
  return { kind: 'caught', seat, isOwn: seat === 0, place: 100, by };
}

test('[W61] a caught player of coop reads by whom, when they are back, and what returns the team has left', () => {
  const { world, seen } = played({ mode: 'coop', seatCount: 4 });
  const own = new OwnCatch();
  own.take([], seen);
  expect(own.card(seen, nameOf)).toBe(null);
  world.pacState[0] = PAC.returning;
  world.pacUntilTick[0] = 1180;
  world.pacY[0] = 200;
  world.lives = 1;
  own.take([caughtBy({ kind: 'ghost', ghost: 1 })], seen);
  const expected = { title: 'Caught by Pinky', detail: 'Your team shares 1 more return.', isLow: true };
  for (const [tick, outlook] of [
    [1000, 'Back in 3'],
    [1059, 'Back in 3'],
    [1060, 'Back in 2'],
    [1179, 'Back in 1'],
  ] as const) {
    world.tick = tick;
    expect(own.card(seen, nameOf)).toMatchObject({ ...expected, outlook });
  }
  world.pacState[0] = PAC.waiting;
  expect(own.card(seen, nameOf)).toBe(null);
});

test('[W61] the card is gone in the frame in which the own Pac-Man is back by prediction, and never there before the server has the catch', () => {
  const { world, seen } = played({ mode: 'coop', seatCount: 2 });
  const predicted = played({ mode: 'coop', seatCount: 2 }).world;
  const ahead = { ...seen, prediction: { confirmed: world, predicted } };
  const own = new OwnCatch();
  predicted.pacState[0] = PAC.returning;
  predicted.pacUntilTick[0] = 1180;
  expect(own.card(ahead, nameOf)).toBe(null);
  world.pacState[0] = PAC.returning;
  world.pacUntilTick[0] = 1180;
  own.take([caughtBy({ kind: 'ghost', ghost: 0 })], ahead);
  expect(own.card(ahead, nameOf)?.outlook).toBe('Back in 3');
  predicted.pacState[0] = PAC.waiting;
  expect(own.card(ahead, nameOf)).toBe(null);
});

test('[W61] a player who is out reads whom they watch for three seconds; then a line beside the maze says it', () => {
  const { world, seen } = played({ mode: 'coop', seatCount: 2 });
  const own = new OwnCatch();
  const news = new NewsLines();
  world.pacState[0] = PAC.out;
  seen.marked = 1;
  own.take([caughtBy({ kind: 'ghost', ghost: 3 })], seen);
  expect(own.card(seen, nameOf)).toMatchObject({
    title: 'Caught by Clyde',
    outlook: 'Out: watching Ben',
    detail: 'A fruit or the next level brings you back.',
  });
  world.tick += 179;
  expect(own.card(seen, nameOf)).not.toBe(null);
  world.tick++;
  expect(own.card(seen, nameOf)).toBe(null);
  expect(news.update([], seen, nameOf, 0)).toBe('Out: watching Ben');
});

test('[W61] rivals are named as catchers in battle, with what follows', () => {
  const { world, seen } = played({ mode: 'battle', seatCount: 4, rounds: 3 });
  const own = new OwnCatch();
  world.pacState[0] = PAC.out;
  seen.marked = 3;
  own.take([caughtBy({ kind: 'seat', seat: 2 })], seen);
  expect(own.card(seen, nameOf)).toMatchObject({
    title: 'Caught by Cleo',
    outlook: 'Out: watching Dora',
    detail: 'You are back in the next round.',
  });
  // The panel between two rounds has its place.
  world.phase = PHASE.between;
  world.tick += 40;
  expect(own.card(seen, nameOf)).toBe(null);
});

test('[W61] in classic the lives that are left are read, in mega those of the seat', () => {
  const classic = played({ mode: 'classic', seatCount: 1 });
  const own = new OwnCatch();
  classic.world.phase = PHASE.dying;
  const details = [3, 2, 1].map((lives) => {
    classic.world.lives = lives;
    own.take([caughtBy({ kind: 'ghost', ghost: 0 })], classic.seen);
    return own.card(classic.seen, nameOf)!.detail;
  });
  expect(details).toEqual(['2 lives left', 'Your last life', '']);
  const mega = played({ mode: 'mega', seatCount: 4 });
  mega.world.pacState[0] = PAC.returning;
  mega.world.pacUntilTick[0] = 1120;
  mega.world.seatLives[0] = 2;
  const ofMega = new OwnCatch();
  ofMega.take([caughtBy({ kind: 'seat', seat: 1 })], mega.seen);
  expect(ofMega.card(mega.seen, nameOf)).toMatchObject({ title: 'Caught by Ben', outlook: 'Back in 2' });
});

test('[W62] the catch of another is a line for three seconds, the newest one counts, and a team hears of its returns', () => {
  const { seen } = played({ mode: 'coop', seatCount: 4 });
  const news = new NewsLines();
  const line = (moments: readonly Moment[], nowMs: number) => news.update(moments, seen, nameOf, nowMs);
  expect(line([], 0)).toBe('');
  expect(line([caughtBy({ kind: 'ghost', ghost: 0 }, 1)], 1000)).toBe('Blinky caught Ben');
  expect(line([], 3999)).toBe('Blinky caught Ben');
  expect(line([EXTRA], 2000)).toBe('Extra return: 4 now');
  expect(line([], 5000)).toBe('');
  // The own catch has a card.
  expect(line([caughtBy({ kind: 'ghost', ghost: 0 })], 6000)).toBe('');
});

test('[W63] the end is seen for its time: the catch, two seconds of GAME OVER at least, then the result', () => {
  const { world, seen } = played({ mode: 'coop', seatCount: 1 });
  const end = new MatchEnd();
  end.update(seen, 0);
  world.phase = PHASE.over;
  end.update(seen, 1000);
  expect(end.wasSeen).toBe(false);
  end.update(seen, 1000 + CATCH_MS + 2000);
  expect(end.wasSeen).toBe(false);
  end.update(seen, 1000 + CATCH_MS + 2500);
  expect(end.wasSeen).toBe(true);
  const late = new MatchEnd();
  late.update({ ...seen }, 0);
  expect(late.wasSeen).toBe(true);
  late.forget();
  expect(late.wasSeen).toBe(false);
});

test('[W63] a level that follows another one is named before its READY!, or while it is played', () => {
  const { world, seen } = played({ mode: 'coop', seatCount: 1 });
  const called = () => callOf({ mode: world.settings.mode.name, viewer: 0, prediction: seen.prediction })?.text;
  world.phase = PHASE.ready;
  world.phaseEndsTick = world.tick + 120;
  expect(called()).toBe('READY!');
  world.level = 2;
  expect(called()).toBe('LEVEL 2');
  world.tick += 60;
  expect(called()).toBe('READY!');
  world.tick -= 60;
  world.dotsLeft--;
  expect(called()).toBe('READY!');
});

test('[W66] each mode says its goal before a match, a turn and a round, and nothing while it is played or after a catch', () => {
  for (const mode of ['coop', 'classic', 'versus', 'battle', 'mega']) {
    const world = createWorld(matchSettings({ mode, seatCount: mode === 'classic' ? 1 : 4 }));
    expect(goalOf(world, 0)).not.toBe('');
    expect(goalOf(world, -1)).toBe('');
    world.phase = PHASE.play;
    expect(goalOf(world, 0)).toBe('');
  }
  const { world: life } = played({ mode: 'classic', seatCount: 1 });
  life.phase = PHASE.ready;
  expect(goalOf(life, 0)).toBe('');
  const { world: turn } = played({ mode: 'versus', seatCount: 3 });
  turn.phase = PHASE.ready;
  turn.seatRole.set([ROLE.ghost, ROLE.pac, ROLE.ghost]);
  expect([0, 1].map((seat) => goalOf(turn, seat))).toEqual([
    'Find Pac-Man: a\u00a0catch is worth\u00a01,600.',
    'You are Pac-Man: dots are 10\u00a0each. Do not get caught!',
  ]);
});

test('[W67] screen readers hear two lines a second at most: those of one frame together, the newest, the urgent ones first', () => {
  const lines = new SpokenLines();
  const said: string[] = [];
  for (let frame = 0; frame < 600; frame++) {
    const nowMs = (frame * 1000) / 60;
    lines.add([{ text: `soon ${frame}`, urgency: 'soon' }], nowMs);
    if (frame % 60 === 0)
      lines.add(
        [
          { text: 'a', urgency: 'now' },
          { text: 'b', urgency: 'now' },
        ],
        nowMs,
      );
    const line = lines.next(nowMs);
    if (line !== null) said.push(line.text);
  }
  expect(said.length).toBeLessThanOrEqual(10 * LINES_PER_SECOND_MAX);
  expect(said.filter((text) => text === 'a b').length).toBe(10);
  expect(said.slice(0, 4)).toEqual(['a b', 'soon 30', 'a b', 'soon 90']);
  lines.add([{ text: 'old', urgency: 'soon' }], 20_000);
  expect(lines.next(23_000)).toBe(null);
});

test('[W67] screen readers hear the count, the catch, the return, the energizer, the level and the end', () => {
  const say = (moment: Moment) => spokenOf(moment, nameOf, true);
  expect(say({ kind: 'count', seconds: 3 })).toEqual({ text: '3', urgency: 'soon' });
  expect(say(caughtBy({ kind: 'ghost', ghost: 2 }))).toEqual({ text: 'Caught by Inky', urgency: 'now' });
  expect(say(caughtBy({ kind: 'ghost', ghost: 2 }, 1))).toEqual({ text: 'Inky caught Ben', urgency: 'soon' });
  const backIn = { kind: 'backIn', seat: 0, isOwn: true } as const;
  expect(say({ ...backIn, seconds: 3, isFirst: true })?.text).toBe('Back in 3 seconds.');
  expect(say({ ...backIn, seconds: 2, isFirst: false })).toBe(null);
  expect(say({ kind: 'energizer', seat: 1, isOwn: false, place: 5 })?.urgency).toBe('now');
  expect(say({ kind: 'levelStarted', level: 2 })?.text).toBe('Level 2');
  expect(say({ kind: 'gameOver', level: 2 })).toEqual({ text: 'Game over.', urgency: 'now' });
});
