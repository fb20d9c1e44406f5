// A match as a server describes it: it comes out word for word, or not at all.

import { describe, expect, test } from 'vitest';
import {
  createWorld,
  Events,
  hashWorld,
  layoutFor,
  matchSettings,
  modeNamed,
  plainSettings,
  step,
  decodedWorld,
  type ModeRules,
  type ReceivedMatch,
} from '#simulation';

const SEATS = 3;
const TICK = 500;
const original = createWorld(matchSettings({ mode: 'coop', seatCount: SEATS, seed: 7, maze: 'lantern' }));
const { mode, ...settings } = plainSettings(original.settings);
const events = new Events();
while (original.tick < TICK) step(original, original.tick === 0 ? [{ kind: 'enter', seat: 1 }] : [], events);
const layout = layoutFor(original.settings);
const tiles = original.maze.lines;
const RECEIVED: ReceivedMatch = { mode, settings, tiles, layout, words: original.words.slice() };

test('[ST5] a match that is received becomes the same World, and goes on alike', () => {
  const world = decodedWorld(RECEIVED)!;
  expect(world.tick).toBe(TICK);
  for (let tick = 0; tick < TICK; tick++) {
    step(world, [], events);
    step(original, [], events);
  }
  expect(hashWorld(world)).toBe(hashWorld(original));
});

test('[ST5] words that are plain numbers do as well, and are not kept', () => {
  const words = Array.from(RECEIVED.words);
  const world = decodedWorld({ ...RECEIVED, words })!;
  step(world, [], events);
  expect(words).toEqual(Array.from(RECEIVED.words));
});

test('[ST5] the lines of the maze count, whatever it is called', () => {
  const { maze } = createWorld(matchSettings({ mode: 'coop', maze: 'terrace' }));
  const world = decodedWorld({ ...RECEIVED, settings: { ...settings, maze: 'lantern' }, tiles: maze.lines })!;
  expect(world.maze.lines).toEqual(maze.lines);
  expect(world.maze.walkable).toEqual(maze.walkable);
});

test('[ST5] a mode that is known here alone is played', () => {
  const quiet: ModeRules = { ...modeNamed('coop')!, name: 'quiet', step: () => {} };
  expect(decodedWorld({ ...RECEIVED, mode: 'quiet' })).toBe(null);
  const world = decodedWorld({ ...RECEIVED, mode: 'quiet' }, [quiet])!;
  step(world, [], events);
  expect(world.tick).toBe(TICK + 1);
  expect(world.words.slice(1)).toEqual(Int32Array.from(RECEIVED.words).slice(1));
});

describe('[ST5] nothing comes of', () => {
  const moved = layout.map((row, field) => (field === 5 ? { ...row, start: row.start + 1 } : row));
  const longer = layout.map((row, field) => (field === 5 ? { ...row, length: row.length + 1 } : row));
  const renamed = layout.map((row, field) => (field === 5 ? { ...row, name: 'hat' } : row));
  const classic = createWorld(matchSettings({ mode: 'classic' }));
  const ofClassic: ReceivedMatch = {
    mode: 'classic',
    settings: plainSettings(classic.settings),
    tiles: classic.maze.lines,
    layout: layoutFor(classic.settings),
    words: classic.words,
  };
  const but = (changed: Partial<ReceivedMatch['settings']>): ReceivedMatch => ({
    ...RECEIVED,
    settings: { ...settings, ...changed },
  });

  test.each<readonly [string, ReceivedMatch]>([
    ['an unknown mode', { ...RECEIVED, mode: 'chess' }],
    ['a mode that only an object knows', { ...RECEIVED, mode: 'constructor' }],
    ['another mode with too many seats', { ...RECEIVED, mode: 'classic' }],
    ['no seat', but({ seatCount: 0 })],
    ['too many seats', but({ seatCount: 5 })],
    ['more seats than there could be memory for', but({ seatCount: 0xffff_ffff })],
    ['half a seat', but({ seatCount: 2.5 })],
    ['another number of seats than the layout has', but({ seatCount: 2 })],
    ['level 0', but({ level: 0 })],
    ['level 257', but({ level: 257 })],
    ['four lives, where the mode counts them', { ...ofClassic, settings: { ...ofClassic.settings, lives: 4 } }],
    ['an odd score for the extra life', { ...ofClassic, settings: { ...ofClassic.settings, extraLifeScore: 12_345 } }],
    ['a maze that a mode does not take', { ...ofClassic, settings: { ...ofClassic.settings, maze: 'lantern' }, tiles }],
    ['no maze', { ...RECEIVED, tiles: [] }],
    ['a maze with a dead end', { ...RECEIVED, tiles: tiles.with(5, tiles[5]!.replaceAll('..', '.#')) }],
    ['a seed of 33 bits', but({ seed: 0x1_0000_0000 })],
    ['a field that moved', { ...RECEIVED, layout: moved }],
    ['a longer field', { ...RECEIVED, layout: longer }],
    ['a field of another name', { ...RECEIVED, layout: renamed }],
    ['two fields that changed places', { ...RECEIVED, layout: layout.toReversed() }],
    ['a layout with a field more', { ...RECEIVED, layout: [...layout, { name: 'hat', start: 999, length: 1 }] }],
    ['a layout with a field less', { ...RECEIVED, layout: layout.slice(0, -1) }],
    ['no layout', { ...RECEIVED, layout: [] }],
    ['a word less', { ...RECEIVED, words: original.words.slice(1) }],
    ['a word more', { ...RECEIVED, words: [...original.words, 0] }],
    ['no words', { ...RECEIVED, words: [] }],
  ])('%s', (_name, received) => {
    expect(decodedWorld(ofClassic)).not.toBe(null);
    expect(decodedWorld(received)).toBe(null);
  });
});
