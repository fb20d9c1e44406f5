// Whole matches of `versus` and `battle` in real browsers, from a room to the result: two pages and two TCP bots in each.

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { aiDirection, GHOST, PAC, PHASE, ROLE, tileAt, tileOfPixel, type Direction, type World } from '#simulation';
import { BotClient } from '../../bots/bot-client.ts';
import type { Room } from '../../game-server/rooms/room.ts';
import type { WorldFigures } from '../../web-client/debug/test-hook.ts';
import { browserAvailable } from '../support/browser.ts';
import { directionTo } from '../support/shortest-way.ts';
import { createRoomOf, namesInResults, toMenu, untilBegun, untilSeated, type Settings } from './room-of-pages.ts';
import { PATIENT, read, screenshot, SLOW_RATE, startStack, type Player, type Stack } from './stack.ts';
import { steerToEnd } from './steered-page.ts';

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
      const room = await beginMatch({ mode: 'versus', seatCount: '4', level: '1' }, hunt);
      const players = [ann, ben];
      await Promise.all(players.map(async (player) => screenshot(player, await versusPicture(player))));
      const isBreakSeen = breakSeen();
      await stack.hurryUntil(() => isBreakSeen() || room.stateName === 'result', slowInBreaks(room), SLOW_RATE);
      for (const player of players) await screenshot(player, `versus-${player === ann ? 'wide' : 'phone'}-between`);
      await stack.hurryUntil(() => room.stateName === 'result', TURNS_RATE, SLOW_RATE);
      await expectRanking('versus');
      for (const player of players) {
        const { roles, panels, isSteered } = await recorded(player);
        expect(roles).toEqual(expect.arrayContaining([ROLE.pac, ROLE.ghost]));
        expect(isSteered).toBe(true);
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
      const room = await beginMatch({ mode: 'battle', seatCount: '4', level: '1', rounds: '3' }, outlive);
      await ann.page.keyboard.press('1');
      await untilRecorded(ben, 'hasEmote');
      await steerToEnd(ann);
      await untilRecorded(ann, 'follows');
      await screenshot(ann, 'battle-out');
      const { figures } = await recorded(ann);
      expect(figures.some((text) => /Round1 of 3.*Alive4 of 4/s.test(text))).toBe(true);
      await steerToEnd(ben);
      // The bots and ghosts decide how soon a round ends, and which one has a break.
      const isBreakSeen = breakSeen();
      await stack.hurryUntil(() => isBreakSeen() || room.stateName === 'result', slowInBreaks(room), SLOW_RATE);
      for (const player of [ann, ben]) await screenshot(player, `battle-${player === ann ? 'wide' : 'phone'}-between`);
      await stack.hurryUntil(() => room.stateName === 'result', TURNS_RATE, SLOW_RATE);
      for (const player of [ann, ben]) {
        const { panels } = await recorded(player);
        expect(panels[0]).toMatch(/round \d.*The first to win 2 rounds wins the match\./s);
      }
      await expectRanking('battle');
    },
  );

  /** Ann, Ben and two bots are in a room. The match has begun, and the pages record it. */
  async function beginMatch(settings: Settings, brain: (world: World, seat: number) => Direction): Promise<Room> {
    // A host who does nothing for long is host no more.
    stack.pace(SLOW_RATE);
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
    await Promise.all([ann, ben].map(record));
    stack.pace(1);
    await ann.page.click('#room-start');
    await Promise.all([ann, ben].map(untilBegun));
    return stack.room(code);
  }

  /** @returns whether both pages have recorded a break */
  function breakSeen(): () => boolean {
    let isSeen = false;
    void Promise.all([ann, ben].map((player) => untilRecorded(player, 'panels'))).then(
      () => (isSeen = true),
      () => {},
    );
    return () => isSeen;
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

/** The pages have time to see a break. */
function slowInBreaks(room: Room): () => number {
  return () => (room.world.phase === PHASE.between ? SLOW_RATE : TURNS_RATE);
}

async function hasRole(player: Player, role: number): Promise<boolean> {
  return (await read(player, 'confirmed'))!.seatRole[(await read(player, 'seat'))!] === role;
}

/** What a page has shown of a match, frame by frame: most of it is gone before a test could look at it. */
interface Recorded {
  readonly roles: number[];
  /** The panels between turns or rounds. */
  readonly panels: string[];
  /** The figures of the mode. */
  readonly figures: string[];
  /** Whether another player has shown an emote. */
  hasEmote: boolean;
  /** Whether the page said that its player is out, and whom it shows, and offered to show the next one. */
  follows: boolean;
  /** Whether the player's ghost has moved in a turn in which they pressed a key. */
  isSteered: boolean;
}

declare global {
  interface Window {
    recorded?: Recorded;
  }
}

/** From now on the page records, and presses a key in each turn in which its player is a ghost. */
async function record({ page }: Player): Promise<void> {
  await page.evaluate(
    ([play, ghost]) => {
      const seen: Recorded = { roles: [], panels: [], figures: [], hasEmote: false, follows: false, isSteered: false };
      window.recorded = seen;
      const note = <Value>(list: Value[], value: Value): void => {
        if (!list.includes(value)) list.push(value);
      };
      let from: readonly [x: number, y: number] | null = null;
      const steer = ({ phase, seatRole, seatActor, ghostX, ghostY }: WorldFigures, seat: number): void => {
        if (phase !== play || seatRole[seat] !== ghost) return void (from = null);
        const [x, y] = [ghostX[seatActor[seat]!]!, ghostY[seatActor[seat]!]!];
        if (from === null) {
          from = [x, y];
          for (const type of ['keydown', 'keyup']) window.dispatchEvent(new KeyboardEvent(type, { code: 'ArrowLeft' }));
        } else if (Math.abs(x - from[0]) + Math.abs(y - from[1]) > 16) seen.isSteered = true;
      };
      const isVisible = (selector: string): boolean => document.querySelector(selector)?.checkVisibility() === true;
      const look = (): void => {
        if (window.recorded !== seen) return;
        const { confirmed, seat } = window.packetman!;
        if (confirmed !== null) {
          note(seen.roles, confirmed.seatRole[seat!]!);
          steer(confirmed, seat!);
        }
        const panel = document.querySelector('#match .break:not([hidden])');
        if (panel !== null) note(seen.panels, panel.textContent);
        const figures = document.getElementById('mode-figures')!.textContent;
        note(seen.figures, figures);
        seen.hasEmote ||= isVisible('#players .emote-place canvas');
        seen.follows ||= figures.includes('You are out of this round. You watch ') && isVisible('#follow-next');
        requestAnimationFrame(look);
      };
      look();
    },
    [PHASE.play, ROLE.ghost],
  );
}

async function recorded({ page }: Player): Promise<Recorded> {
  return (await page.evaluate(() => window.recorded))!;
}

async function untilRecorded({ page }: Player, what: 'panels' | 'hasEmote' | 'follows'): Promise<void> {
  await page.waitForFunction(
    (what) => {
      const value = window.recorded![what];
      return typeof value === 'boolean' ? value : value.length > 0;
    },
    what,
    longWaiting,
  );
}

async function versusPicture(player: Player): Promise<string> {
  return `versus-${(await hasRole(player, ROLE.pac)) ? 'pac' : 'ghost'}-${(await read(player, 'seat'))!}`;
}
