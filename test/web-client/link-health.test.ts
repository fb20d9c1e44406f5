import { describe, expect, test } from 'vitest';
import { LinkHealth, type Complaint, type Vitals } from '../../web-client/netcode/link-health.ts';
import { MatchFigures } from '../../web-client/netcode/match-figures.ts';

const FRAME_MS = 16;
const well = { roundTripMs: 150, jitterMs: 30, updateAgeMs: 130 };

describe('[W22] a warning', () => {
  test('never comes on a link of 150 ms with jitter and stalls', () => {
    expect(complaints(60_000, (ms) => ({ ...well, updateAgeMs: ms % 5000 < 130 ? 230 : 30 }))).toEqual([null]);
  });

  test('of silence comes at once, but not in the first frame of a tab that was hidden', () => {
    expect(complaints(5000, (ms) => ({ ...well, updateAgeMs: ms < 50 ? 60_000 : 30 }))).toEqual([null]);
    const silence = complaints(3000, (ms) => ({ ...well, updateAgeMs: ms }));
    expect(silence).toEqual([null, 'silent']);
  });

  test('of a slow link comes when it remains slow, and goes when it has been good for a while', () => {
    expect(complaints(2500, () => ({ ...well, roundTripMs: 400 }))).toEqual([null]);
    const slow = complaints(30_000, (ms) => ({ ...well, roundTripMs: ms > 1000 && ms < 15_000 ? 400 : 100 }));
    expect(slow).toEqual([null, 'slow', null]);
  });

  test('does not flicker with a link that is slow again and again', () => {
    const vary = (ms: number) => ({ ...well, roundTripMs: ms < 5000 || ms % 2000 < 1000 ? 400 : 100 });
    expect(complaints(30_000, vary)).toEqual([null, 'slow']);
  });

  test('of a shaky link comes when the link is shaky, not when the page itself stutters, as while a match is loaded', () => {
    const shaky = (ms: number) => ({ ...well, jitterMs: ms < 6000 ? 200 : 30 });
    expect(complaints(30_000, shaky)).toEqual([null]);
    expect(complaints(30_000, (ms) => ({ ...well, jitterMs: ms < 20_000 ? 200 : 30 }))).toEqual([null, 'shaky', null]);
    const stutters = (ms: number) => (ms % 2000 < FRAME_MS ? 8 * FRAME_MS : FRAME_MS);
    expect(complaints(30_000, () => ({ ...well, jitterMs: 200 }), stutters)).toEqual([null]);
  });

  test('comes when the player’s own Pac-Man jumps again and again, and goes when it no longer does', () => {
    const health = new LinkHealth();
    const figures = new MatchFigures();
    const seen: (Complaint | null)[] = [];
    for (let ms = 0; ms < 40_000; ms += FRAME_MS) {
      if (ms < 12_000 && ms % 2000 === 0) figures.corrected(9);
      const complaint = health.update(vitals(well, figures), ms);
      if (complaint !== seen.at(-1)) seen.push(complaint);
    }
    expect(seen).toEqual([null, 'shaky', null]);
  });
});

type Felt = Pick<Vitals, 'roundTripMs' | 'jitterMs' | 'updateAgeMs'>;

function vitals(felt: Felt, figures: MatchFigures): Vitals {
  return {
    ...felt,
    leadTicks: 10,
    traffic: { messagesIn: 0, bytesIn: 0, messagesOut: 0, bytesOut: 0 },
    redirects: 0,
    figures,
  };
}

/** The complaints over so long, each change once; `frameMs` is how long a frame takes. */
function complaints(lengthMs: number, felt: (ms: number) => Felt, frameMs = (_ms: number) => FRAME_MS) {
  const health = new LinkHealth();
  const figures = new MatchFigures();
  const seen: (Complaint | null)[] = [];
  for (let ms = 0; ms < lengthMs; ms += frameMs(ms)) {
    const complaint = health.update(vitals(felt(ms), figures), ms);
    if (seen.length === 0 || complaint !== seen.at(-1)) seen.push(complaint);
  }
  return seen;
}
