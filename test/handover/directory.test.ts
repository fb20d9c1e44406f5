// The feed of names, bans and versions, as the game server reads it.

import { expect, test } from 'vitest';
import { CHANGES_PER_PAGE, readChange, readChangesPage, type Change } from '#handover';

const NAME: Change = { seq: 1, kind: 'name', key: 'ann', value: { user: 'u1', name: 'Ann', kind: 'person' } };
const BAN: Change = {
  ...{ seq: 2, kind: 'ban', key: 'b1' },
  value: { kind: 'address', value: '10.0.0.0/8', reason: 'spam', untilMs: null },
};
const BOT: Change = { seq: 3, kind: 'bot', key: 'u2', value: { version: 2 } };

test('[HO6] a page of the feed is read as it was written', () => {
  const changes = [NAME, BAN, BOT, { ...NAME, value: null }];
  const page = { seq: 3, changes };
  expect(readChangesPage(JSON.parse(JSON.stringify(page)))).toEqual({ ...page, reset: false });
  expect(readChangesPage({ seq: 0, changes: [], reset: true })).toEqual({ seq: 0, changes: [], reset: true });
});

test('[HO6] a change of a kind that a later API sends is left out', () => {
  const later = { seq: 4, kind: 'clan', key: 'x', value: { colour: 1 } };
  expect(readChange(later)).toBe('unknown');
  expect(readChangesPage({ seq: 4, changes: [NAME, later] })?.changes).toEqual([NAME]);
});

test.each([
  ['no object', null],
  ['no list', { seq: 1, changes: {} }],
  ['a wrong sequence', { seq: -1, changes: [] }],
  ['too many', { seq: 1, changes: Array.from({ length: CHANGES_PER_PAGE + 1 }, () => NAME) }],
  ['a change that is none', { seq: 1, changes: [7] }],
  ['a name of a guest', { seq: 1, changes: [{ ...NAME, value: { user: 'u', name: 'n', kind: 'guest' } }] }],
  ['a name that is a number', { seq: 1, changes: [{ ...NAME, value: { user: 'u', name: 1, kind: 'bot' } }] }],
  ['a ban of an unknown kind', { seq: 1, changes: [{ ...BAN, value: { ...BAN.value, kind: 'ip' } }] }],
  ['a ban with another time', { seq: 1, changes: [{ ...BAN, value: { ...BAN.value, untilMs: '1' } }] }],
  ['a long reason', { seq: 1, changes: [{ ...BAN, value: { ...BAN.value, reason: 'x'.repeat(513) } }] }],
  ['a version that is none', { seq: 1, changes: [{ ...BOT, value: { version: 1.5 } }] }],
  ['a list as value', { seq: 1, changes: [{ ...BOT, value: [] }] }],
])('[HO6] %s is no page', (_, raw) => {
  expect(readChangesPage(raw)).toBeNull();
});
