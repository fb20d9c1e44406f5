// The borders of a warning about the connection: from which value on, after how long, and for how long.
import { describe, expect, test } from 'vitest';
import { LinkHealth, type Complaint } from '../../web-client/netcode/link-health.ts';
import { MatchFigures } from '../../web-client/netcode/match-figures.ts';

const FRAME_MS = 10;
const WELL = {
  roundTripMs: 300,
  jitterMs: 120,
  updateAgeMs: 1000,
  leadTicks: 10,
  traffic: { messagesIn: 0, bytesIn: 0, messagesOut: 0, bytesOut: 0 },
  redirects: 0,
};

type Changed = Partial<typeof WELL> & { corrections?: number };

/** Updates once a frame. @returns each new complaint with its time */
function complaints(lengthMs: number, at: (ms: number) => Changed, frames = (_ms: number) => FRAME_MS) {
  const health = new LinkHealth();
  const figures = new MatchFigures();
  const seen: [ms: number, complaint: Complaint | null][] = [];
  for (let ms = 0; ms <= lengthMs; ms += frames(ms)) {
    const { corrections = 0, ...changed } = at(ms);
    for (let i = 0; i < corrections; i++) figures.corrected(9);
    const complaint = health.update({ ...WELL, ...changed, figures }, ms);
    if (complaint !== (seen.at(-1)?.[1] ?? null)) seen.push([ms, complaint]);
  }
  return seen;
}

test('[W22] what is just bearable is none', () => {
  expect(complaints(20_000, () => WELL)).toEqual([]);
});

describe.each([
  ['silent', 500, { updateAgeMs: 1001 }],
  ['slow', 3000, { roundTripMs: 301 }],
  ['shaky', 3000, { jitterMs: 121 }],
] as const)('[W22] a connection that is %s', (name, patienceMs, ill) => {
  // The first frame counts as a stutter, in which jitter says nothing yet.
  const START_MS = 6000;

  test('is complained of when it has lasted, and for five seconds after it', () => {
    const endMs = START_MS + patienceMs + 1000;
    expect(complaints(30_000, (ms) => (ms >= START_MS && ms < endMs ? ill : {}))).toEqual([
      [START_MS + patienceMs, name],
      [endMs - FRAME_MS + 5000, null],
    ]);
  });

  test('is not complained of when it ends before, however often', () => {
    const isIll = (ms: number) => ms >= START_MS && (ms - START_MS) % 6000 < patienceMs;
    expect(complaints(30_000, (ms) => (isIll(ms) ? ill : {}))).toEqual([]);
  });
});

test('[W22] of several complaints, silence comes first, then slowness', () => {
  const all = { updateAgeMs: 1001, roundTripMs: 301, jitterMs: 121 };
  expect(complaints(20_000, () => all)).toEqual([[500, 'silent']]);
  expect(complaints(20_000, () => ({ ...all, updateAgeMs: 0 }))).toEqual([[3000, 'slow']]);
});

describe('[W22] jumps of the own actor', () => {
  const jumpAt =
    (...times: number[]) =>
    (ms: number) => ({ corrections: times.filter((time) => time === ms).length });

  test('three of them within ten seconds are felt, until ten seconds after the first of the last three', () => {
    expect(complaints(30_000, jumpAt(0, 4000, 6990))).toEqual([
      [9990, 'shaky'],
      [14_990, null],
    ]);
    expect(complaints(30_000, jumpAt(0, 4000, 7000))).toEqual([]);
  });

  test('two are not, nor three over a longer time', () => {
    expect(complaints(30_000, jumpAt(0, 10))).toEqual([]);
    expect(complaints(30_000, jumpAt(0, 1000, 10_000))).toEqual([]);
  });

  test('of more than three, the last three count', () => {
    expect(complaints(40_000, jumpAt(0, 9000, 12_000, 13_000))).toEqual([
      [16_000, 'shaky'],
      [23_990, null],
    ]);
  });
});

describe('[W22] jitter', () => {
  test('is not the connection’s when the page has just stood still for more than a tenth of a second', () => {
    const shaky = () => ({ jitterMs: 121 });
    const after = (gapMs: number) => complaints(20_000, shaky, (ms) => (ms === 6000 ? gapMs : FRAME_MS));
    // It counts from five seconds after the first frame, which is one, and is complained of three seconds later.
    expect(after(100)).toEqual([[8010, 'shaky']]);
    expect(after(101)).toEqual([[6101 + 8010, 'shaky']]);
  });
});
