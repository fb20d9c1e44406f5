// A match as one program tells it to another: it comes out word for word, or not at all.

import { describe, expect, test } from 'vitest';
import {
  createWorld,
  Events,
  hashWorld,
  layoutFor,
  matchSettings,
  step,
  decodedWorld,
  type ReceivedMatch,
} from '#simulation';

const SEATS = 3;
const TOLD_AT_TICK = 500;
const { mode, frightTable: _, ...settings } = matchSettings({ mode: 'coop', seatCount: SEATS, seed: 7 });
const original = createWorld(matchSettings({ mode, ...settings }));
const events = new Events();
while (original.tick < TOLD_AT_TICK) step(original, original.tick === 0 ? [{ kind: 'enter', seat: 1 }] : [], events);
const layout = layoutFor(SEATS);
const TOLD: ReceivedMatch = { mode, settings, layout, words: original.words.slice() };

test('[ST5] a match that is told becomes the same World, and goes on alike', () => {
  const world = decodedWorld(TOLD)!;
  expect(world.tick).toBe(TOLD_AT_TICK);
  for (let tick = 0; tick < TOLD_AT_TICK; tick++) {
    step(world, [], events);
    step(original, [], events);
  }
  expect(hashWorld(world)).toBe(hashWorld(original));
});

test('[ST5] words that are plain numbers do as well, and are not kept', () => {
  const words = Array.from(TOLD.words);
  const world = decodedWorld({ ...TOLD, words })!;
  step(world, [], events);
  expect(words).toEqual(Array.from(TOLD.words));
});

describe('[ST5] nothing comes of', () => {
  const moved = layout.map((row, field) => (field === 5 ? { ...row, start: row.start + 1 } : row));
  const longer = layout.map((row, field) => (field === 5 ? { ...row, length: row.length + 1 } : row));
  const renamed = layout.map((row, field) => (field === 5 ? { ...row, name: 'hat' } : row));
  const but = (changed: Partial<ReceivedMatch['settings']>): ReceivedMatch => ({
    ...TOLD,
    settings: { ...settings, ...changed },
  });

  test.each<readonly [string, ReceivedMatch]>([
    ['an unknown mode', { ...TOLD, mode: 'chess' }],
    ['a mode that only an object knows', { ...TOLD, mode: 'constructor' }],
    ['another mode with too many seats', { ...TOLD, mode: 'classic' }],
    ['no seat', but({ seatCount: 0 })],
    ['too many seats', but({ seatCount: 5 })],
    ['more seats than there could be memory for', but({ seatCount: 0xffff_ffff })],
    ['half a seat', but({ seatCount: 2.5 })],
    ['another number of seats than the layout has', but({ seatCount: 2 })],
    ['level 0', but({ level: 0 })],
    ['level 257', but({ level: 257 })],
    ['four lives', but({ lives: 4 })],
    ['an odd score for the extra life', but({ extraLifeScore: 12_345 })],
    ['a seed of 33 bits', but({ seed: 0x1_0000_0000 })],
    ['a field that moved', { ...TOLD, layout: moved }],
    ['a longer field', { ...TOLD, layout: longer }],
    ['a field of another name', { ...TOLD, layout: renamed }],
    ['two fields that changed places', { ...TOLD, layout: layout.toReversed() }],
    ['a layout with a field more', { ...TOLD, layout: [...layout, { name: 'hat', start: 999, length: 1 }] }],
    ['a layout with a field less', { ...TOLD, layout: layout.slice(0, -1) }],
    ['no layout', { ...TOLD, layout: [] }],
    ['a word less', { ...TOLD, words: original.words.slice(1) }],
    ['a word more', { ...TOLD, words: [...original.words, 0] }],
    ['no words', { ...TOLD, words: [] }],
  ])('%s', (_name, told) => {
    expect(decodedWorld(told)).toBe(null);
  });
});
