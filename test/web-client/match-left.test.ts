// When a match calls a player back from the replays.

import { describe, expect, test } from 'vitest';
import { MatchLeft } from '../../web-client/match-left.ts';

type Room = Parameters<MatchLeft['hasNext']>[0];

/** A room in which our seat is 1. A match over a new connection has a model of its own. */
function roomIn(state: Room['state'], seenTick: number, { code = 'ABCDE', seat = 1 } = {}): Room {
  return { state, isSeated: seat >= 0, match: { code, seat, seenTick } };
}

/** Whether the last of these rooms calls back a player who left the first one; null for none known. */
function isCalled(left: Room | null, ...rooms: Room[]): boolean {
  const match = new MatchLeft();
  match.leave(left);
  const called = rooms.map((room) => match.hasNext(room));
  expect(called.slice(0, -1)).not.toContain(true);
  return called.at(-1)!;
}

describe('[PB10] a player in the replays', () => {
  test('is called back by a match that begins', () => {
    expect(isCalled(roomIn('result', 900), roomIn('countdown', 0))).toBe(true);
    expect(isCalled(roomIn('lobby', 0), roomIn('countdown', 0))).toBe(true);
    expect(isCalled(roomIn('play', 700), roomIn('result', 900), roomIn('countdown', 0))).toBe(true);
    expect(isCalled(roomIn('play', 700), roomIn('play', 40))).toBe(true);
    expect(isCalled(roomIn('play', 700), roomIn('play', 800, { code: 'FGHJK' }))).toBe(true);
    expect(isCalled(roomIn('play', 700), roomIn('play', 800, { seat: 2 }))).toBe(true);
  });

  test('is not called back by the match that goes on: after a lost connection, a restart, a pause', () => {
    expect(isCalled(roomIn('play', 700), roomIn('play', 800))).toBe(false);
    expect(isCalled(roomIn('play', 700), roomIn('restored', 710), roomIn('play', 710))).toBe(false);
    expect(isCalled(roomIn('countdown', 40), roomIn('restored', 50), roomIn('countdown', 50))).toBe(false);
    expect(isCalled(roomIn('paused', 700), roomIn('play', 700))).toBe(false);
  });

  test('[W13] is not called back after a reload, but by the next match', () => {
    expect(isCalled(null, roomIn('play', 700))).toBe(false);
    expect(isCalled(null, roomIn('play', 700), roomIn('result', 900), roomIn('countdown', 0))).toBe(true);
    expect(isCalled(null, roomIn('result', 900), roomIn('countdown', 0))).toBe(true);
  });

  test('is not called back as a watcher', () => {
    expect(isCalled(roomIn('result', 900, { seat: -1 }), roomIn('play', 10, { seat: -1 }))).toBe(false);
  });
});
