// Views: which words of a World can be hidden, by kind.

import { expect, test } from 'vitest';
import { createWorld, layoutFor, matchSettings, showWords, type World } from '#simulation';

/** Names of the fields of which no word was written; one of which some were fails. */
function hiddenIn(world: World, shown: Int32Array): string[] {
  return layoutFor(world.settings).flatMap(({ name, start, length }) => {
    const words = shown.subarray(start, start + length);
    expect(new Set(words).size).toBe(1);
    return words[0] === 0 ? [name] : [];
  });
}

test('[ST12] words are hidden by their kind, all of a field or none, and the tick never', () => {
  const world = createWorld(matchSettings({ mode: 'coop', seatCount: 3 }));
  world.words.fill(1);
  const hidden = (...kinds: Parameters<typeof showWords>[2]) => {
    const into = new Int32Array(world.words.length);
    showWords(world, into, kinds);
    return hiddenIn(world, into);
  };
  expect(hidden()).toEqual([]);
  const places = ['pacX', 'pacY', 'pacTravel'];
  const wishes = ['pacWish', 'seatInput', 'ghostWish'];
  expect(hidden('chance')).toEqual(['frightIndex', 'seatTieBreak', 'random']);
  expect(hidden('place')).toEqual([...places, ...['pacPause', 'pacCarryBase', 'pacSpeed', 'pacState', 'pacUntilTick']]);
  expect(hidden('wish')).toEqual(wishes);
  expect(hidden('map')).toEqual(['dots', 'fruitState', 'fruitUntilTick']);
  expect(hidden('count')).toEqual(['score', 'dotsLeft', 'lastDotTick', 'ghostDots', 'globalDots', 'fruitsShown']);
  expect(hidden('chance', 'wish')).toHaveLength(6);
  expect(hidden('open')).toContain('tick');
});
