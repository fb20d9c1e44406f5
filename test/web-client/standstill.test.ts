// What the page says over a maze in which nothing moves.

import { expect, test } from 'vitest';
import { standstillText } from '../../web-client/view/hud/standstill.ts';

test.each([
  ['play', null, null],
  ['countdown', 3000, null],
  ['paused', null, 'Paused'],
  ['restored', null, 'The match is about to go on. Waiting for the other players…'],
  ['restored', 3000, 'The server was restarted. The match resumes in 3'],
  ['restored', 2001, 'The server was restarted. The match resumes in 3'],
  ['restored', 10, 'The server was restarted. The match resumes in 1'],
  ['restored', -500, 'The server was restarted. The match resumes in 1'],
] as const)('[W9] in the state %s that ends in %s ms: %s', (state, leftMs, text) => {
  const nowMs = 100_000;
  expect(standstillText({ state, endsAtMs: leftMs === null ? null : nowMs + leftMs }, nowMs, true)).toBe(text);
});

test.each(['paused', 'restored'] as const)(
  '[W9][PB3] in the state %s, but without a connection or in the past: nothing',
  (state) => {
    expect(standstillText({ state, endsAtMs: 103_000 }, 100_000, false)).toBe(null);
  },
);
