import { expect, test } from 'vitest';
import { Gatherings } from '../../../bridge/processes/gathering.ts';

test('[B97] all are asked, and waited for: one that ends is left out, and an answer that is late or not asked for counts nothing', async () => {
  const gatherings = new Gatherings<string>();
  const sent: string[] = [];
  const send = (process: string, number: number) => void sent.push(`${process}${number}`);
  const first = gatherings.ask(['a', 'b', 'c'], send);
  const second = gatherings.ask(['a', 'b'], send);
  expect(sent).toEqual(['a1', 'b1', 'c1', 'a2', 'b2']);
  gatherings.answered('a', 2, 'A');
  gatherings.answered('c', 2, 'not asked');
  gatherings.answered('b', 1, 'B');
  gatherings.answered('a', 1, 'A');
  gatherings.ended('b');
  expect([...(await second)]).toEqual([['a', 'A']]);
  gatherings.ended('c');
  expect([...(await first)]).toEqual([
    ['b', 'B'],
    ['a', 'A'],
  ]);
  gatherings.answered('c', 1, 'late');
  expect([...(await gatherings.ask([], send))]).toEqual([]);
});
