// Several players at one screen, against the core of the real game server: each has a connection of its own.

import { expect, test } from 'vitest';
import { DOWN, LEFT, PAC, RIGHT, UP, type Direction } from '#simulation';
import { LocalPlayers } from '../../../web-client/netcode/local-players.ts';
import type { Favourite, SavedSession } from '#client';
import { localName } from '../../../web-client/netcode/local-player.ts';
import { expectSameWorlds } from '../same-worlds.ts';
import { FRAME_MS, seeded, SimulatedNetwork, type Profile } from '../simulated-network.ts';
import type { SimulatedPage } from '../simulated-page.ts';
import { isLate } from '../simulated-play.ts';

const COUNTDOWN_MS = 3200;
const LINK: Profile = { delayMs: 40, jitterMs: 0 };
const SEEDS = [1, 2, 3];

interface Screen {
  readonly network: SimulatedNetwork;
  readonly page: SimulatedPage;
  readonly players: LocalPlayers;
  readonly failed: string[];
  readonly saved: (SavedSession | null)[];
  /** By number. */
  readonly favourites: Favourite[];
}

function playersAt(page: SimulatedPage, network: SimulatedNetwork): Screen {
  const failed: string[] = [];
  const saved: (SavedSession | null)[] = [];
  const favourites = [0, 1, 2, 3, 4].map((number) => ({ colour: number, mark: number }));
  const players = new LocalPlayers(page.surroundings, () => page.session, {
    changed() {},
    failed: (number, reason) => failed.push(`${number} ${reason}`),
    save: (number, session) => (saved[number - 2] = session),
    favouriteOf: (number) => favourites[number]!,
  });
  page.changed = () => players.follow();
  return { network, page, players, failed, saved, favourites };
}

/** A room of `coop` for four, in which so many players sit at one screen, after the countdown. */
function screenOf(count: number, seed = 1, link = LINK): Screen {
  const network = new SimulatedNetwork(seed, link);
  const screen = playersAt(network.createRoom('Ann'), network);
  screen.players.count = count;
  network.until(() => screen.players.areSeated);
  screen.page.session.send({ type: 'start' });
  network.until(() => screen.page.session.room?.state === 'countdown');
  network.frames(COUNTDOWN_MS);
  return screen;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

test('[W130] players at one screen get seats and names of their own in the room of the page', () => {
  const { page, players, network } = screenOf(4);
  expect(numbers(4).map((number) => players.seatOf(number))).toEqual([0, 1, 2, 3]);
  expect(page.match.seats.map(({ name }) => name)).toEqual(['Ann', 'Ann 2', 'Ann 3', 'Ann 4']);
  expect(page.match.ownSeats).toEqual([0, 1, 2, 3]);
  expect(network.core.sessions.count).toBe(4);
  expect(localName('abcdefghijklmnop', 3)).toBe('abcdefghijklmn 3');
  expect(localName('👻👻👻👻👻👻👻👻👻👻👻👻👻👻👻👻', 2)).toBe(`${'👻'.repeat(14)} 2`);
});

test('[W148] players at one screen have favourites of their own, also changed ones, and keep them when they move up', () => {
  const network = new SimulatedNetwork(1, LINK);
  const { page, players, favourites } = playersAt(network.createRoom('Ann'), network);
  players.count = 3;
  network.until(() => players.areSeated);
  const looks = () => page.session.room!.seats.slice(1, 3).map(({ colour, mark }) => [colour, mark]);
  expect(looks()).toEqual([
    [2, 2],
    [3, 3],
  ]);
  favourites[3] = { colour: 7, mark: 8 };
  players.prefer(3);
  network.until(() => looks()[1]![0] === 7);
  expect(looks()[1]).toEqual([7, 8]);
  players.remove(2);
  favourites[2] = favourites[3];
  players.prefer(2);
  network.frames(500);
  expect(page.session.room!.seats[players.seatOf(2)]).toMatchObject({ name: 'Ann 3', colour: 7, mark: 8 });
});

test.each([
  [2, LINK],
  [4, LINK],
  [2, { delayMs: 75, jitterMs: 0 }],
] as const)('[W130] each of %i players sees their own turn in the next frame (%o)', (count, link) => {
  const { network, page, players } = screenOf(count, 1, link);
  const { prediction } = page.match;
  const rng = seeded(5);
  for (let turn = 0; turn < 12; turn++) {
    const wanted = numbers(count).map(() => (rng(2) === 0 ? LEFT : RIGHT));
    const { length } = network.inputs;
    for (const [i, direction] of wanted.entries()) players.steer(i + 1, direction);
    network.frames(FRAME_MS);
    const wishes = wanted.map((_, i) => prediction.predicted.pacWish[players.seatOf(i + 1)]);
    expect(wishes).toEqual(wanted);
    network.frames(700);
    const inputs = network.inputs.slice(length);
    expect(inputs).toHaveLength(count);
    expect(inputs.filter(isLate)).toEqual([]);
  }
  expect(page.match.figures.corrections).toBe(0);
  expectSameScreen(network, players);
});

test.each(SEEDS)('[W130] with jitter, all worlds are the server’s in the end (seed %i)', (seed) => {
  const { network, players } = screenOf(3, seed, { delayMs: 40, jitterMs: 10 });
  const rng = seeded(seed + 50);
  network.frames(15_000, (frame) => {
    if (frame % 10 === 0) players.steer(1 + rng(3), rng(4) as Direction);
  });
  expectSameScreen(network, players);
});

test('[W130] when the connection of one breaks, the others play on, and the seat is the same afterwards', () => {
  const { network, page, players } = screenOf(2);
  const [, second] = page.links;
  players.steer(2, UP);
  second!.cut();
  expect(page.match.prediction.hasInputFor(page.match.prediction.predicted.tick + 1)).toBe(false);
  players.steer(1, LEFT);
  network.frames(FRAME_MS);
  expect(page.match.prediction.predicted.pacWish[0]).toBe(LEFT);
  // Without a connection nothing is sent and nothing is predicted.
  players.steer(2, DOWN);
  network.frames(FRAME_MS);
  expect(page.match.prediction.predicted.pacWish[1]).not.toBe(DOWN);
  network.until(() => page.links.length === 3);
  network.frames(1000);
  players.steer(2, RIGHT);
  network.frames(FRAME_MS);
  expect(page.match.prediction.predicted.pacWish[1]).toBe(RIGHT);
  network.frames(500);
  expectSameScreen(network, players);
});

test('[W130] when the page loses its connection, the others keep their seats and go on steering', () => {
  const { network, page, players } = screenOf(2);
  page.links[0]!.cut();
  expect(page.isInRoom).toBe(false);
  const { length } = network.inputs;
  players.steer(2, LEFT);
  network.clock.advance(100);
  expect(network.inputs).toHaveLength(length + 1);
  network.until(() => page.isInRoom);
  expect(page.match.ownSeats).toEqual([0, 1]);
  players.steer(2, RIGHT);
  network.frames(FRAME_MS);
  expect(page.match.prediction.predicted.pacWish[1]).toBe(RIGHT);
});

test('[W130] a page that was away too long comes back into the room that the others kept', () => {
  const { network, page, players } = screenOf(2);
  const { code } = network.room;
  network.core.sessions.named('Ann')!.end();
  network.until(() => page.moves.length > 0);
  expect(page.moves).toEqual([`${code} ${code}`]);
  network.until(() => players.areSeated);
  expect(players.seatOf(2)).toBe(1);
});

test('[W130] a player whose session is gone has a new one, and a room that is left is left by all', () => {
  const { network, page, players } = screenOf(2);
  network.core.sessions.named('Ann 2')!.end();
  network.until(() => !players.areSeated);
  network.until(() => players.areSeated);
  page.session.leave();
  network.until(() => network.core.lobby.roomCount === 0);
  network.until(() => network.core.sessions.count === 1);
  expect(players.count).toBe(2);
});

test('[W130] a player who leaves frees the seat; those after them keep theirs', () => {
  const { network, page, players, saved } = screenOf(3);
  players.remove(2);
  network.until(() => page.match.seats[1]!.driver === 'empty');
  expect(players.seatOf(2)).toBe(2);
  expect(page.match.ownSeats).toEqual([0, 2]);
  expect(players.count).toBe(2);
  players.steer(2, LEFT);
  network.frames(FRAME_MS);
  expect(page.match.prediction.predicted.pacWish[2]).toBe(LEFT);
  expect(saved[0]?.name).toBe('Ann 3');
  expect(saved[1]).toBeNull();
});

test('[W130] a full room has no place for them, which is said once', () => {
  const network = new SimulatedNetwork(1, LINK);
  const screen = playersAt(network.createRoom('Ann', { seatCount: 2 }), network);
  screen.players.count = 3;
  network.until(() => screen.failed.length > 0);
  network.clock.advance(5000);
  expect(screen.failed).toHaveLength(1);
  expect(screen.failed[0]).toMatch(/^\d room-full$/);
  expect(screen.page.match.ownSeats).toEqual([0, 1]);
  screen.players.count = 2;
});

test('[W130] who is sent out stays out', () => {
  const { network, page, players, failed } = screenOf(2);
  page.session.send({ type: 'kick', name: 'Ann 2', ban: false });
  network.until(() => failed.length > 0);
  network.clock.advance(5000);
  expect(failed).toEqual(['2 left']);
  expect(page.match.ownSeats).toEqual([0]);
  expect(players.seatOf(2)).toBe(-1);
});

test('[W130] modes that hide something have one player a screen', () => {
  const network = new SimulatedNetwork(1, LINK);
  const screen = playersAt(network.join({ entry: { type: 'play', mode: 'versus' } }), network);
  screen.players.count = 2;
  network.clock.advance(2000);
  expect(network.core.sessions.count).toBe(1);
  expect(screen.players.seatOf(2)).toBe(-1);
});

test('[W130] a page that is loaded anew goes on with all its sessions', () => {
  const { network, page, players, saved } = screenOf(2);
  const kept = [...saved];
  const session = page.saved;
  players.count = 2;
  network.close(page);
  for (const link of page.links) link.cut();
  const again = playersAt(network.open({ name: 'Ann', entry: null, saved: session }), network);
  again.players.resume(kept);
  network.until(() => again.page.isInRoom && again.players.areSeated);
  expect(again.page.match.seats.map(({ name }) => name).slice(0, 2)).toEqual(['Ann', 'Ann 2']);
  expect(network.core.sessions.count).toBe(2);
  expect(again.page.match.ownSeats).toEqual([0, 1]);
});

test('[W130] all seats of a screen go on into the next match', () => {
  const { network, page, players } = screenOf(2);
  const first = page.match;
  network.endMatch();
  network.until(() => page.session.room?.state === 'result');
  page.session.send({ type: 'ready', ready: true });
  players.send({ type: 'ready', ready: true });
  network.until(() => page.match !== first && page.session.room?.state === 'countdown');
  network.until(() => players.areSeated);
  network.frames(COUNTDOWN_MS);
  players.steer(2, LEFT);
  network.frames(FRAME_MS);
  expect(page.match.prediction.predicted.pacWish[players.seatOf(2)]).toBe(LEFT);
  expect(page.match.prediction.predicted.pacState[players.seatOf(2)]).toBe(PAC.alive);
});

/** The match stands still, and the page has the server's World. */
function expectSameScreen(network: SimulatedNetwork, players: LocalPlayers): void {
  players.send({ type: 'pause', paused: true });
  expectSameWorlds(network);
}
