// Whole matches of `versus` and `battle` in real browsers, from a room to the result: two pages and two TCP bots in each.

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { aiDirection, GHOST, PAC, PHASE, ROLE, tileAt, tileOfPixel, type Direction, type World } from '#simulation';
import { BotClient } from '../../bots/bot-client.ts';
import { browserAvailable } from '../support/browser.ts';
import { directionTo } from '../support/shortest-way.ts';
import { createRoomOf, namesInResults, toMenu, untilBegun, untilSeated, type Settings } from './room-of-pages.ts';
import { PATIENT, read, screenshot, startStack, WAIT_MS, type Player, type Stack } from './stack.ts';
import { steerToEnd } from './steered-page.ts';

const waiting = { timeout: WAIT_MS };
/** A turn or a round lasts as long as its players do; those of these tests do not last long. */
const longWaiting = { timeout: 100_000 };
const LONG_TEST = { timeout: 200_000 };
/** Bots have to steer meanwhile, and pages have to see the panels between turns. */
const TURNS_RATE = 4;
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
/** Where Pac-Man stands at the start of a turn. */
const PAC_START = tileAt(13, 26);

describe.skipIf(!browserAvailable)('rivals in real browsers', () => {
  let stack: Stack;
  /** On a wide screen, and on a phone. */
  let ann: Player;
  let ben: Player;

  beforeAll(async () => {
    stack = await startStack({ server: PATIENT });
    ann = await stack.openForAll();
    ben = await stack.openForAll(PHONE);
    await ann.page.fill('#name', 'Ann');
    await ben.page.fill('#name', 'Ben');
  });
  afterAll(() => stack?.stop());

  test(
    '[W52][W155] two pages and two bots play versus to its end: fog, turns, and everybody is Pac-Man once',
    LONG_TEST,
    async () => {
      await beginMatch({ mode: 'versus', seatCount: '4', level: '1' }, hunt);
      const players = [ann, ben];
      for (const player of players) await record(player);
      await Promise.all(players.map((player) => untilPhase(player, PHASE.play)));
      await Promise.all(players.map((player) => steersUnlessPac(player)));
      const room = stack.room((await read(ann, 'code'))!);
      await stack.hurryUntil(() => room.world.phase === PHASE.between);
      await Promise.all(
        players.map(({ page }) => page.locator('#match .break').waitFor({ state: 'visible', ...longWaiting })),
      );
      for (const player of players) await screenshot(player, `versus-${player === ann ? 'wide' : 'phone'}-between`);
      await stack.hurryUntil(() => room.stateName === 'result', TURNS_RATE);
      await expectRanking('versus');
      for (const player of players) {
        const { roles, panels } = await recorded(player);
        expect(roles).toEqual(expect.arrayContaining([ROLE.pac, ROLE.ghost]));
        const catches = panels.filter((text) => /caught .*1,600 points for /.test(text));
        expect(catches.length).toBeGreaterThan(0);
        expect(panels.some((text) => /Next Pac-Man: |You are Pac-Man next!/.test(text))).toBe(true);
        await toMenu(player);
      }
    },
  );

  test(
    '[W55][W155] two pages and two bots play battle to its end: emotes, a player who is out follows others, the wins',
    LONG_TEST,
    async () => {
      await beginMatch({ mode: 'battle', seatCount: '4', level: '1', rounds: '3' }, outlive);
      await ann.page.keyboard.press('1');
      await ben.page.locator('#players .emote-place canvas').waitFor({ state: 'visible', ...waiting });
      await untilPhase(ann, PHASE.play);
      expect(await ann.page.textContent('#mode-figures')).toMatch(/Round1 of 3.*Alive4 of 4/s);
      const room = stack.room((await read(ann, 'code'))!);
      let hasBroken = false;
      // From now on, since the bots and ghosts decide how soon a round ends, and which one has a break.
      const breaks = Promise.all(
        [ann, ben].map(async ({ page }) => {
          const panel = page.locator('#match .break');
          await panel.waitFor({ state: 'visible', ...longWaiting });
          hasBroken = true;
          return panel.textContent();
        }),
      );
      await steerToEnd(ann);
      await untilOut(ann);
      await ann.page.waitForFunction(
        () => document.getElementById('mode-figures')!.textContent.includes('You are out of this round. You watch '),
        null,
        waiting,
      );
      expect(await ann.page.isVisible('#follow-next')).toBe(true);
      await screenshot(ann, 'battle-out');
      await steerToEnd(ben);
      await stack.hurryUntil(() => hasBroken || room.world.phase === PHASE.between, TURNS_RATE);
      for (const text of await breaks) {
        expect(text).toMatch(/round \d.*The first to win 2 rounds wins the match\./s);
      }
      for (const player of [ann, ben]) await screenshot(player, `battle-${player === ann ? 'wide' : 'phone'}-between`);
      await stack.hurryUntil(() => room.stateName === 'result', TURNS_RATE);
      await expectRanking('battle');
    },
  );

  /** Ann, Ben and two bots are in a room. The match has begun. */
  async function beginMatch(settings: Settings, brain: (world: World, seat: number) => Direction): Promise<void> {
    const code = await createRoomOf(ann, ben, settings);
    for (const name of ['Robot', 'Rosa']) {
      let wish: Direction | null = null;
      const bot = await BotClient.connect({ host: '127.0.0.1', port: stack.tcpPort }, name, {
        onTurn(client, ahead, { seat }) {
          const direction = brain(ahead, seat);
          if (direction !== wish) client.steer(direction);
          wish = direction;
        },
      });
      onTestFinished(() => bot.close());
      await bot.enter({ type: 'join', code, password: '' });
      await untilSeated(ann, name);
    }
    await ann.page.click('#room-start');
    await Promise.all([ann, ben].map(untilBegun));
  }

  /** Both pages show the same result of the four. */
  async function expectRanking(mode: string): Promise<void> {
    const [names, others] = await namesInResults([ann, ben]);
    expect(names!.toSorted()).toEqual(['Ann', 'Ben', 'Robot', 'Rosa']);
    expect(others).toEqual(names);
    for (const player of [ann, ben]) {
      expect(await player.page.textContent('#results-title')).toMatch(/win/);
      await screenshot(player, `${mode}-${player === ann ? 'wide' : 'phone'}-result`);
      expect(player.errors).toEqual([]);
    }
  }
});

/** In `versus`: a ghost goes to where Pac-Man is, or has begun; Pac-Man stands still. */
function hunt(world: World, seat: number): Direction {
  const ghost = world.seatActor[seat]!;
  if (world.seatRole[seat] !== ROLE.ghost || world.ghostState[ghost] !== GHOST.outside) return 4;
  const from = tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!);
  const to = world.pacSeen === 1 ? tileOfPixel(world.pacX[0]!, world.pacY[0]!) : PAC_START;
  return directionTo(world, from, to);
}

/** In `battle`: plays until two are left, and then goes to a ghost outside, so that the round is soon over. */
function outlive(world: World, seat: number): Direction {
  const alive = world.pacState.filter((state) => state === PAC.alive || state === PAC.waiting).length;
  if (alive > 2) return aiDirection(world, seat, 'normal');
  const from = tileOfPixel(world.pacX[seat]!, world.pacY[seat]!);
  const ghost = world.ghostState.indexOf(GHOST.outside);
  if (world.pacState[seat] !== PAC.alive && world.pacState[seat] !== PAC.waiting) return 4;
  return ghost < 0 ? 4 : directionTo(world, from, tileOfPixel(world.ghostX[ghost]!, world.ghostY[ghost]!));
}

function untilPhase({ page }: Player, phase: number): Promise<unknown> {
  return page.waitForFunction((phase) => window.packetman!.confirmed?.phase === phase, phase, waiting);
}

async function untilOut(player: Player): Promise<void> {
  await player.page.waitForFunction(
    (out) => window.packetman!.confirmed!.pacState[window.packetman!.seat!] === out,
    PAC.out,
    longWaiting,
  );
}

async function hasRole(player: Player, role: number): Promise<boolean> {
  return (await read(player, 'confirmed'))!.seatRole[(await read(player, 'seat'))!] === role;
}

/** From now on the page notes its roles and the panels between turns: on a slow machine a test misses some. */
async function record({ page }: Player): Promise<void> {
  await page.evaluate(() => {
    const seen = { roles: [] as number[], panels: [] as string[] };
    Object.assign(window, { seen });
    const note = <Value>(list: Value[], value: Value): void => {
      if (!list.includes(value)) list.push(value);
    };
    const look = (): void => {
      const { confirmed, seat } = window.packetman!;
      if (confirmed !== null) note(seen.roles, confirmed.seatRole[seat!]!);
      const panel = document.querySelector('#match .break:not([hidden])');
      if (panel !== null) note(seen.panels, panel.textContent);
      requestAnimationFrame(look);
    };
    look();
  });
}

function recorded({
  page,
}: Player): Promise<{ readonly roles: readonly number[]; readonly panels: readonly string[] }> {
  return page.evaluate(() => (window as unknown as { seen: { roles: number[]; panels: string[] } }).seen);
}

async function steersUnlessPac(player: Player): Promise<void> {
  const isPac = await hasRole(player, ROLE.pac);
  await screenshot(player, `versus-${isPac ? 'pac' : 'ghost'}-${(await read(player, 'seat'))!}`);
  if (!isPac) await steersItsGhost(player);
}

/** A key moves the player's ghost, as soon as it is outside. */
async function steersItsGhost(player: Player): Promise<void> {
  const actor = (await read(player, 'confirmed'))!.seatActor[(await read(player, 'seat'))!]!;
  const from = (await read(player, 'confirmed'))!;
  await player.page.keyboard.down('ArrowLeft');
  await player.page.waitForFunction(
    ([actor, x, y]) => {
      const { ghostX, ghostY } = window.packetman!.confirmed!;
      return Math.abs(ghostX[actor!]! - x!) + Math.abs(ghostY[actor!]! - y!) > 16;
    },
    [actor, from.ghostX[actor]!, from.ghostY[actor]!],
    waiting,
  );
  await player.page.keyboard.up('ArrowLeft');
}
