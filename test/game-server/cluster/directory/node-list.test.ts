// What nodes write about themselves, and which node they take for the emptiest.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ROOM_CODE_ALPHABET, ROOM_CODE_LENGTH, type ListedRoom } from '#protocol';
import { BUSY_MAX, BusyMeter, fullness, nodeForRoom } from '../../../../game-server/cluster/directory/balance.ts';
import {
  CODES_MAX,
  EMPTY_LIST,
  listText,
  loadText,
  readList,
  readLoad,
  ROWS_MAX,
  rowText,
  type NodeLoad,
} from '../../../../game-server/cluster/directory/node-list.ts';
import { rendezvous } from '../../../../game-server/cluster/takeover/rendezvous.ts';

const anyCode = fc.string({
  unit: fc.constantFrom(...ROOM_CODE_ALPHABET),
  minLength: ROOM_CODE_LENGTH,
  maxLength: ROOM_CODE_LENGTH,
});
const anyCount = fc.nat();

const anyRoom: fc.Arbitrary<ListedRoom> = fc.record({
  ...{ code: anyCode, mode: fc.constantFrom('coop', 'later'), state: fc.constantFrom('lobby', 'play') },
  ...{ taken: anyCount, seatCount: anyCount, watchers: anyCount, locked: fc.boolean() },
  ...{ drivers: fc.constantFrom('any', 'humans', 'bots'), rule: fc.constantFrom('turns', 'race') },
  ...{ target: anyCount, rounds: anyCount, fill: fc.boolean(), host: fc.constantFrom('', 'Ann', '\u{1F600} x') },
  ...{ players: anyCount, level: anyCount, eaten: anyCount },
});

const anyList = fc
  .record({
    codes: fc.uniqueArray(anyCode, { maxLength: 20 }).map((codes) => new Set(codes)),
    rows: fc.array(fc.record({ room: anyRoom, by: fc.constantFrom('', '192.0.2.1') }), { maxLength: 5 }),
    open: fc.array(
      fc.record({
        ...{ code: anyCode, mode: fc.constant('coop'), drivers: fc.constantFrom('any', 'humans', 'bots') },
        ...{ players: anyCount, places: anyCount },
      }),
      { maxLength: 5 },
    ),
    featured: fc.option(fc.record({ code: anyCode, watchers: anyCount, players: anyCount })),
    held: fc.array(fc.tuple(fc.constantFrom('192.0.2.1', '__proto__', 'x'), anyCount)).map((each) => new Map(each)),
    contestants: fc.constantFrom(new Set<string>(), new Set(['user:1'])),
  })
  .map((list) => ({ ...list, rows: new Map(list.rows.map((row) => [rowText(row), row])) }));

test('[CD1] a list is read as it was written', () => {
  fc.assert(
    fc.property(anyList, (list) => {
      const held = new Map([...list.held].filter(([key]) => key !== '__proto__'));
      expect(readList(listText({ ...list, held }))).toEqual({ ...list, held });
    }),
  );
});

test('[CD2] a list that is damaged anywhere is read without an exception, with what fits', () => {
  fc.assert(
    fc.property(anyList, fc.nat(), fc.string({ maxLength: 3 }), (list, at, other) => {
      const text = listText(list);
      const place = at % (text.length + 1);
      const read = readList(text.slice(0, place) + other + text.slice(place + 1));
      for (const { room } of read?.rows.values() ?? []) expect(room.code).toMatch(/^[A-Z2-9]{5}$/);
    }),
  );
  for (const text of ['', 'null', '[]', '7', '{', '"x"']) expect(readList(text)).toBeNull();
});

test('[CD2] a list has no more entries than its maxima', () => {
  const row = rowText({ room: fc.sample(anyRoom, 1)[0]!, by: '' });
  const rows = Array.from({ length: ROWS_MAX + 9 }, (_, index) => row.replace('"taken"', `"n${index}":0,"taken"`));
  const codes = 'ABCDE'.repeat(CODES_MAX) + 'FGHJK';
  const read = readList([JSON.stringify({ codes }), ...rows].join('\n'))!;
  expect([read.rows.size, [...read.codes]]).toEqual([ROWS_MAX, ['ABCDE']]);
});

test('[CD1] a row that was read before is the same object', () => {
  const given = { room: fc.sample(anyRoom, 1)[0]!, by: '' };
  const text = listText({ ...EMPTY_LIST, rows: new Map([[rowText(given), given]]) });
  const before = readList(text)!;
  const [row] = before.rows.values();
  expect([...readList(text, before.rows)!.rows.values()][0]).toBe(row);
});

const load = (more: Partial<NodeLoad> = {}): NodeLoad => ({
  ...{ rooms: 0, roomsMax: 100, sessions: 0, sessionsMax: 100, busy: 0 },
  ...more,
});

test('[CD2] figures are read as they were written, and nothing else is', () => {
  const figures = { ...load({ rooms: 3, busy: 7 }), list: 5, players: 2, bots: 1 };
  expect(readLoad(loadText(figures))).toEqual(figures);
  for (const other of [
    { busy: 101 },
    { rooms: -1 },
    { rooms: 0.5 },
    { list: '5' },
    { players: null },
    { bots: 1e10 },
  ]) {
    expect(readLoad(JSON.stringify({ ...figures, ...other }))).toBeNull();
  }
});

test('[CD4] the fullest of rooms, sessions and processor time counts', () => {
  expect(fullness(load({ rooms: 10, sessions: 20, busy: 8 }))).toBe(0.2);
  expect(fullness(load({ rooms: 10, sessions: 20, busy: 40 }))).toBe(40 / BUSY_MAX);
  expect(fullness(load({ roomsMax: 0 }))).toBe(1);
});

test('[CD4] no two nodes send each other players: one is emptier by a tenth, or none', () => {
  const anyLoad = fc.record({ rooms: fc.nat(120), sessions: fc.nat(120), busy: fc.nat(100) }).map(load);
  fc.assert(
    fc.property(anyLoad, anyLoad, (one, other) => {
      const there = nodeForRoom(one, [{ load: other }]);
      const back = nodeForRoom(other, [{ load: one }]);
      expect(there !== null && back !== null).toBe(false);
      if (there !== null) expect(fullness(other)).toBeLessThan(1);
    }),
  );
  const isWorth = (rooms: number) => nodeForRoom(load({ rooms }), [{ load: load() }]) !== null;
  expect([9, 10].map(isWorth)).toEqual([false, true]);
  expect(nodeForRoom(null, [])).toBeNull();
  expect(nodeForRoom(null, [{ load: load({ rooms: 99 }) }])).not.toBeNull();
});

test('[CD4] of two nodes that are both too busy, neither sends players to the other; a node without room does', () => {
  const other = [{ load: load({ busy: BUSY_MAX - 1 }) }];
  expect(nodeForRoom(load({ busy: BUSY_MAX }), other)).toBeNull();
  expect(nodeForRoom(load({ busy: 100 }), other)).not.toBeNull();
  expect(nodeForRoom(load({ rooms: 100 }), other)).not.toBeNull();
});

test('[CD4] the share of busy time follows within seconds, and not at once', () => {
  const used = { active: 0, idle: 0, utilization: 0 };
  const meter = new BusyMeter(() => ({ ...used }));
  const pass = (active: number, idle: number) => {
    used.active += active;
    used.idle += idle;
    meter.sample();
    return meter.percent;
  };
  expect(pass(200, 0)).toBeLessThan(10);
  expect(Array.from({ length: 100 }, () => pass(100, 100)).at(-1)).toBe(49);
  expect(pass(0, 0)).toBe(49);
  expect(Array.from({ length: 200 }, () => pass(0, 200)).at(-1)).toBe(0);
});

test('[CD5] all nodes agree on one of them, and only the keys of a node that leaves change hands', () => {
  const ids = ['a', 'b', 'c', 'd'];
  const keys = Array.from({ length: 200 }, (_, index) => `key ${index}`);
  const before = keys.map((key) => rendezvous(key, ids));
  expect(keys.map((key) => rendezvous(key, ids.toReversed()))).toEqual(before);
  const after = keys.map((key) => rendezvous(key, ['a', 'b', 'c']));
  expect(keys.filter((_, index) => before[index] !== after[index] && before[index] !== 'd')).toEqual([]);
  for (const id of ids) expect(before.filter((each) => each === id).length).toBeGreaterThan(25);
  expect(rendezvous('key', [])).toBeNull();
});
