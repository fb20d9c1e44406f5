import { expect, onTestFinished, test } from 'vitest';
import { MARKS } from '#protocol';
import { createWorld, levelTable, matchSettings, MODES, PHASE, ROLE, TICKS_PER_SECOND } from '#simulation';
import { comfort } from '../../../web-client/view/comfort.ts';
import { callOf } from '../../../web-client/view/maze/calls.ts';
import { FLASH_HALF_TICKS, isLit } from '../../../web-client/view/maze/flashes.ts';
import {
  areGhostsWhite,
  energizerLook,
  ghostOwner,
  isPacSeen,
  knockOf,
  pacLook,
} from '../../../web-client/view/maze/looks.ts';
import { seatLook } from '../../../web-client/view/maze/pictures/seat-look.ts';

/** Of WCAG 2.2, 2.3.1. */
const FLASHES_PER_SECOND_MAX = 3;

const battle = () => createWorld(matchSettings({ mode: 'battle', seatCount: 3 }));
const versus = () => createWorld(matchSettings({ mode: 'versus', seatCount: 3 }));

test.each(MODES.map(({ name }) => name))(
  '[W53] in %s each of 64 seats has a pair of colour and mark of its own',
  (mode) => {
    const pairs = Array.from({ length: mode === 'versus' ? 5 : 64 }, (_, seat) => seatLook(mode, seat));
    expect(new Set(pairs.map(({ colour, mark }) => `${colour} ${mark}`)).size).toBe(pairs.length);
    expect(new Set(pairs.slice(0, 8).map(({ mark }) => mark)).size).toBe(Math.min(pairs.length, MARKS.length));
  },
);

test('[W53] a powered Pac-Man is large, its rivals are prey, and it flashes in its last 120 ticks unless that is unwanted', () => {
  const world = battle();
  world.tick = 1000;
  const looks = (flashes = true) => {
    comfort.flashes = flashes;
    return [0, 1].map((pac) => pacLook(world, pac));
  };
  onTestFinished(() => void (comfort.flashes = true));
  expect(looks()).toEqual(['usual', 'usual']);
  world.pacPowerUntilTick[0] = world.tick + 121;
  expect(looks()).toEqual(['powered', 'prey']);
  const seen = new Set<string>();
  for (; world.tick < world.pacPowerUntilTick[0]; world.tick++) {
    seen.add(looks()[0]!);
    expect(looks(false)).toEqual(['powered', 'prey']);
  }
  expect([...seen].toSorted()).toEqual(['fading', 'powered']);
  expect(looks()).toEqual(['usual', 'usual']);
  world.pacPowerUntilTick.fill(world.tick + 200);
  expect(looks()).toEqual(['powered', 'powered']);
});

test('[W53] energizers of battle are dormant, waking or awake; of other modes always awake', () => {
  const world = battle();
  world.energizersAwake = 0b0010;
  world.energizersDrawn = 0b1000;
  expect([0, 1, 2, 3].map((index) => energizerLook(world, index))).toEqual(['dormant', 'awake', 'dormant', 'waking']);
  expect(energizerLook(versus(), 3)).toBe('awake');
});

test('[W52] a ghost is the arcade’s own, a seat’s, claimed or grey', () => {
  const world = versus();
  world.ghostSeat.set([2, 1, -1, 1]);
  world.ghostClaimed.set([0, 1, 0, 0]);
  expect([0, 1, 2, 3].map((ghost) => ghostOwner(world, ghost))).toEqual([
    { kind: 'steered', seat: 2 },
    { kind: 'claimed', seat: 1 },
    { kind: 'grey', seat: -1 },
    { kind: 'steered', seat: 1 },
  ]);
  expect(ghostOwner(battle(), 0).kind).toBe('arcade');
});

test('[W52] Pac-Man is drawn where the view shows it, and always where nothing is hidden', () => {
  const world = versus();
  expect(isPacSeen(world)).toBe(true);
  world.pacSeen = 0;
  expect(isPacSeen(world)).toBe(false);
  expect(isPacSeen(battle())).toBe(true);
});

test('[W53] a blow is strong at first and gone after 12 ticks', () => {
  const world = battle();
  world.tick = 100;
  world.pacKnockUntilTick[0] = 112;
  const strengths = Array.from({ length: 14 }, () => {
    const strength = knockOf(world, 0);
    world.tick++;
    return strength;
  });
  expect(strengths[0]).toBe(1);
  expect(strengths.slice(12)).toEqual([0, 0]);
  expect(strengths).toEqual(strengths.toSorted((a, b) => b - a));
  expect(knockOf(versus(), 0)).toBe(0);
});

test('[W54] the words in the maze', () => {
  const call = (world: ReturnType<typeof battle>, viewer: number): string | undefined =>
    callOf({ mode: world.settings.mode.name, viewer, prediction: { confirmed: world, predicted: world } })?.text;
  const round = battle();
  round.tick = 1000;
  round.phase = PHASE.ready;
  round.round = 2;
  round.phaseEndsTick = round.tick + 180;
  expect(call(round, 0)).toBe('ROUND 2');
  round.phaseEndsTick = round.tick + 90;
  expect(call(round, 0)).toBe('READY!');
  round.phase = PHASE.play;
  round.suddenDeathDueTick = round.tick + 121;
  expect(call(round, 0)).toBe('3');
  round.suddenDeathTick = round.tick;
  expect(call(round, 0)).toBe('SUDDEN DEATH');
  round.tick += 120;
  expect(call(round, 0)).toBeUndefined();
  round.phase = PHASE.over;
  expect(call(round, 0)).toBe('GAME OVER');

  const turn = versus();
  turn.phase = PHASE.ready;
  turn.phaseEndsTick = turn.tick + 120;
  turn.seatRole.set([ROLE.pac, ROLE.ghost, ROLE.ghost]);
  expect([0, 1, -1].map((viewer) => call(turn, viewer))).toEqual(['YOU ARE PAC-MAN', 'CATCH PAC-MAN', 'READY!']);
  turn.phase = PHASE.play;
  expect(call(turn, 1)).toBeUndefined();
  turn.revealed = 1;
  expect(call(turn, 1)).toBe('REVEALED!');
});

test('[W82] nothing in the maze flashes more than three times a second', () => {
  for (const ticks of Object.values(FLASH_HALF_TICKS)) {
    expect(TICKS_PER_SECOND / (2 * ticks)).toBeLessThanOrEqual(FLASHES_PER_SECOND_MAX);
  }
  // The ghosts' own flashes are the arcade's.
  const world = createWorld(matchSettings({ mode: 'coop', seatCount: 1 }));
  const whites: boolean[] = [];
  for (world.frightLeft = levelTable(1).frightHalfTicks; world.frightLeft > 0; world.frightLeft -= 2)
    whites.push(areGhostsWhite(world));
  const begins = whites.flatMap((white, tick) => (white && !whites[tick - 1] ? [tick] : []));
  expect(begins).toHaveLength(5);
  for (let i = 1; i < begins.length; i++)
    expect(begins[i]! - begins[i - 1]!).toBeGreaterThanOrEqual(TICKS_PER_SECOND / FLASHES_PER_SECOND_MAX);
});

test('[W82] without flashes energizers stay light, and ghosts turn white once', () => {
  comfort.flashes = false;
  onTestFinished(() => void (comfort.flashes = true));
  for (let tick = 0; tick < 60; tick++) expect(isLit('energizer', tick)).toBe(true);
  const changes = (frames: readonly boolean[]): number =>
    frames.filter((white, i) => white !== (frames[i - 1] ?? false)).length;
  const world = createWorld(matchSettings({ mode: 'coop', seatCount: 1 }));
  const coop: boolean[] = [];
  for (world.frightLeft = levelTable(1).frightHalfTicks; world.frightLeft > 0; world.frightLeft -= 2)
    coop.push(areGhostsWhite(world));
  expect([coop[0], coop.at(-1), changes(coop)]).toEqual([false, true, 1]);
  const powered = battle();
  powered.pacPowerUntilTick[0] = 360;
  const frames: boolean[] = [];
  for (powered.tick = 0; powered.tick < 360; powered.tick++) frames.push(areGhostsWhite(powered));
  expect([frames[0], frames.at(-1), changes(frames)]).toEqual([false, true, 1]);
});
