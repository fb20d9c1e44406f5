// Views: which words of a World can be hidden, by kind.

import { expect, test } from 'vitest';
import { createWorld, hideWords, layoutFor, matchSettings, type World } from '#simulation';

/** Names of the fields of which a mask hides all words; one that hides some of them fails. */
function hiddenIn(world: World, mask: Uint8Array): string[] {
  return layoutFor(world.settings).flatMap(({ name, start, length }) => {
    const words = mask.subarray(start, start + length);
    expect(new Set(words).size).toBe(1);
    return words[0] === 0 ? [name] : [];
  });
}

test('[ST12] words are hidden by their kind, all of a field or none, and the tick never', () => {
  const world = createWorld(matchSettings({ mode: 'coop', seatCount: 3 }));
  const hidden = (...kinds: Parameters<typeof hideWords>[2]) => {
    const mask = new Uint8Array(world.words.length).fill(1);
    hideWords(world, mask, kinds);
    return hiddenIn(world, mask);
  };
  expect(hidden()).toEqual([]);
  expect(hidden('chance')).toEqual(['frightIndex', 'random']);
  expect(hidden('place')).toEqual(['pacX', 'pacY', 'pacTravel']);
  expect(hidden('wish')).toEqual(['pacWish', 'ghostWish']);
  expect(hidden('chance', 'place', 'wish')).toHaveLength(7);
  expect(hidden('open')).toContain('tick');
});
