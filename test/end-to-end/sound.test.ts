// What is heard: every sound measured as the mixer makes it, and the page's sound from the first gesture to the last.

import { join } from 'node:path';
import { build, defaultClientConditions, type Rollup } from 'vite';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PHASE } from '#simulation';
import { VOICES_MAX } from '../../web-client/view/sound/mixer.ts';
import { SOUNDS, secondsOf, type SoundName } from '../../web-client/view/sound/sounds.ts';
import { browserAvailable, launchBrowser, WAIT_MS } from '../support/browser.ts';
import type { Figures, measured, pageSounds } from './rendered-sounds.ts';
import { openReplayFile, play, read, screenshot, startStack, type Player, type Stack } from './stack.ts';

/** The exports of rendered-sounds.ts, in the page. */
declare const rendered: { readonly measured: typeof measured; readonly pageSounds: typeof pageSounds };

declare global {
  interface Window {
    /** Those that the page has made. */
    audioContexts?: AudioContext[];
    /** What was heard since `recordHearing`, a moment for each change. */
    heardMoments?: HeardMoment[];
  }
}

interface HeardMoment {
  readonly loop: string | null;
  readonly track: string | null;
  /** Of the match, -1 without one. */
  readonly phase: number;
  readonly caption: string;
  readonly captionTop: number;
  readonly mazeBottom: number;
}

const GOLDEN = join(import.meta.dirname, '../golden/replays');
const waiting = { timeout: WAIT_MS };
/** Amplitudes: -5 and -30 dBFS. */
const LOUD = 0.562;
const QUIET = 0.0316;
/** Steps of one sample that are heard as clicks are larger: the quickest wave, damped, makes a third of it. */
const CLICK = 0.2;

describe.skipIf(!browserAvailable)('each sound, rendered', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
    await page.addScriptTag({ content: await bundle(join(import.meta.dirname, 'rendered-sounds.ts')) });
  });
  afterAll(() => browser.close());

  test('[W74] sounds are as long as their notes, neither too loud nor too quiet, without clicks, with silence around them', async () => {
    const figures = await page.evaluate(async () => {
      const figures: Record<string, Figures> = {};
      for (const name of rendered.measured.soundNames) figures[name] = await rendered.measured.sound(name);
      return figures;
    });
    for (const [name, { lasts, peak, before, after, jump }] of Object.entries(figures)) {
      const seconds = secondsOf(SOUNDS[name as SoundName].parts);
      expect([name, before, after]).toEqual([name, 0, 0]);
      expectWithin(`${name} lasts`, lasts, seconds - 0.02, seconds + 0.02);
      expectWithin(`peak of ${name}`, peak, QUIET, LOUD);
      expectWithin(`click in ${name}`, jump, 0, CLICK);
    }
  });

  test('[W71] loops sound without a gap and end at once, and each siren is higher than the one before', async () => {
    const figures = await page.evaluate(() =>
      Promise.all(rendered.measured.loopNames.map(async (name) => ({ name, ...(await rendered.measured.loop(name)) }))),
    );
    for (const { name, peak, before, after, gap, jump } of figures) {
      expect([name, before, after, gap]).toEqual([name, 0, 0, 0]);
      // Always there, so never in the foreground.
      expectWithin(`peak of ${name}`, peak, QUIET, LOUD / 4);
      expectWithin(`click in ${name}`, jump, 0, CLICK / 4);
    }
    const pitches = figures.flatMap(({ name, pitch }) => (name.startsWith('siren') ? [pitch] : []));
    expect(pitches).toHaveLength(5);
    for (const [i, pitch] of pitches.slice(1).entries()) expect(pitch).toBeGreaterThan(pitches[i]! * 1.08);
  });

  test('[W73] a run of dots at full speed is one mouth without a gap, whatever the frames', async () => {
    const runs = [
      // 100 % of the speed, 80 %, and frames that come late.
      [7, 8, 7, 7, 8, 7, 8, 7, 7, 8, 7, 8],
      [9, 9, 9, 9, 9, 9, 9, 9],
      [7, 10, 6, 9, 8, 10, 6, 8],
    ];
    for (const run of runs) {
      const { gap, jump, peak, lasts } = await page.evaluate((ticks) => rendered.measured.dots(ticks), run);
      expect(gap).toBeLessThanOrEqual(0.01);
      expect(jump).toBeLessThan(CLICK / 2);
      expect(peak).toBeLessThan(LOUD);
      expect(lasts).toBeGreaterThan(run.reduce((sum, ticks) => sum + ticks, 0) / 60 - 0.1);
    }
  });

  test('[W70] tunes are as long as the opening or the intermission that they are for, and can begin in the middle', async () => {
    const tunes = await page.evaluate(async () => ({
      short: await rendered.measured.tune('opening', 3),
      long: await rendered.measured.tune('openingLong', 4.3),
      middle: await rendered.measured.tune('opening', 3, 1.7),
      others: await Promise.all(
        rendered.measured.intermissions.map(async ([name, seconds]) => ({
          seconds,
          ...(await rendered.measured.tune(name, seconds)),
        })),
      ),
    }));
    expect(tunes.short.lasts).toBeCloseTo(3, 1);
    expect(tunes.long.lasts).toBeCloseTo(4.3, 1);
    expect(tunes.middle.lasts).toBeLessThan(1.31);
    expect(tunes.middle.lasts).toBeGreaterThan(1.1);
    for (const { seconds, lasts } of tunes.others) expect(seconds - lasts).toBeLessThan(0.35);
    for (const { before, after, peak, jump } of [tunes.short, tunes.long, tunes.middle, ...tunes.others]) {
      expect([before, after]).toEqual([0, 0]);
      expect(peak).toBeLessThan(LOUD);
      expect(peak).toBeGreaterThan(0.25);
      expect(jump).toBeLessThan(CLICK);
    }
  });

  test('[W71] [W73] never two loops at once, a syllable ends the one before, the same sound is not doubled, voices have a maximum', async () => {
    const { loops, syllables, same } = await page.evaluate(() => rendered.measured.turns());
    expect(loops).toBeLessThan(0.005);
    expect(syllables).toBeLessThan(0.005);
    expect(same).toBeLessThan(0.005);
    expect(await page.evaluate(() => rendered.measured.voices())).toBe(VOICES_MAX);
  });

  test('[W77] the music of an intermission goes before a match, until it is stopped; what no frame asks for ends', async () => {
    const heard = (part: 'track' | 'loop', name: string | null): Promise<unknown> =>
      page.waitForFunction(([part, name]) => rendered.pageSounds.sounding[part] === name, [part, name] as const);
    await page.evaluate(() => rendered.pageSounds.start());
    expect(await page.evaluate(() => rendered.pageSounds.sounding.context)).toBe('none');
    await page.mouse.click(5, 5);
    await page.waitForFunction(() => rendered.pageSounds.sounding.context === 'running');
    // What is over in a moment is looked at in the page, at once.
    const begun = await page.evaluate(() => {
      rendered.pageSounds.loop('siren2', 0);
      rendered.pageSounds.track({ name: 'death', seconds: 0, length: 0 });
      return rendered.pageSounds.sounding;
    });
    expect(begun).toMatchObject({ loop: 'siren2', track: 'death' });
    await heard('loop', null);
    await heard('track', null);

    const beforeMatch = await page.evaluate(async () => {
      const { pageSounds } = rendered;
      const stop = pageSounds.playTune('intermission2');
      while (pageSounds.sounding.track !== 'intermission2') await new Promise(requestAnimationFrame);
      pageSounds.track({ name: 'opening', seconds: 1, length: 3 });
      const { track } = pageSounds.sounding;
      stop();
      return track;
    });
    expect(beforeMatch).toBe('intermission2');
    await heard('track', null);
    const afterwards = await page.evaluate(() => {
      rendered.pageSounds.track({ name: 'opening', seconds: 1, length: 3 });
      return rendered.pageSounds.sounding.track;
    });
    expect(afterwards).toBe('opening 3.00');
  });

  test('[W74] everything at once does not clip, others are quieter, and a place is heard on its side', async () => {
    const { everything, own, other, left, right } = await page.evaluate(async () => ({
      everything: await rendered.measured.everything(),
      own: await rendered.measured.sound('ghost'),
      other: await rendered.measured.sound('ghost', 0, 0.4),
      left: await rendered.measured.sound('ghost', -0.7),
      right: await rendered.measured.sound('ghost', 0.7),
    }));
    // The ceiling: -6 dBFS.
    expect(everything.peak).toBeLessThanOrEqual(0.5);
    expect(everything.peak).toBeGreaterThan(0.45);
    expect(other.peak).toBeLessThan(own.peak * 0.6);
    expect(left.side).toBeLessThan(-0.5);
    expect(own.side).toBeCloseTo(0, 3);
    expect(right.side).toBeGreaterThan(0.5);
  });
});

describe.skipIf(!browserAvailable)('the page', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  test('[W77] from the first gesture to the last: opening, siren, pause, mute, hidden tab, captions, leaving', async () => {
    const player = await stack.open({ viewport: { width: 390, height: 844 } });
    const { page } = player;
    expect(await read(player, 'sounding')).toEqual({ context: 'none', voices: 0, loop: null, track: null });

    await page.evaluate(() => {
      localStorage.setItem('packetman.mode', 'classic');
      localStorage.setItem('packetman.captions', 'true');
    });
    await page.addInitScript(() => {
      window.audioContexts = [];
      window.AudioContext = class extends AudioContext {
        constructor(options?: AudioContextOptions) {
          super(options);
          window.audioContexts!.push(this);
        }
      };
    });
    await page.reload();
    expect((await read(player, 'sounding')).context).toBe('none');
    await page.evaluate(recordHearing);
    await page.evaluate(pauseAtFirstSiren);
    await play(player);
    const opening = await firstHeard(player, { track: 'opening' });
    expect(opening.phase).not.toBe(PHASE.play);
    const siren = await firstHeard(player, { loop: 'siren1', track: null, caption: '[siren, slow]' });
    expect(siren.phase).toBe(PHASE.play);
    expect(siren.captionTop).toBeGreaterThanOrEqual(siren.mazeBottom - 1);

    await page.waitForFunction(() => window.packetman!.room === 'paused', null, waiting);
    await untilHeard(player, { loop: null });
    await page.click('#pause');
    await untilHeard(player, { loop: 'siren1' });
    await screenshot(player, 'sound-captions');

    await page.keyboard.press('m');
    expect((await read(player, 'sounding')).loop).toBeNull();
    expect(await page.getAttribute('#mute', 'aria-pressed')).toBe('true');
    await page.keyboard.press('m');
    await untilHeard(player, { loop: 'siren1' });

    await hide(page, true);
    await untilHeard(player, { context: 'suspended', loop: null, voices: 0 });
    // A game of one player is paused meanwhile.
    await page.waitForFunction(() => window.packetman!.room === 'paused', null, waiting);
    await hide(page, false);
    await untilHeard(player, { context: 'running', loop: null });
    await page.click('#pause');
    await untilHeard(player, { loop: 'siren1' });

    // A call, or another program, takes the sound away; the next gesture brings it back.
    await page.evaluate(() => window.audioContexts![0]!.suspend());
    await untilHeard(player, { context: 'suspended', loop: null });
    await page.keyboard.press('ArrowRight');
    await untilHeard(player, { context: 'running', loop: 'siren1' });
    expect(await page.evaluate(() => window.audioContexts!.length)).toBe(1);

    // The button asks, as Escape does, and the safe answer has the focus.
    await page.click('#leave');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Stay');
    await page.click('#ask-ways :text-is("Leave")');
    await untilHeard(player, { loop: null, track: null });
    expect(player.errors).toEqual([]);
  });

  test('[W71][PB9] a replay is heard while it plays at its own speed', async () => {
    const player = await stack.open({}, '#replays');
    const { page } = player;
    await page.mouse.click(5, 5);
    await page.evaluate(recordHearing);
    await openReplayFile(page, join(GOLDEN, 'extra-life.json'));
    await firstHeard(player, { track: 'opening' });
    await page.keyboard.press('ArrowRight');
    await untilHeard(player, { track: null, loop: 'siren' });
    await page.selectOption('#replay select', '2');
    await untilHeard(player, { loop: null });
    await page.selectOption('#replay select', '1');
    await untilHeard(player, { loop: 'siren' });
    await page.keyboard.press('Space');
    await untilHeard(player, { loop: null });
  });
});

function expectWithin(what: string, value: number, least: number, most: number): void {
  expect(`${what}: ${value >= least && value <= most ? 'right' : value}`).toBe(`${what}: right`);
}

async function untilHeard(player: Player, heard: Partial<Record<string, string | number | null>>): Promise<void> {
  await player.page.waitForFunction(
    (heard) => {
      const now = window.packetman!.sounding as unknown as Record<string, string | number | null>;
      return Object.entries(heard).every(([key, value]) =>
        typeof value === 'string' ? String(now[key]).startsWith(value) : now[key] === value,
      );
    },
    heard,
    waiting,
  );
}

/** Runs in the page. Openings are over in seconds: whether one was heard is asked afterwards. */
function recordHearing(): void {
  const moments: HeardMoment[] = (window.heardMoments = []);
  const record = (): void => {
    const { sounding, predicted } = window.packetman!;
    const captions = document.querySelector('.captions');
    const { loop, track } = sounding;
    const [phase, caption] = [predicted?.phase ?? -1, captions?.textContent ?? ''];
    const last = moments.at(-1);
    if (last?.loop !== loop || last.track !== track || last.phase !== phase || last.caption !== caption) {
      const captionTop = captions?.getBoundingClientRect().top ?? 0;
      const mazeBottom = document.querySelector('#stage canvas')?.getBoundingClientRect().bottom ?? 0;
      moments.push({ loop, track, phase, caption, captionTop, mazeBottom });
    }
    requestAnimationFrame(record);
  };
  record();
}

/** Runs in the page. Nobody steers: in a minute the match would be over. */
function pauseAtFirstSiren(): void {
  const look = (): void => {
    const isThere = window.heardMoments!.some(({ loop, caption }) => loop !== null && caption.includes('siren'));
    if (isThere) document.getElementById('pause')!.click();
    else requestAnimationFrame(look);
  };
  look();
}

/** The first moment since `recordHearing` in which texts begin with these, or contain this caption; waits for it. */
async function firstHeard(player: Player, heard: Partial<HeardMoment>): Promise<HeardMoment> {
  const found = await player.page.waitForFunction(
    (heard) =>
      window.heardMoments!.find(
        ({ loop, track, caption }) =>
          (heard.loop === undefined || (heard.loop === null ? loop === null : loop?.startsWith(heard.loop))) &&
          (heard.track === undefined || (heard.track === null ? track === null : track?.startsWith(heard.track))) &&
          caption.includes(heard.caption ?? ''),
      ),
    heard,
    waiting,
  );
  return (await found.jsonValue())!;
}

/** What a page notices of a tab that is hidden: a headless browser hides none. */
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

/** A module and what it imports, as a script that puts its exports into `rendered`. */
async function bundle(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['source', ...defaultClientConditions] },
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'rendered' } },
  });
  const [{ output }] = built as [Rollup.RollupOutput];
  return output[0].code;
}
