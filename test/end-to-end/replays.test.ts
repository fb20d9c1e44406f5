import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { hashWorld, ReplayCursor, replayFrom, type Replay } from '#simulation';
import { ArenaReport } from '../../bots/arena/report/arena-report.ts';
import { BotClient } from '../../bots/bot-client.ts';
import { contestants, FACTS, gameOf, seatOf } from '../bots/arena-games.ts';
import { browserAvailable, WAIT_MS } from '../support/browser.ts';
import { startReplayApi, type ReplayApi } from '../support/replay-api.ts';
import { violationsIn } from './page-checks.ts';
import { openReplayFile, PATIENT, play, read, screenshot, startStack, type Player, type Stack } from './stack.ts';

const waiting = { timeout: WAIT_MS };
const GOLDEN = join(import.meta.dirname, '../golden/replays');
const golden = (name: string): Replay => replayFrom(JSON.parse(readFileSync(join(GOLDEN, `${name}.json`), 'utf8')));
const PHONE = { viewport: { width: 360, height: 640 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
const PHONE_ON_ITS_SIDE = { ...PHONE, viewport: { width: 640, height: 360 } };
const LONG_TEST = { timeout: 240_000 };

const TEAM = ['Ann', 'Ben', 'Cleo', 'Dora'];
const COOP: Replay = {
  ...golden('coop-of-four'),
  playedAtMs: Date.UTC(2026, 10, 29, 20, 5),
  players: TEAM.map((name, seat) => ({ tick: 0, seat, driver: seat === 1 ? 'bot' : 'human', name })),
  result: { level: 7, score: 81_230, cleared: false, seats: [{ name: 'Ann', place: 1, score: 81_230 }] },
};

declare global {
  interface Window {
    /** What buttons of the replay have said since `noteButtonTexts`. */
    buttonTexts?: Set<string>;
  }
}

describe.skipIf(!browserAvailable)('replays in a real browser', () => {
  let api: ReplayApi;
  let stack: Stack;

  beforeAll(async () => {
    const broken = { RULES: { ...COOP, rules: 99 }, BROKEN: '{', WORDS: withZeroWords(COOP) };
    api = await startReplayApi({ COOP, FAILED: { ...COOP, failure: 'W'.repeat(1000) }, ...broken });
    stack = await startStack({ api: api.origin, server: PATIENT });
  });
  afterAll(async () => {
    await stack.stop();
    api.close();
  });

  test('[PB7][PB8][PB11] from the menu: a replay is listed, played, sought, stepped, followed and shared', async () => {
    const player = await stack.open({ permissions: ['clipboard-read', 'clipboard-write'] });
    const { page } = player;
    await page.click('#replays-show', waiting);
    await page.waitForSelector('#replay-list li:has-text("Ann"):has-text("13:37")', waiting);
    await page.click('[aria-label^="Watch Together, 81,230 points"]');
    await page.waitForFunction(() => window.packetman!.playback?.isPlaying === true, null, waiting);
    await page.waitForFunction(() => window.packetman!.playback!.tick > 60, null, waiting);

    await page.keyboard.press(' ');
    await page.waitForSelector('#replay [aria-label="Play"]', waiting);
    const cursor = new ReplayCursor(COOP);
    const shows = async (): Promise<number> => {
      const { tick, hash } = (await read(player, 'playback'))!;
      cursor.seek(tick);
      expect(hash).toBe(hashWorld(cursor.match.worlds[0]!));
      return tick;
    };
    const paused = await shows();
    await page.keyboard.press('.');
    expect(await shows()).toBe(paused + 1);
    await page.keyboard.press(',');
    await page.keyboard.press(',');
    expect(await shows()).toBe(paused - 1);
    await page.keyboard.press('ArrowRight');
    expect(await shows()).toBe(paused - 1 + 300);
    await page.keyboard.press('ArrowLeft');
    expect(await shows()).toBe(paused - 1);
    await page.keyboard.press('End');
    expect(await shows()).toBe(COOP.ticks);
    await page.keyboard.press('Home');
    expect(await shows()).toBe(0);
    await page.getByLabel('Time in the match').fill('30000');
    expect(await shows()).toBe(30_000);

    await page.click('.player:has-text("Cleo")');
    await page.waitForSelector('#replay .followed:text-matches("^Cleo: [\\\\d,]+ points")', waiting);
    expect((await read(player, 'playback'))!.seat).toBe(2);
    expect(await page.getAttribute('.player:has-text("Cleo")', 'aria-pressed')).toBe('true');
    await page.getByRole('button', { name: 'Targets' }).click();
    const destinations = (await read(player, 'playback'))!.destinations!;
    expect(destinations).toHaveLength(4);
    expect(destinations.some((each) => each !== null)).toBe(true);
    await screenshot(player, 'replay');

    await page.evaluate(noteButtonTexts);
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.waitForFunction(() => window.buttonTexts!.has('Copied'), null, waiting);
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toMatch(/#replay=COOP&t=500$/);

    await page.getByLabel('Speed').selectOption('16');
    await page.click('#replay [aria-label="Play"]');
    await page.waitForFunction(() => window.packetman!.playback!.tick > 31_000, null, waiting);
    await page.keyboard.press('Escape');
    await page.waitForSelector('#replays:not([hidden])', waiting);
    await page.keyboard.press('Escape');
    await page.waitForSelector('#menu:not([hidden])', waiting);
    expect(player.errors).toEqual([]);
  });

  test.each([
    [248, PHONE],
    [200, PHONE_ON_ITS_SIDE],
  ])(
    '[PB7][PB11] a link leads to its moment, with targets for fingers, and a maze %d high: %j',
    async (high, phone) => {
      const player = await stack.open(phone, '#replay=COOP&t=500');
      const { page } = player;
      await page.waitForFunction(() => (window.packetman!.playback?.tick ?? 0) >= 30_000, null, waiting);
      await page.tap('#replay [aria-label="Pause"]');
      await page.waitForFunction(() => !window.packetman!.playback!.isPlaying, null, waiting);
      const sizes = await page.$$eval('#replay button, #replay select, #replay input', (targets) =>
        targets
          .filter((target) => target.checkVisibility())
          .map((target) => [target.textContent || target.ariaLabel, target.getBoundingClientRect()] as const)
          .map(([name, { width, height, right, bottom }]) => ({ name, width, height, right, bottom })),
      );
      expect(sizes.length).toBeGreaterThan(10);
      for (const { name, width, height, right, bottom } of sizes) {
        const isInside = right <= phone.viewport.width && bottom <= phone.viewport.height;
        expect([name, Math.min(width, height) >= 44, isInside]).toEqual([name, true, true]);
      }
      const canvas = (await page.locator('#replay .stage canvas').boundingBox())!;
      expect(canvas.height).toBeGreaterThanOrEqual(high);
      await screenshot(player, `replay-phone-${high}`);
      expect(player.errors).toEqual([]);
    },
  );

  test('[PB7] what cannot be shown is explained, with a way to the menu, from a link and in an open page', async () => {
    const { page } = await stack.open({}, '#replay=NONE');
    for (const [id, text] of [
      ['NONE', 'This replay is not there'],
      ['RULES', 'other rules of the game'],
      ['BROKEN', 'incomplete or damaged'],
      ['WORDS&t=100', 'incomplete or damaged'],
    ] as const) {
      await page.evaluate((hash) => (location.hash = hash), `replay=${id}`);
      await page.waitForSelector(`#replay [role=alert]:has-text("${text}")`, waiting);
      await page.click('#replay [role=alert] button:text("Menu")');
      await page.waitForSelector('#menu:not([hidden])', waiting);
      expect(await page.evaluate(() => location.hash)).toBe('');
    }
  });

  test.each([{}, PHONE, PHONE_ON_ITS_SIDE])(
    '[PB5][PB11] a long error leaves the way back on the screen: %j',
    async (options) => {
      const player = await stack.open(options, '#replay=FAILED&t=100000');
      await player.page.waitForSelector('#replay .note:has-text("because of an error: WWW")', waiting);
      const { height } = player.page.viewportSize()!;
      const back = (await player.page.locator('#replay button:text("Menu")').boundingBox())!;
      expect(back.y + back.height).toBeLessThanOrEqual(height);
      expect(player.errors).toEqual([]);
    },
  );

  test('[PB7] while its program is loading, the list leads back, and opens nothing', async () => {
    const player = await stack.open();
    const { page } = player;
    let letGo = (): void => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route('**/replay-pages-*.js', async (route) => (await held, route.continue()));
    const asked = page.waitForRequest('**/replay-pages-*.js');
    await page.click('#replays-show', waiting);
    await asked;
    expect(await page.isDisabled('#replays-open')).toBe(true);
    await page.click('#replays-back');
    await page.waitForSelector('#menu:not([hidden])', waiting);
    letGo();
    await page.click('#replays-show', waiting);
    await openReplayFile(page, join(GOLDEN, 'extra-life.json'));
    await page.waitForFunction(() => window.packetman!.playback?.isPlaying === true, null, waiting);
    expect(player.errors).toEqual([]);
  });

  test('[PB7] a file is played from the list', async () => {
    const player = await stack.open({}, '#replays');
    await openReplayFile(player.page, join(GOLDEN, 'extra-life.json'));
    await player.page.waitForFunction(() => window.packetman!.playback?.isPlaying === true, null, waiting);
    expect(await player.page.isVisible('#replay button:text("Copy link")')).toBe(false);
    await player.page.keyboard.press('Escape');
    await player.page.waitForSelector('#replays:not([hidden]) #replay-list li', waiting);
    expect(player.errors).toEqual([]);
  });

  test('[PB7][RP5][RP6] the report of an arena opens from a disk, and its link plays a replay here', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'packetman-arena-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, 'replays'));
    copyFileSync(join(GOLDEN, 'coop-of-four.json'), join(folder, 'replays', 'game.json'));
    const player = await stack.open();
    const { page } = player;
    await page.goto(pathToFileURL(writeArenaReport(folder, `http://127.0.0.1:${stack.webPort}/?test`)).href);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violationsIn(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await page.evaluate(() => 'strangers' in window)).toBe(false);
    await page.click('a.play');
    await page.waitForFunction(() => window.packetman?.playback?.isPlaying === true, null, waiting);
    expect(player.errors).toEqual([]);
  });

  test('[PB2][PB3] a watcher pauses a live match, goes back, sees the targets, and returns to the present', async () => {
    const host = await stack.open();
    await play(host);
    const code = (await read(host, 'code'))!;
    const watcher = await watching(stack, code);
    const { page } = watcher;
    const joined = (await read(watcher, 'playback'))!.tick;
    await page.waitForFunction((tick) => window.packetman!.playback!.tick > tick + 120, joined, waiting);
    await page.keyboard.press(' ');
    await page.waitForFunction(() => !window.packetman!.playback!.isPlaying, null, waiting);
    const { tick } = (await read(watcher, 'playback'))!;
    await page.keyboard.press(',');
    expect((await read(watcher, 'playback'))!.tick).toBe(tick - 1);
    await page.keyboard.press('t');
    expect((await read(watcher, 'playback'))!.destinations).toHaveLength(4);
    await page.waitForFunction((tick) => window.packetman!.confirmed!.tick > tick + 60, tick, waiting);
    expect((await read(watcher, 'playback'))!.tick).toBe(tick - 1);
    await page.keyboard.press('Home');
    expect((await read(watcher, 'playback'))!.tick).toBeLessThanOrEqual(joined);
    await screenshot(watcher, 'watching');
    await page.click('#match .live');
    await page.waitForFunction(() => window.packetman!.playback!.isLive, null, waiting);
    await page.click('#sit');
    await page.waitForFunction(() => window.packetman!.seat! >= 0, null, waiting);
    await page.waitForSelector('#match .playback', { ...waiting, state: 'detached' });
    expect([...host.errors, ...watcher.errors]).toEqual([]);
  });

  test(
    '[PB3][PB8][PB10] a match ends: watchers see it in their time, it is kept and watched again, and the next calls its player back',
    LONG_TEST,
    async () => {
      const data = mkdtempSync(join(tmpdir(), 'packetman-replays-'));
      const server = await startStack({ server: { ...PATIENT, publicPort: 0, data } });
      onTestFinished(async () => {
        await server.stop();
        rmSync(data, { recursive: true, force: true });
      });
      const player = await server.open();
      const { page } = player;
      const { code, robot } = await beginShortMatch(server, player);
      const watcher = await watching(server, code);
      await watcher.page.keyboard.press(' ');
      await watcher.page.waitForFunction(() => !window.packetman!.playback!.isPlaying, null, waiting);
      await server.hurryUntil(() => server.room(code).stateName === 'result');
      await page.waitForSelector('#results:not([hidden])', waiting);
      await watcher.page.waitForFunction(() => window.packetman!.room === 'result', null, waiting);
      expect(await watcher.page.isVisible('#results')).toBe(false);
      await watcher.page.click('#match .live');
      await watcher.page.waitForSelector('#results:not([hidden])', waiting);
      // The pause at the end is in the past, too. By key: the results may lie over the button.
      await watcher.page.keyboard.press(' ');
      await watcher.page.waitForSelector('#results', { ...waiting, state: 'hidden' });
      await watcher.page.click('#match .live');
      await watcher.page.waitForSelector('#results:not([hidden])', waiting);
      const { score } = (await read(player, 'confirmed'))!;
      await page.click('#results-replay');
      await page.waitForFunction(() => window.packetman!.playback?.isPlaying === true, null, waiting);
      await screenshot(player, 'replay-of-results');
      await page.keyboard.press('End');
      await page.waitForSelector(`#replay .score:text("${score}")`, waiting);
      await page.click('#replay button:text("Back to the room")');
      await page.waitForSelector('#results:not([hidden])', waiting);
      expect(await page.evaluate(() => location.hash)).toBe(`#${await read(player, 'code')}`);

      const other = await server.open();
      await other.page.click('#replays-show', waiting);
      await other.page.waitForSelector(`#replay-list .score:text("${score}")`, waiting);

      await page.click('#results-replay');
      await page.waitForSelector('#replay:not([hidden])', waiting);
      robot.send({ type: 'ready', ready: true });
      await server.hurryUntil(() => server.room(code).stateName === 'countdown');
      await page.waitForSelector('#match:not([hidden])', waiting);
      expect(['countdown', 'play']).toContain(await read(player, 'room'));
      expect(await page.evaluate(() => location.hash)).toBe(`#${await read(player, 'code')}`);
      expect([...player.errors, ...watcher.errors, ...other.errors]).toEqual([]);
    },
  );
});

/** Runs in the page. What a button says for a moment is asked afterwards. */
function noteButtonTexts(): void {
  const texts = (window.buttonTexts = new Set<string>());
  const note = (): void => {
    for (const { textContent } of document.querySelectorAll('#replay button')) texts.add(textContent);
  };
  new MutationObserver(note).observe(document.getElementById('replay')!, {
    childList: true,
    characterData: true,
    subtree: true,
  });
}

/** Its checkpoints have the right ticks, and no other word. */
function withZeroWords(replay: Replay): Replay {
  const checkpoints = replay.checkpoints.map((each) => {
    const tickWord = each.words.indexOf(each.tick);
    return { ...each, words: each.words.map((_, i) => (i === tickWord ? each.tick : 0)) };
  });
  return { ...replay, checkpoints };
}

/** A match of coop with a bot, in which the page moves once. The next one begins when the bot is ready and has waited. */
async function beginShortMatch(server: Stack, player: Player): Promise<{ code: string; robot: BotClient }> {
  const { page } = player;
  await page.click('#create');
  await page.selectOption('#settings [name=mode]', 'coop');
  await page.selectOption('#settings [name=seatCount]', '2');
  await page.uncheck('#settings [name=fill]');
  await page.fill('#settings [name=level]', '20');
  await page.click('#settings-done');
  await page.waitForSelector('#room:not([hidden])', waiting);
  const code = (await read(player, 'code'))!;
  const robot = await BotClient.connect({ host: '127.0.0.1', port: server.tcpPort }, 'Robot');
  onTestFinished(() => robot.close());
  await robot.enter({ type: 'join', code, password: '', rate: 30 });
  await page.waitForSelector('#room-seats :text("Robot")', waiting);
  await page.click('#room-start');
  await page.waitForFunction(() => window.packetman!.room === 'play', null, waiting);
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction(() => window.packetman!.confirmed!.score > 0, null, waiting);
  return { code, robot };
}

/** A page that watches a room, in the present. */
async function watching(stack: Stack, code: string): Promise<Player> {
  const watcher = await stack.open();
  await watcher.page.click('#browse');
  await watcher.page.click(`[aria-label="Watch room ${code}"]`, waiting);
  await watcher.page.waitForFunction(() => window.packetman!.playback?.isLive === true, null, waiting);
  return watcher;
}

/** A report with names and output that would run as a script if they could. @returns its path */
function writeArenaReport(folder: string, viewer: string): string {
  const script = '<script>window.strangers = 1</script>';
  const image = '</pre><img src=x onerror="window.strangers = 1">';
  const names = contestants('ai:hard', script, `${'long '.repeat(20)}name`);
  const report = new ArenaReport({ folder, facts: { ...FACTS, seats: 3 }, contestants: names, viewer, now: () => 0 });
  for (let game = 0; game < FACTS.games; game++) {
    const seats = [seatOf(0, 900 + game, 1), seatOf(1, 50, 2, { fault: image }), seatOf(2, 20, 3)];
    report.add(gameOf(game, [], { seats, replay: game === 0 ? 'game.json' : null }));
  }
  return report.end()!;
}
