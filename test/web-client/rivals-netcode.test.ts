import { expect, test } from 'vitest';
import { EMOTES, type UnknownWord } from '#protocol';
import { createWorld, matchSettings, PAC, PHASE, ROLE, tileAt, tileOfPixel } from '#simulation';
import { FollowedRival } from '../../web-client/followed-rival.ts';
import { SeenDots } from '../../web-client/netcode/seen-dots.ts';
import { ShownEmotes } from '../../web-client/netcode/shown-emotes.ts';
import { directionTo } from '../support/shortest-way.ts';
import { CALM, seeded, SimulatedNetwork } from './simulated-network.ts';

const BATTLE = { mode: 'battle', seatCount: 3, lives: 1, extraLifeScore: 0 } as const;

test('[W51] Pac-Man is heard where a ghost sees it eat, and not where the ghost only learns of it later', () => {
  const world = createWorld(matchSettings({ mode: 'versus', seatCount: 2 }));
  world.viewRole = ROLE.ghost;
  world.pacX[0] = 6 * 8 + 3;
  world.pacY[0] = 8 * 8 + 4;
  const place = tileOfPixel(world.pacX[0], world.pacY[0]);
  expect(place).toBe(tileAt(6, 8));
  const dots = new SeenDots(world);
  const eat = (): void => void (world.dots[5]! &= ~(1 << 6));
  expect(dots.eaten(world)).toBeNull();
  eat();
  expect(dots.eaten(world)).toBe(place);
  expect(dots.eaten(world)).toBeNull();
  world.dots[5]! |= 1 << 6;
  dots.eaten(world);
  world.pacSeen = 0;
  eat();
  expect(dots.eaten(world)).toBeNull();
  world.viewRole = ROLE.pac;
  expect(dots.eaten(world)).toBeNull();
});

test('[W56] an emote is shown for 2.6 s; those of watchers, other matches and later versions are not', () => {
  const emotes = new ShownEmotes();
  const show = (seat: number, emote: string): void =>
    emotes.show({ type: 'emote', seat, name: 'Ann', emote: emote as UnknownWord }, 2, 1000);
  for (const [seat, emote] of [
    [-1, 'hello'],
    [2, 'hello'],
    [0, 'later'],
    [0, 'constructor'],
  ] as const)
    show(seat, emote);
  expect([-1, 0, 2].map((seat) => emotes.of(seat, 1000))).toEqual([null, null, null]);
  for (const emote of EMOTES) {
    show(1, emote);
    expect(emotes.of(1, 1000)).toBe(emote);
  }
  expect([emotes.of(1, 3599), emotes.of(1, 3600)]).toEqual(['taunt', null]);
});

test('[W55] a player who is out of a round follows others in the maze, the next one or a chosen one, until they are back', () => {
  const network = new SimulatedNetwork(1, CALM);
  const [page] = network.beginMatch('Ann', ['Ben', 'Cleo'], BATTLE);
  network.until(() => network.world.phase === PHASE.play);
  network.frames(300);
  const { match } = page;
  const world = match.prediction.confirmed;
  const followed = new FollowedRival();
  expect([followed.update(match), match.marked]).toEqual([false, match.seat]);
  world.pacState[0] = PAC.out;
  expect([followed.update(match), match.marked]).toEqual([true, 1]);
  followed.next(match);
  followed.update(match);
  expect(match.marked).toBe(2);
  followed.choose(match, 1);
  followed.update(match);
  expect(match.marked).toBe(1);
  followed.choose(match, 0);
  world.pacState[1] = PAC.out;
  followed.update(match);
  expect(match.marked).toBe(2);
  world.pacState[0] = PAC.alive;
  expect([followed.update(match), match.marked]).toEqual([false, 0]);
});

test.each([1, 2, 3])(
  '[W57] pages of battle have the server’s World, and draw knocks without a jump (seed %i)',
  (seed) => {
    const network = new SimulatedNetwork(seed, { delayMs: 40, jitterMs: 10 });
    const pages = network.beginMatch('Ann', ['Ben', 'Cleo'], BATTLE);
    const rng = seeded(seed + 100);
    const drawn = pages.map(() => [0, 0]);
    let knockedFrames = 0;
    let longest = 0;
    network.frames(30_000, (frame) => {
      // All meet at one place, and bump into each other there.
      for (const [i, page] of pages.entries()) {
        const { predicted } = page.match.prediction;
        const { seat } = page.match;
        const from = tileOfPixel(predicted.pacX[seat]!, predicted.pacY[seat]!);
        const way = directionTo(predicted, from, tileAt(6 + rng(3), 8));
        if ((frame + 7 * i) % 20 === 0) page.session.steer(way);
        page.frame();
        const { x, y } = page.match.blend;
        const now = [predicted.pacX[seat]! + x[seat]!, predicted.pacY[seat]! + y[seat]!];
        const moved = Math.abs(now[0]! - drawn[i]![0]!) + Math.abs(now[1]! - drawn[i]![1]!);
        drawn[i] = now;
        if (predicted.pacKnockUntilTick[seat]! <= predicted.tick) continue;
        knockedFrames++;
        longest = Math.max(longest, moved);
      }
    });
    expect(knockedFrames).toBeGreaterThan(20);
    expect(longest).toBeLessThan(9);
    network.settle();
    for (const { match } of pages) {
      expect(match.figures.wrongHashes).toBe(0);
      expect([...match.prediction.confirmed.words]).toEqual([...network.world.words]);
    }
  },
);
