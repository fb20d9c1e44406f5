// Colours and marks of the seats of a room: the rule of the protocol, and when it is applied.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COLOURS, MARKS } from '#protocol';
import { PHASE } from '#simulation';
import { TakenAppearances, type Appearance } from '../../../game-server/rooms/appearance.ts';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';

const anyFavourite = fc.record({ colour: fc.nat({ max: COLOURS.length }), mark: fc.nat({ max: MARKS.length }) });
const isIn = ({ colour, mark }: Appearance): boolean =>
  colour >= 1 && colour <= COLOURS.length && mark >= 1 && mark <= MARKS.length;

test('[GR33] in up to 8 seats all colours and all marks differ, in more seats all pairs, whatever the favourites are', () => {
  fc.assert(
    fc.property(
      fc.array(anyFavourite, { minLength: 1, maxLength: 48 }),
      fc.nat(63),
      fc.boolean(),
      (favourites, first, hasGhosts) => {
        const count = favourites.length;
        const taken = new TakenAppearances(count, hasGhosts);
        // From any seat on, as players come in any order.
        const all = favourites.map((favourite, i) => taken.take((first + i) % count, favourite));
        expect(all.every(isIn)).toBe(true);
        expect(new Set(all.map(({ colour, mark }) => `${colour} ${mark}`)).size).toBe(count);
        if (hasGhosts) for (const { colour } of all) expect(['yellow', 'white']).not.toContain(COLOURS[colour - 1]);
        if (count > (hasGhosts ? 6 : 8)) return;
        expect(new Set(all.map(({ colour }) => colour)).size).toBe(count);
        expect(new Set(all.map(({ mark }) => mark)).size).toBe(count);
      },
    ),
  );
});

test.each<[string, number, readonly (readonly [seat: number, colour: number, mark: number])[], string]>([
  [
    'without favourites each seat has its own',
    4,
    [
      [0, 0, 0],
      [1, 0, 0],
      [2, 0, 0],
      [3, 0, 0],
    ],
    '1.1 2.2 3.3 4.4',
  ],
  [
    'favourites are given where they are free',
    4,
    [
      [0, 5, 3],
      [1, 8, 1],
    ],
    '5.3 8.1',
  ],
  [
    'of one colour and mark the next ones are given',
    4,
    [
      [0, 5, 3],
      [1, 5, 3],
      [2, 5, 3],
    ],
    '5.3 6.4 7.5',
  ],
  [
    'after the last comes the first',
    4,
    [
      [0, 8, 8],
      [1, 8, 8],
    ],
    '8.8 1.1',
  ],
  [
    'a colour alone',
    4,
    [
      [2, 5, 0],
      [3, 5, 0],
    ],
    '5.3 6.4',
  ],
  [
    'in a large room the mark changes first',
    16,
    [
      [0, 5, 8],
      [1, 5, 8],
      [2, 5, 8],
    ],
    '5.8 5.1 5.2',
  ],
  [
    'and the colour when it has no free mark',
    64,
    Array.from({ length: 9 }, (_, i) => [i, 8, 1] as const),
    '8.1 8.2 8.3 8.4 8.5 8.6 8.7 8.8 1.1',
  ],
  [
    'a large room without favourites',
    64,
    [
      [7, 0, 0],
      [8, 0, 0],
      [63, 0, 0],
    ],
    '8.8 1.2 8.7',
  ],
])('[GR33] %s', (_, seatCount, wishes, expected) => {
  const taken = new TakenAppearances(seatCount, false);
  const given = wishes.map(([seat, colour, mark]) => taken.take(seat, { colour, mark }));
  expect(given.map(({ colour, mark }) => `${colour}.${mark}`).join(' ')).toBe(expected);
});

test('[GR33] the seats show favourites, the next free ones of those who came later, and none for an empty seat', () => {
  const server = new MemoryServer();
  const ann = enter(server, 'Ann', 5, 3);
  const code = ann.create({ seatCount: 4 });
  const [bob, cid] = [enter(server, 'Bob', 5, 0), enter(server, 'Cid', 200, 9)];
  for (const player of [bob, cid]) player.join(code);
  expect(shown(ann)).toBe('Ann 5.3, Bob 6.2, Cid 3.4, - 0.0');
  // What `joined` shows to a newcomer is the same.
  server.enter('Dan').watch(code);
  expect(shown(ann)).toBe(shown(server.players.at(-1)!));
});

test('[GR33] the AI takes what the players have left, and gives way to a player who comes', () => {
  const server = new MemoryServer();
  const ann = enter(server, 'Ann', 2, 2);
  const code = ann.create({ seatCount: 4, fill: true });
  ann.send({ type: 'start' });
  expect(shown(ann)).toBe('Ann 2.2, Nibble 3.3, Munch 4.4, Crumb 5.5');
  server.run(10);
  enter(server, 'Bob', 4, 4).join(code);
  expect(shown(ann)).toBe('Ann 2.2, Bob 4.4, Munch 3.3, Crumb 5.5');
  server.run(10);
  // The replay of the match has the looks, too, and those of the AI from when they changed.
  const recorded = server.match(code).checkpoint.players;
  expect(recorded.map(({ name, colour, mark }) => `${name} ${colour}.${mark}`)).toEqual([
    ...['Ann 2.2', 'Nibble 3.3', 'Munch 4.4', 'Crumb 5.5'],
    ...['Bob 4.4', 'Munch 3.3'],
  ]);
});

test('[GR33] a seat that the AI steers for its player keeps the colour and the mark', () => {
  const server = new MemoryServer();
  const ann = enter(server, 'Ann', 7, 7);
  const bob = enter(server, 'Bob', 6, 6);
  const code = ann.create({ seatCount: 2 });
  bob.join(code);
  ann.send({ type: 'start' });
  bob.cut();
  server.run(600);
  expect(shown(ann)).toBe('Ann 7.7, Bob 6.6');
});

test('[GR33] other favourites count at once between matches, and in a match from the next one on', () => {
  const server = new MemoryServer();
  const ann = enter(server, 'Ann', 1, 1);
  const bob = enter(server, 'Bob', 2, 2);
  const code = ann.create({ seatCount: 2 });
  bob.join(code);
  bob.send({ type: 'favourite', colour: 8, mark: 0 });
  expect(shown(ann)).toBe('Ann 1.1, Bob 8.2');
  ann.send({ type: 'start' });
  bob.send({ type: 'favourite', colour: 4, mark: 4 });
  server.run(60);
  expect(shown(ann)).toBe('Ann 1.1, Bob 8.2');
  // The room goes on with another match.
  ann.send({ type: 'leave' });
  server.run(20);
  server.match(code).world.phase = PHASE.over;
  server.run(700);
  bob.send({ type: 'start' });
  server.run(2);
  expect(shown(bob)).toBe('- 0.0, Bob 4.4');
});

test('[GR33] when a match begins, favourites come before seats without any', () => {
  const server = new MemoryServer();
  const ann = enter(server, 'Ann', 0, 0);
  const bob = enter(server, 'Bob', 1, 1);
  const code = ann.create({ seatCount: 2 });
  bob.join(code);
  expect(shown(ann)).toBe('Ann 1.1, Bob 2.2');
  ann.send({ type: 'start' });
  expect(shown(ann)).toBe('Ann 2.2, Bob 1.1');
});

test('[GR33] a session keeps its favourites over a lost connection, a restart, and a client that names none', () => {
  const server = new MemoryServer();
  const ann = enter(server, 'Ann', 5, 6);
  const code = ann.create({ seatCount: 2 });
  ann.cut();
  const back = server.resume(ann);
  expect(shown(back)).toBe('Ann 5.6, - 0.0');
  back.report();
  const { next } = server.killed();
  const again = next.resume(back);
  expect([again.code, shown(again)]).toEqual([code, 'Ann 5.6, - 0.0']);
  again.send({ type: 'configure', settings: again.last('room')!.settings, password: '' });
  expect(shown(again)).toBe('Ann 5.6, - 0.0');
  again.cut();
  const later = enter(next, 'Ann', 3, 0, again.token);
  later.send({ type: 'leave' });
  later.create({ seatCount: 2 });
  expect(shown(later)).toBe('Ann 3.1, - 0.0');
});

test('[GR33] a seat keeps what was free when its player came, also over a restart', () => {
  const server = new MemoryServer();
  const ann = enter(server, 'Ann', 5, 6);
  const bob = enter(server, 'Bob', 5, 6);
  const code = ann.create({ seatCount: 2 });
  bob.join(code);
  ann.send({ type: 'leave' });
  const { next } = server.killed();
  expect(shown(next.resume(bob))).toBe('- 0.0, Bob 6.7');
});

test('[GR33] in versus no seat is yellow, as Pac-Man is, or white, as ghosts flash', () => {
  const server = new MemoryServer();
  const ann = enter(server, 'Ann', 1, 1);
  const code = ann.create({ mode: 'versus', seatCount: 5, fill: true });
  enter(server, 'Bob', 4, 1).join(code);
  ann.send({ type: 'start' });
  expect(shown(ann).match(/\d\.\d/g)).toEqual(['2.1', '5.2', '3.3', '6.4', '7.5']);
});

test('[GR33] the 64 seats of mega differ by the pair, also with players who all want the same', () => {
  const server = new MemoryServer();
  const ann = enter(server, 'Ann', 4, 4);
  const code = ann.create({ mode: 'mega', seatCount: 64, fill: true });
  for (let i = 0; i < 9; i++) enter(server, `Bob ${i}`, 4, 4).join(code);
  ann.send({ type: 'start' });
  const { seats } = ann.last('joined')!;
  expect(new Set(seats.map(({ colour, mark }) => `${colour} ${mark}`)).size).toBe(64);
  expect(seats.slice(0, 10).map(({ colour }) => colour)).toEqual([4, 4, 4, 4, 4, 4, 4, 4, 5, 5]);
});

function enter(server: MemoryServer, name: string, colour: number, mark: number, token = ''): MemoryPlayer {
  const player = server.connect();
  player.favourite = { colour, mark };
  player.hello(name, 'human', token);
  return player;
}

/** The seats as a player was told last. */
function shown(player: MemoryPlayer): string {
  const seats = player.inbox.findLast((message) => message.type === 'seats' || message.type === 'joined')?.seats ?? [];
  return seats.map(({ name, colour, mark }) => `${name === '' ? '-' : name} ${colour}.${mark}`).join(', ');
}
