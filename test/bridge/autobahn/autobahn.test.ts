/**
 * The cases of the Autobahn suite for servers, under their numbers: groups 1 to 7, 9 and 10 against an echo target behind a
 * bridge with `text: 'mirror'`. They are written anew from what the suite says of them, without its waiting; group 9
 * sends 50 messages where the original sends 1000.
 */
import { describe, expect, test } from 'vitest';
import { openBridge, openEchoTarget } from '../support.ts';
import type { Case } from './case.ts';
import { CLOSE_CASES } from './close-cases.ts';
import { FRAMING_CASES } from './framing-cases.ts';
import { openRawClient } from './raw-client.ts';
import { problemOf, type EchoRoute } from './run-case.ts';
import { SIZE_CASES, type LargeCase } from './size-cases.ts';
import { TEXT_CASES } from './text-cases.ts';

const LARGEST = 16 * 1024 * 1024;

const ROUTES: readonly [string, EchoRoute][] = [
  ['stream', { path: '/stream', keepsBorders: false }],
  ['frames', { path: '/frames', keepsBorders: true }],
];

const ALL: readonly (Case | LargeCase)[] = [...FRAMING_CASES, ...TEXT_CASES, ...CLOSE_CASES, ...SIZE_CASES];
/** `9.1` of `9.1.6`, and `2` of `2.11`. */
const groupOf = ({ id }: Pick<Case, 'id'>) =>
  id
    .split('.')
    .slice(0, id.split('.').length - 1)
    .join('.');
const GROUPS = [...new Set(ALL.map(groupOf))];

async function openEchoBridge() {
  const target = await openEchoTarget();
  return openBridge(null, {
    text: 'mirror',
    messageBytesMax: LARGEST,
    routes: [
      { name: 'stream', path: '/stream', target },
      { name: 'frames', path: '/frames', target, frames: 'u32be' },
    ],
  });
}

describe.each(ROUTES)('[B83] on a route with a target of %s', (_, route) => {
  test.each(GROUPS)('the cases of %s pass', async (group) => {
    const { port } = await openEchoBridge();
    const problems: Record<string, string> = {};
    for (const each of ALL.filter((one) => groupOf(one) === group)) {
      const problem = await problemOf('make' in each ? each.make() : each, port, route);
      if (problem !== null) problems[`${each.id} ${each.about}`] = problem;
    }
    expect(problems).toEqual({});
  });
});

test('[B83] there are as many cases as in the suite, each number once', () => {
  const count = (prefix: string) => ALL.filter(({ id }) => id.startsWith(`${prefix}.`)).length;
  const counts = Object.fromEntries(['1', '2', '3', '4', '5', '6', '7', '9', '10'].map((each) => [each, count(each)]));
  expect(counts).toEqual({ 1: 16, 2: 11, 3: 7, 4: 10, 5: 20, 6: 145, 7: 37, 9: 54, 10: 1 });
  expect(new Set(ALL.map(({ id }) => id)).size).toBe(ALL.length);
});

test.each([
  ['12 and 13.1', 'permessage-deflate'],
  ['13.2', 'permessage-deflate; server_no_context_takeover'],
  ['13.3', 'permessage-deflate; server_max_window_bits=9'],
  ['13.7', 'permessage-deflate; server_no_context_takeover; server_max_window_bits=9, permessage-deflate'],
])('[B83] the offer of %s is declined without deflate', async (_, offer) => {
  const { port } = await openEchoBridge();
  const { answer } = await openRawClient(port, '/stream', offer);
  expect(answer).toMatch(/^http\/1\.1 101 /);
  expect(answer).not.toContain('sec-websocket-extensions');
});
