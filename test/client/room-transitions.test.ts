import { describe, expect, test } from 'vitest';
import { MatchModel, RoomModel, type ConversationState, type RoomInfo } from '#client';
import { decodedWorld } from '#simulation';
import type { ServerMessage, WireSeat } from '#protocol';
import { afterJoined, afterMessage } from '../../client/room-transitions.ts';
import { ROOM_SETTINGS } from '../support/room-settings.ts';
import { joinedMessage } from '../web-client/joined-message.ts';

const joined = joinedMessage();
const newMatch = (): MatchModel => new MatchModel(joined, decodedWorld(joined)!);
const match = newMatch();
const info: RoomInfo = {
  ...{ type: 'room', code: joined.code, state: 'play', host: 'Ann', settings: ROOM_SETTINGS },
  ...{ locked: false, watchers: 0, endsInTicks: 120, pauseAskedBy: '', pauseSeats: [], pauseLapsesInTicks: 0 },
};
const results: ServerMessage & { type: 'results' } = {
  type: 'results',
  replay: '',
  match: '',
  level: 1,
  score: 10,
  cleared: false,
  seats: [],
};
const seats: WireSeat[] = [{ ...joined.seats[0]!, name: 'Ben', ready: true }];
const room = RoomModel.entered(match, { ...info, state: 'result' }, 'Ann', 0).withResults(results);

const OUTSIDE: ConversationState[] = [
  { name: 'connecting' },
  { name: 'lobby' },
  { name: 'disconnected', room },
  { name: 'resuming', room },
  { name: 'ended', reason: 'left', text: '' },
];

/** The room after a message; null where the state is the same as before. */
function roomAfter(state: ConversationState, message: ServerMessage, ownName = 'Ann', nowMs = 1000): RoomModel | null {
  const next = afterMessage(state, message, ownName, nowMs);
  if (next === state) return null;
  if (next.name !== 'room') throw new Error(`not in a room but ${next.name}`);
  return next.room;
}

describe.each(OUTSIDE)('in state $name', (state) => {
  test.each([info, results, { type: 'seats', seats }] as ServerMessage[])(
    '[CL1] `$type` changes nothing',
    (message) => {
      expect(afterMessage(state, message, 'Ann', 0)).toBe(state);
    },
  );
});

test.each<[ConversationState, RoomModel | null]>([
  [{ name: 'lobby' }, null],
  [{ name: 'resuming', room: null }, null],
  [{ name: 'resuming', room }, room],
  [{ name: 'entering', match: newMatch(), room }, room],
])('[CL1] `joined` in state %o leads to `entering`, with the room shown so far', (state, shown) => {
  expect(afterJoined(state, match)).toEqual({ name: 'entering', match, room: shown });
});

test('[CL1] `joined` in a room is a rematch: another match, without results', () => {
  const next = newMatch();
  const state = afterJoined({ name: 'room', room }, next);
  expect(state.name).toBe('room');
  expect((state as { room: RoomModel }).room).toMatchObject({ match: next, results: null, info: room.info });
});

describe('[CL2] `room`', () => {
  const entering = (shown: RoomModel | null): ConversationState => ({ name: 'entering', match, room: shown });

  test('completes the first `joined`', () => {
    const entered = roomAfter(entering(null), info)!;
    expect(entered).toMatchObject({ match, info, results: null, ownName: 'Ann', endsAtMs: 3000 });
    expect(roomAfter(entering(null), { ...info, endsInTicks: 0 })!.endsAtMs).toBe(null);
  });

  test('keeps the results of the room shown so far while its state is `result`', () => {
    expect(roomAfter(entering(room), { ...info, state: 'result' })!.results).toBe(results);
    expect(roomAfter(entering(room), info)!.results).toBe(null);
    expect(roomAfter({ name: 'room', room }, { ...info, state: 'result' })!.results).toBe(results);
  });

  test('keeps nothing of another room, or of a session with another name', () => {
    const other = { ...info, state: 'result', code: 'Q4Q4Q' } as const;
    expect(roomAfter(entering(room), other)).toMatchObject({ results: null, code: 'Q4Q4Q' });
    const renamed = roomAfter(entering(room), { ...info, state: 'result' }, 'Ann-2');
    expect(renamed).toMatchObject({ results: null, ownName: 'Ann-2' });
  });
});

test('[CL2] `seats` replaces those of the match, and gives a new room where there is one', () => {
  const state: ConversationState = { name: 'entering', match: newMatch(), room: null };
  expect(roomAfter(state, { type: 'seats', seats })).toBe(null);
  expect(state.match.seats).toBe(seats);
  const seated = roomAfter({ name: 'room', room }, { type: 'seats', seats })!;
  expect(seated).not.toBe(room);
  expect([seated.seats, seated.isReady]).toEqual([seats, true]);
});

test('[CL2] `results` are the room’s; without a room they change nothing', () => {
  const played = RoomModel.entered(match, info, 'Ann', 0);
  expect(roomAfter({ name: 'room', room: played }, results)!.results).toBe(results);
  expect(roomAfter({ name: 'entering', match, room: played }, results)).toBe(null);
});

test.each([
  ['empty', true],
  ['ai', true],
  ['human', false],
  ['bot', false],
] as const)('[CL2] a seat of driver %s is free for a watcher: %s', (driver, isFree) => {
  const watched = newMatch();
  watched.seats = [{ ...joined.seats[0]!, driver }];
  expect(RoomModel.entered(watched, info, 'Ann', 0).hasFreeSeat).toBe(isFree);
});
