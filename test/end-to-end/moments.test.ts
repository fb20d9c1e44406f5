// Moments in a real browser: what is shown of a catch, a return, an end and a result, and for how long.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aiDirection, canSteer, LEFT, PAC, PHASE, RIGHT } from '#simulation';
import type { ServerMessage } from '#protocol';
import { browserAvailable, WAIT_MS } from '../support/browser.ts';
import { MemoryServer } from '../support/memory-server.ts';
import { PacedServer } from './paced-server.ts';
import { read, screenshot, startStack, type Player, type Stack } from './stack.ts';

const waiting = { timeout: WAIT_MS };
const SMALL = { viewport: { width: 320, height: 568 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
/** A return of `coop`, and how long a player who is out reads whom they watch. */
const RETURN_TICKS = 180;
const OUT_TICKS = 180;
/** What is shown up to a tick was last drawn so many ticks before it at most. */
const FRAME_TICKS = 10;
/** News of a match are so late at most: a piece of the log, some frames, and a machine that has other work. */
const LATE_TICKS = 40;
/** Each frame waits for this process. */
const LONG_TEST = { timeout: 200_000 };
/** The player of the page presses a key so often, and the others look around so often. */
const IDLE_TICKS = 600;
const THINK_TICKS = 5;

describe.skipIf(!browserAvailable)('moments in a real browser', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  test(
    '[W61][W63][W64][W66] at 320x568 a match of coop: its goal, a catch, the return, out, GAME OVER, the result of four',
    LONG_TEST,
    async () => {
      const { server, player, code, letGo } = await matchOf(stack, 'Ann', SMALL);
      const { page } = player;
      const world = server.world(code);
      const seat = (await read(player, 'seat'))!;
      await server.passUntil(page, () => document.querySelector('.goal-banner')!.checkVisibility());
      await screenshot(player, 'moments-goal');
      server.skipUntil(() => world.phase === PHASE.play);
      await server.passUntil(page, () => !document.querySelector('.goal-banner')!.checkVisibility());

      server.skipUntil(() => world.phase === PHASE.play && world.pacState[seat] === PAC.returning);
      const caughtTick = world.tick;
      await server.passUntil(page, () => document.querySelector('.catch-card')!.checkVisibility());
      await screenshot(player, 'moments-caught');
      await server.passUntil(page, () => !document.querySelector('.catch-card')!.checkVisibility());
      const counts = (await shown(player, 'catch')).filter(({ text }) => /^Caught by \w+\. Back in \d$/.test(text));
      expect(counts.map(({ text }) => text.at(-1))).toEqual(['3', '2', '1']);
      expect(counts[0]!.fromTick - caughtTick).toBeLessThanOrEqual(LATE_TICKS);
      expect(counts[2]!.toTick - caughtTick).toBeLessThan(RETURN_TICKS);
      expect(counts[2]!.toTick - caughtTick).toBeGreaterThanOrEqual(RETURN_TICKS - FRAME_TICKS);
      for (const { fromTick, toTick } of counts.slice(1))
        expect(toTick - fromTick).toBeGreaterThanOrEqual(60 - FRAME_TICKS);

      server.skipUntil(() => world.pacState[seat] === PAC.out && world.phase === PHASE.play);
      const outTick = world.tick;
      await server.passUntil(page, () => {
        const card = document.querySelector('.catch-card')!;
        return card.checkVisibility() && card.textContent.includes('Out: watching');
      });
      await screenshot(player, 'moments-out');
      await server.passUntil(page, () => !document.querySelector('.catch-card')!.checkVisibility());
      const out = (await shown(player, 'catch')).findLast(({ text }) => text.includes('Out: watching'))!;
      expect(out.toTick - outTick).toBeGreaterThanOrEqual(OUT_TICKS - LATE_TICKS);

      letGo();
      server.skipUntil(() => world.phase === PHASE.over);
      await server.passUntil(page, () => window.packetman!.shown.at(-1)!.text === 'GAME OVER');
      await screenshot(player, 'moments-over');
      expect(await page.isVisible('#results')).toBe(false);
      await server.passUntil(page, () => document.getElementById('results')!.checkVisibility());
      const [over] = await shown(player, 'call', 'GAME OVER');
      expect(over!.toMs - over!.fromMs).toBeGreaterThanOrEqual(2000);
      await page.waitForFunction(
        () => document.querySelector('#results')!.getAnimations({ subtree: true }).length === 0,
      );
      await screenshot(player, 'moments-result-4');
      await expectReadable(player, 4);
      expect(player.errors).toEqual([]);

      // The same page shows the result of 64 players, which takes too long to play.
      server.sendInstead(...resultOfMany(64, 'Ann'));
      await page.waitForFunction(() => document.querySelectorAll('#results-rows li').length === 64, null, waiting);
      await screenshot(player, 'moments-result-64');
      await expectReadable(player, 64);
      expect(player.errors).toEqual([]);
    },
  );
});

/** All names and points can be read, the rows scroll, the own row and all buttons are in sight. */
async function expectReadable({ page }: Player, players: number): Promise<void> {
  const found = await page.evaluate(() => {
    const box = (element: Element) => element.getBoundingClientRect();
    const panel = box(document.querySelector('#results')!);
    const rows = document.querySelector('#results-rows')!;
    const isIn = (inner: DOMRect, outer: DOMRect) =>
      inner.top >= outer.top - 1 &&
      inner.bottom <= outer.bottom + 1 &&
      inner.left >= outer.left &&
      inner.right <= outer.right + 1;
    const texts = [...rows.querySelectorAll<HTMLElement>('.player, .count')];
    return {
      rows: rows.children.length,
      cut: texts.filter((text) => text.scrollWidth > text.clientWidth + 1 || text.clientWidth === 0).length,
      isPanelIn: isIn(panel, new DOMRect(0, 0, innerWidth, innerHeight)),
      isOwnIn: isIn(box(rows.querySelector('.own')!), box(rows)),
      buttons: [...document.querySelectorAll<HTMLElement>('#results .buttons button')]
        .filter(({ hidden }) => !hidden)
        .map((each) => isIn(box(each), panel)),
    };
  });
  expect(found).toMatchObject({ rows: players, cut: 0, isPanelIn: true, isOwnIn: true });
  expect(found.buttons.length).toBeGreaterThanOrEqual(3);
  expect(found.buttons).not.toContain(false);
}

async function shown(player: Player, place: string, text = '') {
  return (await read(player, 'shown')).filter((each) => each.place === place && each.text.includes(text));
}

/** A match of the page, whose player stands still or runs to and fro, and of three who know how to live. */
async function matchOf(stack: Stack, name: string, size: object) {
  const server = new PacedServer(5);
  const player = await stack.open(size);
  const { page } = player;
  await server.attach(page);
  const host = server.memory.enter('Benedikta Long16');
  const code = host.create({ mode: 'coop', seatCount: 4, fill: false });
  const others = [host, server.memory.enter('Cleo'), server.memory.enter('Dora the Brave')];
  for (const other of others.slice(1)) other.join(code);
  await page.goto(`http://127.0.0.1:${stack.webPort}/?test#${code}`);
  // Only the part behind # has changed.
  await page.reload();
  await page.fill('#name', name);
  await page.click('#play');
  await page.waitForFunction(() => window.packetman!.seat !== null, null, waiting);
  host.send({ type: 'start' });
  await server.passUntil(page, () => window.packetman!.frames > 0);
  const world = server.world(code);
  let areCareful = true;
  server.eachTick = () => {
    if (world.phase !== PHASE.play) return;
    if (world.tick % IDLE_TICKS === 0) server.press(server.line, world.tick % (2 * IDLE_TICKS) === 0 ? LEFT : RIGHT);
    for (const [seat, other] of others.entries()) {
      if (!canSteer(world, seat) || world.tick % THINK_TICKS !== seat) continue;
      const wish = areCareful ? aiDirection(world, seat, 'normal') : LEFT;
      if (wish !== world.pacWish[seat]) server.press(other, wish);
    }
  };
  return { server, player, code, letGo: () => (areCareful = false) };
}

/** The result of a match of `mega`, as its server would send it: with the match that is over. */
function resultOfMany(players: number, name: string): ServerMessage[] {
  const memory = new MemoryServer();
  const player = memory.enter(name);
  player.create({ mode: 'mega', seatCount: players, fill: true });
  player.send({ type: 'start' });
  const joined = player.last('joined')!;
  const room = player.last('room')!;
  const layout = joined.layout.find((row) => row.name === 'phase')!;
  const words = Array.from(joined.words);
  words[layout.start] = PHASE.over;
  const seats = joined.seats.map((_, index) => ({
    name: index === 0 ? name : `Player ${'W'.repeat(8)}${index}`.slice(0, 16),
    ...{
      place: ((index + 40) % players) + 1,
      score: 999_990 - index,
      dots: 4000 + index,
      energizers: 12,
      ghosts: 40 - (index % 7),
    },
    ...{
      caught: index % 4,
      bestChain: 3,
      distance: 90_000,
      seat: index,
      rivals: index % 9,
      rounds: 0,
      turns: 0,
      fruits: 3,
    },
  }));
  return [
    { ...joined, words },
    { ...room, state: 'result', endsInTicks: 600 },
    { type: 'results', level: 3, score: 0, cleared: false, seats, replay: 'abc', match: '' },
  ];
}
