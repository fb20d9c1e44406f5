import { expect, test } from 'vitest';
import { UnorderedList } from '../../bridge/unordered-list.ts';

test('a list has what was added and not removed, whatever the order', () => {
  const list = new UnorderedList<number>();
  const places = Array.from({ length: 100 }, (_, index) => list.add(index));
  const removed = [99, 0, 50, 98, 1, 97];
  for (const index of removed) list.remove(places[index]!);
  const left = Array.from({ length: 100 }, (_, index) => index).filter((index) => !removed.includes(index));
  expect([...list].toSorted((a, b) => a - b)).toEqual(left);
  for (const index of left) list.remove(places[index]!);
  expect(list.size).toBe(0);
  expect([...list]).toEqual([]);
});

test('entries may be removed and added while a list is gone through', () => {
  const list = new UnorderedList<string>();
  const places = new Map(['a', 'b', 'c', 'd'].map((name) => [name, list.add(name)]));
  const seen: string[] = [];
  for (const name of list) {
    seen.push(name);
    list.remove(places.get(name)!);
    list.add(`${name}2`);
  }
  expect(seen).toEqual(['a', 'b', 'c', 'd']);
  expect([...list].toSorted()).toEqual(['a2', 'b2', 'c2', 'd2']);
});
