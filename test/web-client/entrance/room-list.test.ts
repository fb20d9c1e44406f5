import { expect, test } from 'vitest';
import type { ListedRoom } from '#protocol';
import { isFull, RoomList } from '../../../web-client/netcode/room-list.ts';
import { showsDots } from '../../../web-client/view/menus/room-picture.ts';

function room(code: string, players = 1, mode = 'coop'): ListedRoom {
  return { code, players, taken: 4, seatCount: 4, mode } as ListedRoom;
}

function codes(list: RoomList): string[] {
  return list.all.map(({ code }) => code);
}

test('[W17] rooms with a free seat come first, then by code, whatever order they came in', () => {
  const list = new RoomList();
  expect(list.take({ type: 'rooms', rooms: [room('D'), room('B', 4), room('C'), room('A', 5), room('E', 3)] })).toBe(
    true,
  );
  expect(codes(list)).toEqual(['C', 'D', 'E', 'A', 'B']);
  expect([room('x', 3), room('x', 4), room('x', 5)].map(isFull)).toEqual([false, true, true]);
});

test('[W17] the list follows what is listed and unlisted, and begins again with a whole list', () => {
  const list = new RoomList();
  list.take({ type: 'rooms', rooms: [room('A'), room('B')] });
  expect(list.take({ type: 'listed', room: room('C') })).toBe(true);
  expect(list.take({ type: 'listed', room: room('A', 4) })).toBe(true);
  expect(codes(list)).toEqual(['B', 'C', 'A']);
  expect(list.take({ type: 'unlisted', code: 'B' })).toBe(true);
  expect(list.take({ type: 'unlisted', code: 'Z' })).toBe(true);
  expect(codes(list)).toEqual(['C', 'A']);
  list.take({ type: 'rooms', rooms: [room('D')] });
  expect(codes(list)).toEqual(['D']);
});

test('[W17] other messages are not about the list', () => {
  const list = new RoomList();
  expect(list.take({ type: 'notice', kind: 'joined', name: 'Bo' })).toBe(false);
  expect(codes(list)).toEqual([]);
});

test('[W17] the list has at most 500 rooms, and those in it are still kept up to date', () => {
  const list = new RoomList();
  for (let i = 0; i < 501; i++) list.take({ type: 'listed', room: room(String(i).padStart(4, '0')) });
  expect(list.all).toHaveLength(500);
  expect(codes(list)).not.toContain('0500');
  list.take({ type: 'listed', room: room('0003', 4) });
  expect(codes(list).at(-1)).toBe('0003');
});

test('[W116] the list can be of one mode, in the same order', () => {
  const list = new RoomList();
  const rooms = [room('D', 4, 'battle'), room('C', 1, 'battle'), room('A'), room('B', 1, 'mega')];
  list.take({ type: 'rooms', rooms });
  const codesOf = (mode: string): string[] => list.of(mode).map(({ code }) => code);
  expect([codesOf('battle'), codesOf('classic'), codesOf('')]).toEqual([['C', 'D'], [], ['A', 'B', 'C', 'D']]);
});

test.each([
  ['coop', 'play', 1, true],
  ['classic', 'paused', 3, true],
  ['battle', 'play', 1, true],
  ['battle', 'countdown', 1, false],
  ['coop', 'result', 0, false],
  ['coop', 'lobby', 0, false],
  ['versus', 'play', 1, false],
  ['mega', 'play', 0, false],
] as const)(
  '[W116] a room of %s in the state %s, level %d, shows how many dots are left: %s',
  (mode, state, level, shows) => {
    expect(showsDots({ ...room('A', 1, mode), state, level, eaten: 3 })).toBe(shows);
  },
);
