// What the page says over a maze in which nothing moves.

import { expect, test } from 'vitest';
import { MOMENT_MS, standstillText } from '../../web-client/view/hud/standstill.ts';

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
  expect(standstillText({ state, endsAtMs: leftMs === null ? null : nowMs + leftMs }, nowMs, true, MOMENT_MS)).toBe(
    text,
  );
});

test('[W9] a match that was taken over and goes on in a moment says nothing; a countdown and a pause are said at once', () => {
  const soon = MOMENT_MS - 1;
  expect(standstillText({ state: 'restored', endsAtMs: null }, 100_000, true, soon)).toBe(null);
  expect(standstillText({ state: 'restored', endsAtMs: 103_000 }, 100_000, true, 0)).toContain('resumes in 3');
  expect(standstillText({ state: 'paused', endsAtMs: null }, 100_000, true, 0)).toBe('Paused');
});

test.each(['paused', 'restored'] as const)(
  '[W9][PB3] in the state %s, but without a connection or in the past: nothing',
  (state) => {
    expect(standstillText({ state, endsAtMs: 103_000 }, 100_000, false, MOMENT_MS)).toBe(null);
  },
);
