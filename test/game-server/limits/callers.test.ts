// Which addresses count as one caller, and for how long a caller is remembered.

import { expect, test } from 'vitest';
import { Callers } from '../../../game-server/limits/callers.ts';
import { gameServerConfig } from '../../../game-server/config.ts';

const HOUR_MS = 3_600_000;
/** Of the callers. */
const REMEMBERED_MAX = 50_000;

test.each(['budget', 'openings', 'tokenFailures', 'lines'] as const)(
  '[GC9] a caller that has used some of its %s is remembered until it is full again',
  (limit) => {
    const callers = new Callers(gameServerConfig());
    const caller = callers.at('203.0.113.7', 0);
    if (limit === 'budget') caller.budget.spend(0, 1, 0);
    else caller[limit].spend(1, 0);
    for (let i = 0; i < 3; i++) callers.sweep(0);
    expect(callers.at('203.0.113.7', 0)).toBe(caller);
    for (let i = 0; i < 3; i++) callers.sweep(HOUR_MS);
    expect(callers.count).toBe(0);
  },
);

test('[GC9] each sweep checks some callers, new ones included, and keeps those that hold something', () => {
  const callers = new Callers(gameServerConfig());
  const address = (i: number) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
  const [seated, opener] = [callers.at('192.0.2.1', 0), callers.at('192.0.2.2', 0)];
  seated.sessions++;
  opener.rooms++;
  for (let i = 0; i < 5000; i++) callers.at(address(i), 0);
  callers.sweep(0);
  expect(callers.count).toBeGreaterThan(2000);
  for (let i = 5000; i < 7000; i++) callers.at(address(i), 0);
  for (let i = 0; i < 10; i++) callers.sweep(0);
  expect(callers.count).toBe(2);
  expect([callers.at('192.0.2.1', 0), callers.at('192.0.2.2', 0)]).toEqual([seated, opener]);
});

test('[GC9] beyond the maximum of callers, a caller that holds nothing is dropped', () => {
  const callers = new Callers(gameServerConfig());
  const first = callers.at('192.0.2.1', 0);
  first.sessions++;
  for (let i = 0; i < REMEMBERED_MAX + 100; i++) callers.at(`2001:db8:${i >> 16}:${(i & 0xffff).toString(16)}::1`, 0);
  expect(callers.count).toBe(REMEMBERED_MAX);
  expect(callers.at('192.0.2.1', 0)).toBe(first);
});
